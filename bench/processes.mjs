import { fork, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const pinned = spawnSync('taskset', ['-c', '1', 'true']).status === 0
const newest = here(`node_modules/node-${process.platform}-${process.arch}/bin/node`)

/** The Node that is measured: that of `--node PATH`, the newest where it is installed, else this one. */
export function nodePath() {
  const given = process.argv.indexOf('--node')
  if (given !== -1) return process.argv[given + 1]
  return existsSync(newest) ? newest : process.execPath
}

/** Starts a server on the first core; gives how to ask and stop it. */
export async function startServer(name, env = {}) {
  const child = start(`servers/${name}.mjs`, 0, nodePath(), {
    ...process.env,
    NODE_ENV: 'production',
    ...env,
  })
  const { port } = await answerOf(child)
  return {
    name,
    port,
    child,
    stop: () => stop(child),
    usage: (question = {}) => ask(child, question),
  }
}

/** Starts the load on the second core; gives a function that runs an order there. */
export function startLoad() {
  const child = start('load.mjs', 1, process.execPath, process.env)
  return { run: (order) => ask(child, order), stop: () => stop(child) }
}

/** Starts a Redis without files; its own time is not measured. */
export async function startRedis(port = 20_000 + (process.pid % 10_000)) {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of child.stdout) if (chunk.includes('Ready to accept')) break
  child.stdout.resume()
  return { port, stop: () => stop(child) }
}

function start(path, core, node, env) {
  const script = here(path)
  const options = { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' }
  if (!pinned) return fork(script, [], { ...options, execPath: node, execArgv: ['--expose-gc'] })
  return fork(script, [], {
    ...options,
    execPath: 'taskset',
    execArgv: ['-c', String(core), node, '--expose-gc'],
  })
}

function ask(child, message) {
  const answer = answerOf(child)
  child.send(message)
  return answer
}

function answerOf(child) {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.removeListener('exit', ended)
      resolve(message)
    })
  })
}

function stop(child) {
  child.removeAllListeners('exit')
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill()
  })
}
