// The process in which one application under test runs; the runner starts it with the folder.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { register } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { App } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'
import type { SigningParameters } from './session-token.ts'

export type HostRequest = { now: number } | { signing: true }
export type HostReply =
  | { ports: { plain: number; secure?: number } }
  | { done: true }
  | { signing?: SigningParameters }

// A port may stand in a folder whose package.json says nothing of modules.
const MODULE_HOOK = `export async function resolve(specifier, context, nextResolve) {
  const result = await nextResolve(specifier, context)
  return result.url.startsWith('file:') && /\\.ts(\\?|$)/.test(result.url) ? { ...result, format: 'module' } : result
}`

let now = 1_700_000_000

/** Gives a port that leaves it out Flask's defaults, but keeps what it set itself. */
function applyDefaults(app: App): void {
  const before: Record<string, unknown> = { ...app.config }
  const standard: Record<string, unknown> = { ...new App(import.meta).config }
  flaskDefaults(app)
  for (const [key, value] of Object.entries(before))
    if (!isDeepStrictEqual(value, standard[key])) app.config.update({ [key]: value })
}

async function loadApp(folder: string): Promise<App> {
  register(`data:text/javascript,${encodeURIComponent(MODULE_HOOK)}`)
  const file = join(folder, 'app.ts')
  const module = await import(pathToFileURL(file).href)
  const app = module.app ?? module.default
  if (!(app instanceof App)) throw new Error(`"${file}" exports no app.`)
  if (!readFileSync(file, 'utf8').includes('flaskDefaults')) applyDefaults(app)
  app.now = () => now
  return app
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

const encode = (key: string | Uint8Array) =>
  (typeof key === 'string' ? Buffer.from(key) : Buffer.from(key)).toString('base64')

function signingOf(app: App): SigningParameters | undefined {
  const kept = app.sessionInterface as unknown as Record<string, unknown>
  const shared = kept.constructor as unknown as Record<string, unknown>
  const read = (name: string) => kept[name] ?? shared[name]
  if (!app.secretKey || typeof read('salt') !== 'string') return undefined
  return {
    keys: [encode(app.secretKey)],
    salt: String(read('salt')),
    keyDerivation: String(read('keyDerivation')),
    digest: String(read('digestMethod')),
  }
}

async function main(folder: string, secure: boolean) {
  const app = await loadApp(folder)
  const plain = await listen(app.createServer())
  const certificate = readFileSync(
    fileURLToPath(new URL('../fixtures/localhost.pem', import.meta.url)),
  )
  const server = secure ? app.createServer({ key: certificate, cert: certificate }) : undefined
  const reply = (message: HostReply) => process.send!(message)
  process.on('message', (message: HostRequest) => {
    if ('signing' in message) return reply({ signing: signingOf(app) })
    now = message.now
    return reply({ done: true })
  })
  process.on('disconnect', () => process.exit())
  reply({ ports: { plain, secure: server && (await listen(server as Server)) } })
}

main(process.argv[2]!, process.argv[3] === 'secure').catch((error) => {
  console.error(error)
  process.exit(1)
})
