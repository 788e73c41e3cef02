import { spawn } from 'node:child_process'
import { createServer, type ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import { escapeText } from '../markup.ts'
import { CHILD, RESTART, readState, watch, watchedFolder } from './reloader.ts'

/** What a module that does not load is replaced by: a server that says why, until a file changes. */
function serveFailure(statePath: string): void {
  const { host = '127.0.0.1', port = 5000 } = readState(statePath)
  delete process.env[CHILD]
  process.argv.splice(1, 1)
  watch(statePath, watchedFolder(), [])
  const reason = failureOf([...process.execArgv, ...process.argv.slice(1)])
  const server = createServer((req, res) => {
    reason.then((text) => answer(res, text, req.headers.accept ?? ''))
  })
  server.on('error', () => setTimeout(() => server.listen(port, host), 100))
  server.listen(port, host)
}

/** Loads the program once more and gives what it writes while it fails. */
function failureOf(program: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, program, {
      env: { ...process.env, [CHILD]: 'probe' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.once('close', (code) => {
      clearTimeout(tooLong)
      // It loads after all: the file was whole again before anybody looked.
      if (code === 0) process.exit(RESTART)
      resolve(stripVTControlCharacters(text).trim())
    })
  })
}

function answer(res: ServerResponse, text: string, accept: string): void {
  const html = accept.includes('text/html')
  const body = html ? page(text) : `The app does not load.\n\n${text}\n`
  res.writeHead(500, [
    'Content-Type',
    `text/${html ? 'html' : 'plain'}; charset=utf-8`,
    'Cache-Control',
    'no-store',
    'Refresh',
    '2',
  ])
  res.end(body)
}

function page(text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>The app does not load</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
pre { overflow-x: auto; padding: 1rem; border: 1px solid; border-radius: .5rem; white-space: pre-wrap }
</style>
<h1>The app does not load</h1>
<p>This page goes away by itself when the error is mended and saved.</p>
<pre tabindex="0">${escapeText(text)}</pre>
</html>
`
}

const statePath = process.env[CHILD]
if (statePath !== undefined) serveFailure(statePath)
