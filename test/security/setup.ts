import type { Server } from 'node:http'
import type { App } from 'hipflask'
import { ProxyFix } from 'hipflask/middleware'
import { MemoryStore, ServerSideSessionInterface } from 'hipflask/sessions'
import type { Watch } from './fixture.ts'
import { makeFixture } from './fixture.ts'

type Setting = string | number | boolean | null | string[]

/** Reads what stands behind a `=` in the setup of a case: Python's words, lists, bytes, durations in seconds. */
function readSetting(text: string): Setting {
  const words: Record<string, Setting> = { True: true, False: false, None: null }
  if (text in words) return words[text]!
  if (text.startsWith('[')) return [...text.matchAll(/'([^']*)'/g)].map((match) => match[1]!)
  const amount = /^(\d+(?:\.\d+)?)(ms|s|kB|MB)?$/.exec(text)
  if (amount === null) return text.replace(/^'(.*)'$/, '$1')
  const units: Record<string, number> = { ms: 1 / 1000, kB: 1024, MB: 1024 * 1024 }
  return Number(amount[1]) * (units[amount[2] ?? ''] ?? 1)
}

/** Reads the settings that the setup of a case names: `FIX + DEBUG=True`. */
export function readSetup(setup: string): Record<string, Setting> {
  const settings: Record<string, Setting> = {}
  // What follows a semicolon is a note for the reader.
  for (const [, key, text] of setup
    .split(';', 1)[0]!
    .matchAll(/\b([A-Za-z][A-Za-z_]+)=(\[[^\]]*\]|'[^']*'|[^\s,)]+)/g))
    settings[key!] = readSetting(text!)
  return settings
}

const SERVER_KEYS: Record<string, string> = {
  HEADERS_TIMEOUT: 'headersTimeout',
  KEEPALIVE_TIMEOUT: 'keepAliveTimeout',
  CHECK_INTERVAL: 'connectionsCheckingInterval',
}

const PROXY_KEYS: Record<string, string> = {
  x_for: 'xFor',
  x_proto: 'xProto',
  x_host: 'xHost',
  x_port: 'xPort',
  x_prefix: 'xPrefix',
}

function renamed(settings: Record<string, Setting>, names: Record<string, string>, factor = 1) {
  const given = Object.entries(settings).filter(([key]) => key in names)
  return Object.fromEntries(given.map(([key, value]) => [names[key]!, Number(value) * factor]))
}

function configure(app: App, settings: Record<string, Setting>): void {
  for (const [key, value] of Object.entries(settings)) {
    if (key === 'DEBUG') app.debug = value === true
    else if (key === 'REQUEST_TIMEOUT')
      app.config.update({ BODY_TIMEOUT: value, BODY_IDLE_TIMEOUT: value })
    else if (key === 'SESSION_TYPE')
      app.sessionInterface = new ServerSideSessionInterface(new MemoryStore())
    else if (key in app.config) app.config.update({ [key]: value })
  }
  const proxies = renamed(settings, PROXY_KEYS)
  if (Object.keys(proxies).length > 0) app.listener = new ProxyFix(app.listener, proxies)
}

/** Makes the server that a case asks for. */
export function makeAttacked(root: string, setup: string, watch: Watch): Server {
  const settings = readSetup(setup)
  const app = makeFixture(root, watch, { catchAll: setup.includes('catch-all') })
  configure(app, settings)
  const { maxHeaderSize, MAX_CONNECTIONS } = settings
  const server = app.createServer({
    ...renamed(settings, SERVER_KEYS, 1000),
    ...(maxHeaderSize === undefined ? {} : { maxHeaderSize: Number(maxHeaderSize) }),
  })
  if (MAX_CONNECTIONS !== undefined) server.maxConnections = Number(MAX_CONNECTIONS)
  return server
}
