import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, request } from 'hipflask'

/** Gives what the app's own logger writes while a client gets a path. */
async function logged(path: string): Promise<string> {
  const app = new App(import.meta, { staticFolder: null, name: 'shop' })
  app.get('/text', () => {
    app.logger.warn(`seen: ${request.args.text}`)
    return 'ok'
  })
  app.get('/error', () => {
    throw new Error(request.args.text)
  })
  const written: string[] = []
  const { write } = process.stderr
  process.stderr.write = (text: string) => Boolean(written.push(text))
  try {
    await app.testClient().get(path)
  } finally {
    process.stderr.write = write
  }
  return written.join('')
}

const HOSTILE = encodeURIComponent(
  'a\n[2026-01-01T00:00:00.000Z] ERROR in shop: b\r\x1b[2J\x7f\x9b1m\u2028c',
)

describe('what a client says, in the log', () => {
  it('is one line, without what a terminal obeys', async () => {
    const text = await logged(`/text?text=${HOSTILE}`)
    assert.equal(text.split(/[\n\r\u2028]/).length, 2)
    assert.doesNotMatch(text.trimEnd(), /[\x00-\x1f\x7f-\x9f]/)
    assert.match(text, /seen: a\\n\[2026-01-01T00:00:00\.000Z\] ERROR in shop: b\\r\\u001b\[2J/)
  })

  it('begins no entry when it is the message of an error', async () => {
    const text = await logged(`/error?text=${HOSTILE}`)
    assert.deepEqual(text.match(/^\[\d{4}-.*$/gm)?.length, 1)
    assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028]/)
  })
})
