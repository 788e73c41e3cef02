import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { start } from 'node:repl'
import { inflateSync } from 'node:zlib'
import type { App } from '../app.ts'
import { Context, storage } from '../context/context.ts'
import { messageOf } from '../guards.ts'
import { base64Decode } from '../itsdangerous.ts'
import type { Command } from './group.ts'

/** Runs a command of an app, in the app's context unless it does not want one. */
export async function runOwnCommand(app: App, command: Command, args: object): Promise<void> {
  if (command.options.withAppContext === false) await command.fn(args)
  else await app.appContext(() => Promise.resolve(command.fn(args)))
}

/** Opens a shell in the context of an app, with `app` and what `shellContextProcessor` gives. */
export function startShell(app: App): void {
  process.stdout.write(
    `Node ${process.version}, app "${app.name}". The context of the app is open; app is here.\n`,
  )
  storage.enterWith(new Context(app))
  const shell = start({ prompt: '> ', breakEvalOnSigint: true })
  Object.assign(shell.context, app.makeShellContext())
  const folder = join(homedir(), '.cache', 'hipflask')
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    // A home that cannot be written to, as in a container, keeps no history.
    return
  }
  shell.setupHistory(join(folder, 'shell-history'), () => undefined)
}

/** Gives what a session cookie holds, and whether the app's keys signed it. */
export function sessionText(cookie: string, app: App | undefined): string {
  const parts = cookie.split('.')
  const [signature, timestamp, ...payload] = parts.reverse()
  if (payload.length === 0)
    return 'This is not a session cookie: it has no payload, timestamp and signature.'
  const lines: string[] = []
  try {
    lines.push(JSON.stringify(JSON.parse(payloadText(payload.reverse())), null, 2))
    lines.push(
      `signed ${new Date(Number(BigInt(`0x${base64Decode(timestamp).toString('hex') || '0'}`)) * 1000).toISOString()}`,
    )
  } catch (error) {
    lines.push(`The payload cannot be read: ${messageOf(error)}`)
  }
  lines.push(`signature ${signature}: ${verdict(cookie, app)}`)
  return lines.join('\n')
}

function payloadText(payload: readonly string[]): string {
  const compressed = payload.length > 1 && payload[0] === ''
  const bytes = base64Decode(payload.join(''))
  return (compressed ? inflateSync(bytes, { maxOutputLength: 1 << 20 }) : bytes).toString('utf8')
}

function verdict(cookie: string, app: App | undefined): string {
  if (app === undefined) return 'not checked, as no app was found (--app module:name).'
  const sessions = app.sessionInterface as {
    getSigningSerializer?: (app: App) => { loads(text: string): unknown } | undefined
  }
  const serializer = sessions.getSigningSerializer?.(app)
  if (serializer === undefined) return 'not checked, as the app signs no session cookies.'
  try {
    serializer.loads(cookie)
    return 'good.'
  } catch (error) {
    return `bad. ${messageOf(error)}`
  }
}
