import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { connect as connectSecurely } from 'node:tls'
import { App } from 'hipflask'

const pem = readFileSync(new URL('../fixtures/localhost.pem', import.meta.url))

describe('App.createServer with a certificate', () => {
  it('cuts a client that speaks no TLS, and goes on serving', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => 'hello')
    const server = app.createServer({ cert: pem, key: pem }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const plain = connect(port, '127.0.0.1').on('error', () => undefined)
    plain.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
    const [, socket] = (await once(server, 'tlsClientError')) as [Error, Socket]
    assert.equal(socket.timeout, 15_000, 'how long a handshake may take')
    await new Promise((resolve) => plain.once('close', resolve).resume())
    const secure = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false })
    secure.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
    assert.match(String((await once(secure, 'data'))[0]), /^HTTP\/1\.1 200 /)
    secure.destroy()
    server.close()
  })
})
