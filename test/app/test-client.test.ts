import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, makeResponse } from 'hipflask'

describe('testClient().getCookie', () => {
  it('gives a cookie with its attributes', async () => {
    const app = new App()
    app.get('/a/b', () => {
      const response = makeResponse('set')
      response.setCookie('plain', 'a b;c')
      response.setCookie('full', 'v', {
        maxAge: 60,
        expires: 1_900_000_000,
        path: '/a',
        domain: 'localhost',
        secure: true,
        httpOnly: true,
        sameSite: 'strict',
      })
      return response
    })
    const client = app.testClient()
    await client.get('/a/b')
    const full = client.getCookie('full', 'localhost', '/a')
    assert.equal(full?.httpOnly, true)
    assert.equal(full.secure, true)
    assert.equal(full.sameSite, 'Strict')
    assert.equal(full.maxAge, 60)
    assert.equal(full.expires?.getTime(), 1_900_000_000_000)
    assert.equal(full.originOnly, false)
    const plain = client.getCookie('plain')
    assert.equal(plain?.key, 'plain')
    assert.equal(plain.decodedValue, 'a b;c')
    assert.equal(plain.httpOnly, false)
    assert.equal(plain.sameSite, undefined)
    assert.equal(plain.maxAge, undefined)
    assert.equal(plain.originOnly, true)
    assert.equal(client.getCookie('plain', 'elsewhere'), undefined)
  })
})

describe('testClient().get', () => {
  it('asks for a path as it stands, backslashes and dots included', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/<path:rest>', ({ rest }) => rest)
    const client = app.testClient()
    for (const path of ['\\', 'a\\b', 'a/../b', '\\/x'])
      assert.equal((await client.get(`/${path}`)).text, path)
  })
})
