// How long examples/session takes from a save to its first answer.
//
//   node bench/reload.mjs [--node PATH] [--saves 50] [--pause MS] [--source]
//
// It runs the built package (npm run build), or the sources through tsx with --source.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    node: { type: 'string', default: process.execPath },
    saves: { type: 'string', default: '50' },
    pause: { type: 'string', default: '0' },
    source: { type: 'boolean', default: false },
  },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const example = readFileSync(join(root, 'examples/session/app.ts'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'hipflask-reload-'))
const file = join(folder, 'app.ts')

function sourceOf(version) {
  return example.replace("return 'session'", `return 'session ${version}'`)
}

function ask(port) {
  return new Promise((resolve) => {
    const asked = request({ port, path: '/set_session', agent: false }, async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve(text)
    })
    asked.on('error', () => resolve(''))
    asked.end()
  })
}

async function untilAnswered(port, text) {
  const start = performance.now()
  while ((await ask(port)) !== text) {
    if (performance.now() - start > 20_000) throw new Error(`"${text}" was never answered.`)
    await pause(2)
  }
  return performance.now() - start
}

function save(version) {
  const target = version % 2 === 0 ? file : `${file}.new`
  writeFileSync(target, sourceOf(version))
  if (target !== file) renameSync(target, file)
}

async function start() {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/hipflask'))
  writeFileSync(file, sourceOf('first'))
  const env = { ...process.env, PORT: '0' }
  if (options.source) env.TSX_TSCONFIG_PATH = join(root, 'tsconfig.json')
  const major = Number.parseInt(/\d+/.exec((await versionOf(options.node)) ?? '')?.[0] ?? '0', 10)
  const loader = options.source || major < 24 ? ['--import', import.meta.resolve('tsx')] : []
  const server = spawn(options.node, [...loader, file], {
    // tsx takes the tsconfig.json of this folder: the one of the repository leads to the sources.
    cwd: folder,
    env,
    // Each request would write a line.
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const line of createInterface(server.stdout)) {
    const port = /http:\/\/[\d.]+:(\d+)/.exec(line)?.[1]
    if (port !== undefined) {
      server.stdout.resume()
      return { server, port: Number(port) }
    }
  }
  throw new Error('The example ended before it served.')
}

async function versionOf(node) {
  const child = spawn(node, ['--version'])
  for await (const line of createInterface(child.stdout)) return line
}

const { server, port } = await start()
try {
  await untilAnswered(port, 'session first')
  await pause(1000)
  const times = []
  for (let version = 0; version < Number(options.saves); version++) {
    save(version)
    times.push(await untilAnswered(port, `session ${version}`))
    await pause(Number(options.pause))
  }
  times.sort((one, other) => one - other)
  const at = (share) => `${times[Math.floor((times.length - 1) * share)].toFixed(0)} ms`
  console.log(
    `${times.length} saves: median ${at(0.5)}, quickest ${at(0)}, nine of ten within ${at(0.9)}, slowest ${at(1)}`,
  )
} finally {
  server.kill()
  await once(server, 'close')
  rmSync(folder, { recursive: true })
}
