import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { App } from 'hipflask'
import { type Served, serve } from './served.ts'

class Secretive extends Error {
  override get message(): string {
    throw new Error('the message throws')
  }
}

const thrown: Record<string, () => unknown> = {
  'an error': () => new Error('secret detail'),
  'a string': () => 'secret detail',
  undefined: () => undefined,
  null: () => null,
  'a number': () => 42,
  'a symbol': () => Symbol('secret detail'),
  'an object without a prototype': () => Object.create(null),
  'an error whose message throws': () => new Secretive(),
  'an error that is its own cause': () => {
    const error = new Error('secret detail')
    error.cause = error
    return error
  },
}

let served: Served
const kinds = Object.keys(thrown)

async function failsCleanly(path: string) {
  served.logged.length = 0
  const answer = await fetch(served.base + path)
  const text = await answer.text()
  assert.equal(answer.status, 500)
  assert.doesNotMatch(text, /secret detail|\.ts/)
  assert.equal(served.logged.length, 1, 'one line of the log says what happened')
  assert.equal(await (await fetch(`${served.base}/ok`)).text(), 'ok')
}

describe('a view that fails', () => {
  before(async () => {
    const app = new App(import.meta)
    app.get('/ok', function ok() {
      return 'ok'
    })
    app.get('/throw/<int:kind>', function thrower({ kind }) {
      throw thrown[kinds[kind]!]!()
    })
    app.get('/reject/<int:kind>', async function rejecter({ kind }) {
      await delay(1)
      throw thrown[kinds[kind]!]!()
    })
    // @ts-expect-error a view that returns nothing is refused by the compiler
    app.get('/nothing', function nothing() {})
    // @ts-expect-error so is one that promises nothing
    app.get('/later-nothing', async function later_nothing() {})
    app.get('/late', function late() {
      return (function* parts() {
        yield 'x'.repeat(100)
        throw new Error('secret detail')
      })()
    })
    app.get('/floating', function floating() {
      delay(1).then(() => 'floating')
      return 'ok'
    })
    served = await serve(app)
  })
  after(() => served.close())

  kinds.forEach((name, kind) => {
    it(`answers 500 and goes on when it throws ${name}`, () => failsCleanly(`/throw/${kind}`))
    it(`answers 500 and goes on when it rejects with ${name}`, () =>
      failsCleanly(`/reject/${kind}`))
  })

  it('answers 500 when it returns nothing', () => failsCleanly('/nothing'))
  it('answers 500 when it promises nothing', () => failsCleanly('/later-nothing'))

  it('cuts the connection when it throws after the headers were sent', async () => {
    served.logged.length = 0
    await assert.rejects(async () => (await fetch(`${served.base}/late`)).text())
    assert.equal(served.logged.length, 1)
    assert.equal(await (await fetch(`${served.base}/ok`)).text(), 'ok')
  })
})
