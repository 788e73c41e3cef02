import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, BadRequestKeyError, request } from 'hipflask'

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
  app.get('/key', () => {
    throw new RangeError('the outer', { cause: new BadRequestKeyError('name') })
  })
  app.get('/system', () => {
    throw Object.assign(new Error('no connection'), { code: 'ECONNREFUSED', note: undefined })
  })
  app.get('/several', () => {
    throw new AggregateError([new Error('the first of them'), 'a text'], 'all of them')
  })
  app.get('/nothing', function nothing() {} as never)
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

describe('an error in the log', () => {
  it('is told by the calls of the app, with those of the framework counted', async () => {
    const text = await logged('/system')
    assert.match(
      text,
      /Exception on \/system \[GET\] Error: no connection\n {6}at .*logs\.test\.ts/,
    )
    assert.match(text, /\n {6}… \d+ calls of hipflask and Node\.js/)
    assert.doesNotMatch(text, /dispatchRequest/)
  })

  it('keeps the first calls of the framework where none of the app stands above them', async () => {
    const text = await logged('/nothing')
    assert.match(text, /Did you forget return\?\n {6}at \w+ .*\n(.*\n){2} {6}… \d+ calls/)
  })

  it('has what was noted on it', async () => {
    const text = await logged('/system')
    assert.match(text, /code: 'ECONNREFUSED'/)
    assert.doesNotMatch(text, /note:/)
  })

  it('has its cause, and of an HTTP error no more than its message', async () => {
    const text = await logged('/key')
    assert.match(text, /RangeError: the outer[\s\S]*\[cause\]: .*400 Bad Request/)
    assert.doesNotMatch(text, /Getter|description:|showException|response:/)
  })

  it('has the errors that it stands for', async () => {
    const text = await logged('/several')
    assert.match(
      text,
      /AggregateError: all of them[\s\S]*\[errors\]: \[[\s\S]*Error: the first of them[\s\S]*'a text'/,
    )
  })
})
