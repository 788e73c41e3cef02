import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, request } from 'hipflask'

const app = new App(import.meta, { staticFolder: null })
app.post('/copy', () => ({ copy: Object.assign({}, request.getJson()) }))
app.post('/same', () => ({ same: request.getJson() }))
const client = app.testClient()

const send = (path: string, text: string) =>
  client.post(path, { data: text, headers: { 'Content-Type': 'application/json' } })

describe('JSON that names __proto__', () => {
  const texts = [
    '{"__proto__":{"polluted":1}}',
    '{"__proto__":[1]}',
    '{"__proto__":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"__proto__":{"toJSON":1,"then":2,"toString":3}}',
  ]

  it('fails no view that copies it', async () => {
    for (const text of texts) {
      const answer = await send('/copy', text)
      assert.equal(answer.statusCode, 200, text)
      assert.deepEqual(JSON.parse(answer.text), { copy: {} })
    }
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  })

  it('is data like any other to a view that does not', async () => {
    for (const text of texts) assert.equal((await send('/same', text)).text, `{"same":${text}}\n`)
  })
})
