import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

const boundary = 'XX'

function formOf(value: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n${value}\r\n--${boundary}--\r\n`
}

async function post(view: () => unknown, body: string) {
  const app = new App(import.meta, { staticFolder: null })
  app.logger.error = () => undefined
  app.post('/', view as () => string)
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` }
  return await app.testClient().post('/', { data: body, headers })
}

describe('request.getData of a multipart form', () => {
  it('gives the body to who asks before the form, and the form after it', async () => {
    const body = formOf('1')
    const { json } = await post(
      () => ({ text: request.getData({ asText: true }), files: [...request.files.keys()] }),
      body,
    )
    assert.deepEqual(json, { text: body, files: ['a'] })
  })

  it('gives the body of one without a boundary also after the form, which is empty', async () => {
    const app = new App(import.meta, { staticFolder: null })
    flaskDefaults(app)
    app.post('/', () => ({ fields: request.form.size, text: request.data.toString() }))
    const headers = { 'Content-Type': 'multipart/form-data' }
    const { json } = await app.testClient().post('/', { data: formOf('1'), headers })
    assert.deepEqual(json, { fields: 0, text: formOf('1') })
  })

  it('is empty when the form was read, and leaves no form when it is not kept', async () => {
    const { json } = await post(
      () => ({
        files: request.files.size,
        length: request.getData().length,
        again: request.files.size,
      }),
      formOf('1'),
    )
    assert.deepEqual(json, { files: 1, length: 0, again: 1 })
    const unkept = await post(
      () => ({ length: request.getData({ cache: false }).length, files: request.files.size }),
      formOf('1'),
    )
    assert.deepEqual(unkept.json, { length: formOf('1').length, files: 0 })
  })

  it('is an error when the form was too large to be kept as bytes', async () => {
    const large = formOf('x'.repeat(300_000))
    assert.equal((await post(() => String(request.getData().length), large)).statusCode, 500)
    assert.equal((await post(() => String(request.data.length), large)).text, '0')
    assert.equal((await post(() => String(request.files['a'].size), large)).text, '300000')
  })
})
