import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, FileStorage, Headers, Request, request } from 'hipflask'

const app = new App(import.meta)
const post = <T>(data: string, fn: () => T): T =>
  app.testRequestContext('/?a=1', { method: 'POST', data }, fn)

describe('Request', () => {
  it('takes flags by place', () => {
    post('{"x":1}', () => {
      assert.deepEqual(request.getJson(true), { x: 1 })
      assert.equal(request.getData(true, true), '{"x":1}')
      assert.deepEqual(request.getData(), Buffer.from('{"x":1}'))
    })
    assert.equal(
      post('{', () => request.getJson(true, true)),
      undefined,
    )
  })

  it('shows its address as text', () => {
    const text = "<Request 'http://localhost/?a=1' [POST]>"
    post('', () => assert.deepEqual([String(request), `${request}`], [text, text]))
    assert.equal(Request.prototype.toString === Object.prototype.toString, false)
  })

  it('has a length of 0 where the header is none', () => {
    for (const [length, read] of [
      ['6', 6],
      ['-6', 0],
      ['+123', 0],
      ['1_23', 0],
    ] as const) {
      const headers = { 'Content-Length': length }
      app.testRequestContext('/', { method: 'POST', headers }, () =>
        assert.equal(request.contentLength, read),
      )
    }
    app.testRequestContext('/', () => assert.equal(request.contentLength, undefined))
  })
})

describe('FileStorage', () => {
  it('takes its arguments by place, by name, and both', () => {
    const bytes = Buffer.from('abc')
    const headers = new Headers({ 'X-A': '1' })
    for (const file of [
      new FileStorage(bytes, 'a.txt', 'f', 'Text/CSV', 3, headers.copy()),
      new FileStorage(bytes, 'a.txt', {
        name: 'f',
        contentType: 'Text/CSV',
        contentLength: 3,
        headers: { 'X-A': '1' },
      }),
      new FileStorage({
        stream: bytes,
        filename: 'a.txt',
        name: 'f',
        contentType: 'Text/CSV',
        contentLength: 3,
        headers,
      }),
    ]) {
      assert.deepEqual([file.filename, file.name, file.mimetype], ['a.txt', 'f', 'text/csv'])
      assert.deepEqual([file.contentLength, file.headers.get('x-a')], [3, '1'])
      assert.equal(file.read().toString(), 'abc')
    }
    assert.equal(new FileStorage(bytes, { filename: 'b' }).filename, 'b')
    assert.throws(() => new FileStorage({ contenttype: 'a' } as object), /"contentType"/)
  })
})
