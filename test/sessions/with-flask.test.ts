import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, listen } from '../fixtures/ports.ts'

const hasFlask = spawnSync('python3', ['-c', 'import flask']).status === 0
const skip = process.env.CI || hasFlask ? false : 'python3 with Flask is not installed'
const script = fileURLToPath(new URL('../../examples/with-flask/old.py', import.meta.url))
const example = fileURLToPath(new URL('../../examples/with-flask/app.ts', import.meta.url))

/** A browser with one cookie jar. */
class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #address: string
  constructor(address: string) {
    this.#address = address
  }

  async open(path: string, form?: Record<string, string>): Promise<string> {
    const response = await fetch(this.#address + path, {
      method: form === undefined ? 'GET' : 'POST',
      body: form === undefined ? null : new URLSearchParams(form),
      headers: { Cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const next = response.headers.get('Location')
    if (next === null) return response.text()
    await response.arrayBuffer()
    return this.open(new URL(next, this.#address + path).pathname)
  }
}

async function listening(port: number): Promise<void> {
  for (let count = 0; count < 200; count++) {
    if (await isListening(port)) return
    await wait(100)
  }
  throw new Error(`Nothing listens on port ${port}.`)
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isOpen
}

async function gone(port: number): Promise<void> {
  while (await isListening(port)) await wait(50)
}

describe('examples/with-flask', { skip }, () => {
  let flask: ChildProcess
  let server: import('node:http').Server
  let address = ''
  before(async () => {
    const port = await freePort()
    flask = spawn('python3', [script], {
      env: { ...process.env, FLASK_PORT: String(port) },
      stdio: 'ignore',
    })
    await listening(port)
    process.env.FLASK_URL = `http://127.0.0.1:${port}`
    const { app } = await import('../../examples/with-flask/app.ts')
    server = app.createServer() as import('node:http').Server
    address = `http://127.0.0.1:${await listen(server)}`
  })
  after(async () => {
    server?.close()
    server?.closeAllConnections()
    flask?.kill()
  })

  it('has one login for both, whoever wrote the cookie', async () => {
    const browser = new Browser(address)
    assert.match(await browser.open('/'), /hipflask knows nobody/)
    assert.match(await browser.open('/login'), /<form method=post>/)
    assert.match(
      await browser.open('/login', { user: 'ann' }),
      /hipflask knows ann, seen 0 times\. Welcome!/,
    )
    assert.match(await browser.open('/old'), /Flask knows ann, seen 1 times/)
    assert.match(await browser.open('/'), /hipflask knows ann, seen 1 times\. $/)
    assert.match(await browser.open('/old'), /Flask knows ann, seen 2 times/)
    assert.match(await browser.open('/logout', {}), /hipflask knows nobody/)
    assert.match(await browser.open('/old'), /Flask knows nobody, seen 1 times/)
  })

  it('passes on what is not its own as it came, and says when nobody is there', async () => {
    const upstream = createServer(async (req, res) => {
      const { 'x-forwarded-for': client, host } = req.headers
      res.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Location', `//${host}/x/`])
      res.end([req.method, req.url, client, await text(req)].join(' '))
    })
    const [port, own] = [await listen(upstream), await freePort()]
    const proxy = spawn(process.execPath, ['--import', 'tsx', example], {
      env: { ...process.env, FLASK_URL: `http://127.0.0.1:${port}`, PORT: String(own) },
      stdio: 'ignore',
    })
    await listening(own)
    const send = (path: string, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${own}${path}`, { redirect: 'manual', ...init })
    const odd = await send('/a%2Fb%3Fc%25?d=%20e')
    assert.equal(await odd.text(), 'GET /a%2Fb%3Fc%25?d=%20e 127.0.0.1 ')
    assert.equal(odd.status, 201)
    assert.equal(odd.headers.get('Location'), `//127.0.0.1:${own}/x/`)
    assert.deepEqual(odd.headers.getSetCookie(), ['a=1', 'b=2'])
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const body = new Blob(['no multipart']).stream()
    const upload = await send('/up', {
      method: 'PUT',
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    assert.equal(await upload.text(), 'PUT /up 127.0.0.1 no multipart')
    upstream.close()
    upstream.closeAllConnections()
    assert.equal((await send('/up')).status, 502)
    proxy.kill()
    await once(proxy, 'exit')
  })

  it('runs by one command, which starts and ends Flask as well', async () => {
    const [port, flaskPort] = [await freePort(), await freePort()]
    const { FLASK_URL: _, ...env } = process.env
    const both = spawn(process.execPath, ['--import', 'tsx', example], {
      env: { ...env, PORT: String(port), FLASK_PORT: String(flaskPort) },
      stdio: 'ignore',
    })
    await Promise.all([listening(port), listening(flaskPort)])
    const browser = new Browser(`http://127.0.0.1:${port}`)
    assert.match(await browser.open('/login', { user: 'bob' }), /hipflask knows bob/)
    assert.match(await browser.open('/old'), /Flask knows bob, seen 1 times/)
    both.kill()
    await once(both, 'exit')
    await gone(flaskPort)
  })
})
