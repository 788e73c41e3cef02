import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import { hintForText } from '../errors.ts'
import { escapeText } from '../python/escape.ts'
import { wantedForm, whyHidden } from './audience.ts'
import { whyNotStarted } from './child.ts'
import { CHILD, LOADS, type Orders, type Place, PROBE } from './orders.ts'
import { style } from './style.ts'
import { withoutLoaders } from './unreadable.ts'

/** When a failure is over. */
export interface FailureOptions {
  /** Comes with the path of a file that has changed. */
  change: Promise<string>
  /** What the program said; it is tried once more when that is unknown. */
  reason?: string | undefined
  /** Whether the program failed before, though it had loaded when it was tried alone. */
  isRepeated: boolean
}

/**
 * Serves in place of a program that does not load: says why, until a file changes.
 *
 * @param orders The program.
 * @param place Where it served last.
 * @param options When the failure is over.
 * @returns The path of the file; undefined when the program loads after all.
 */
export async function showFailure(
  orders: Orders,
  place: Place,
  { change, reason, isRepeated }: FailureOptions,
): Promise<string | undefined> {
  const trial = reason === undefined ? tryProgram(orders) : knownTrial(reason)
  const server = createServer((req, res) => {
    trial.reason.then((text) => answer(req, res, text))
  })
  let retry: NodeJS.Timeout | undefined
  server.on('error', () => {
    retry = setTimeout(() => server.listen(place.port, place.host), 100)
  })
  server.listen(place.port, place.host)
  // It was only half written when it was read.
  const loads = trial.reason.then((text) =>
    text === undefined && !isRepeated ? undefined : change,
  )
  const path = await Promise.race([change, loads])
  trial.stop()
  clearTimeout(retry)
  await closed(server)
  return path
}

async function closed(server: Server): Promise<void> {
  server.removeAllListeners('error')
  if (!server.listening) return
  const close = once(server.close(), 'close')
  server.closeAllConnections()
  await close
}

/** Why a program does not load; undefined when it does. */
interface Trial {
  reason: Promise<string | undefined>
  stop(): void
}

function knownTrial(reason: string): Trial {
  return { reason: Promise.resolve(reason), stop: () => undefined }
}

/** Loads the program once more, for what it writes while it fails. */
function tryProgram({ execArgv, args }: Orders): Trial {
  const flags = execArgv.filter((word) => !word.startsWith('--inspect'))
  const child = spawn(process.execPath, [...flags, ...args], {
    env: { ...process.env, [CHILD]: PROBE },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })
  const stop = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', stop)
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  const reason = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(whyNotStarted(error)))
    child.once('close', (code) =>
      resolve(code === LOADS ? undefined : withoutLoaders(stripVTControlCharacters(text)).trim()),
    )
  })
  return { reason: reason.finally(() => process.off('exit', stop)), stop }
}

function answer(req: IncomingMessage, res: ServerResponse, reason: string | undefined): void {
  const isHidden = whyHidden(req) !== undefined
  const text = isHidden
    ? 'The terminal of the program says why.'
    : withHint(reason || 'It ended before it served. The terminal shows what it wrote.')
  const { type, write } = forms[wantedForm(req)]
  res.writeHead(500, [
    'Content-Type',
    `${type}; charset=utf-8`,
    'Cache-Control',
    'no-store',
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    'Refresh',
    '2',
  ])
  res.end(req.method === 'HEAD' ? undefined : write(text))
}

function withHint(text: string): string {
  const hint = hintForText(text)
  return hint === undefined ? text : `${hint}\n\n${text}`
}

const TITLE = 'The app does not load'

const forms = {
  html: { type: 'text/html', write: page },
  text: { type: 'text/plain', write: (text: string) => `${TITLE}.\n\n${text}\n` },
  json: {
    type: 'application/problem+json',
    write: (detail: string) =>
      `${JSON.stringify({ type: 'about:blank', title: TITLE, status: 500, detail })}\n`,
  },
}

function page(text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${TITLE}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${TITLE}</h1>
</header>
<main>
<div class="message whole" tabindex="0" role="group" aria-label="What it wrote">${escapeText(text)}</div>
<p>This page goes away by itself when the error is mended and saved.</p>
</main>
</body>
</html>
`
}
