import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Response, redirect, request, sendFile } from 'hipflask'

const app = new App(import.meta)

describe('Response.setCookie and deleteCookie', () => {
  it('take Werkzeug’s arguments by place', () => {
    const response = new Response()
    const shown = () => response.headers.getList('set-cookie').at(-1)
    response.setCookie('k', 'v', null, null, '/p')
    assert.equal(shown(), 'k=v; Path=/p')
    response.setCookie('k', 'v', 60)
    assert.match(shown() ?? '', /^k=v; Expires=[^;]+; Max-Age=60; Path=\/$/)
    response.setCookie('k', 'v', null, null, null, 'a.test', true, true, 'lax', { path: '/q' })
    assert.equal(shown(), 'k=v; Domain=a.test; Secure; HttpOnly; Path=/q; SameSite=Lax')
    response.deleteCookie('k', '/p', 'a.test')
    assert.match(shown() ?? '', /^k=; Domain=a.test; Expires=[^;]+; Max-Age=0; Path=\/p$/)
    assert.throws(() => response.setCookie('k', 'v', { maxage: 1 } as object), /"maxAge"/)
  })
})

describe('Response', () => {
  it('takes flags and the media type by place', () => {
    const response = new Response('{"é":1}', 200, null, 'text/css')
    assert.equal(response.contentType, 'text/css; charset=utf-8')
    assert.equal(response.getData(true), '{"é":1}')
    assert.deepEqual(response.getJson(true), { é: 1 })
    assert.equal(new Response('{', 200, null, 'text/css').getJson(true, true), undefined)
    response.addEtag(false, true)
    assert.equal(response.getEtag()[1], true)
    response.addEtag(true)
    assert.equal(response.getEtag()[1], false)
    app.testRequestContext('/', () => response.makeConditional(request, true, 8))
    assert.equal(response.headers.get('accept-ranges'), 'bytes')
  })
})

describe('redirect', () => {
  it('takes the class of the response by place and by name', () => {
    class Own extends Response {}
    for (const made of [redirect('/a', 303, Own), redirect('/a', { code: 303, Response: Own })]) {
      assert.equal(made instanceof Own, true)
      assert.deepEqual([made.statusCode, made.location], [303, '/a'])
    }
  })
})

describe('sendFile', () => {
  it('takes Flask’s arguments by place', () => {
    app.testRequestContext('/', () => {
      const response = sendFile(import.meta.filename, 'text/x', true, 'n.txt', { etag: 'own' })
      assert.equal(response.contentType, 'text/x; charset=utf-8')
      assert.equal(response.headers.get('Content-Disposition'), 'attachment; filename=n.txt')
      assert.deepEqual(response.getEtag(), ['own', false])
    })
  })
})
