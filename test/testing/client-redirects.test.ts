import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, redirect, request } from 'hipflask'
import { ClientRedirectError } from 'hipflask/testing'

function makeApp(location: string, code = 302): App {
  const app = new App(import.meta, { staticFolder: null })
  app.testing = true
  app.route('/from', { methods: ['GET', 'POST', 'PUT'] }, () => redirect(location, code))
  app.route('/to', { methods: ['GET', 'POST', 'PUT'] }, () => ({
    method: request.method,
    type: request.contentType ?? null,
    body: request.getData({ asText: true }),
    url: request.url,
    foo: request.headers.get('X-Foo'),
  }))
  return app
}

const headers = { 'X-Foo': 'bar' }
const followRedirects = true

describe('testClient().open with followRedirects', () => {
  for (const code of [301, 302, 303, 305]) {
    it(`goes on with a GET and no body after ${code}`, async () => {
      const client = makeApp('/to', code).testClient()
      const response = await client.post('/from', { followRedirects, headers, data: { a: 1 } })
      const url = 'http://localhost/to'
      assert.deepEqual(response.json, { method: 'GET', type: null, body: '', url, foo: 'bar' })
    })
  }

  for (const code of [307, 308]) {
    it(`sends method and body again after ${code}`, async () => {
      const client = makeApp('/to', code).testClient()
      const response = await client.put('/from', { followRedirects, headers, json: [1] })
      const url = 'http://localhost/to'
      const type = 'application/json'
      assert.deepEqual(response.json, { method: 'PUT', type, body: '[1]', url, foo: 'bar' })
    })
  }

  it('stays below the root of the app', async () => {
    const client = makeApp('to').testClient()
    const baseUrl = 'https://example.com/shop'
    const response = await client.get('/from', { followRedirects, baseUrl })
    assert.equal((response.json as { url: string }).url, 'https://example.com/shop/to')
  })

  it('says that a redirect leaves the app', async () => {
    const client = makeApp('http://example.com/to').testClient()
    await assert.rejects(client.get('/from', { followRedirects }), {
      name: 'RuntimeError',
      message: /"http:\/\/example\.com\/to" leaves the app/,
    })
  })

  it('goes to a subdomain when the client is told to', async () => {
    const app = makeApp('http://a.localhost/to')
    await assert.rejects(app.testClient().get('/from', { followRedirects }), /to a subdomain/)
    const client = app.testClient({ allowSubdomainRedirects: true })
    assert.equal((await client.get('/from', { followRedirects })).request.host, 'a.localhost')
  })

  it('gives up on redirects that do not end', async () => {
    const client = makeApp('/from').testClient()
    await assert.rejects(client.get('/from', { followRedirects }), ClientRedirectError)
  })
})
