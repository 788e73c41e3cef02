import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, request, urlFor } from 'hipflask'
import { ProxyFix } from 'hipflask/middleware'
import { safeJoin, secureFilename } from 'hipflask/security'
import { framesOf } from '../../src/debug/frames.ts'
import { parseContentRange } from '../../src/http/ranges.ts'
import { cpuTime } from '../fixtures/cpu-time.ts'

const SIZE = 64 * 1024

/** Fails when something takes much longer than its length explains. */
function isQuick(what: string, run: () => unknown): void {
  const time = cpuTime(run)
  // By the square of the length these took three seconds and more.
  assert.ok(time < 1000, `${what} took ${Math.round(time)} ms`)
}

describe('a text of 64 KiB from a client', () => {
  it('as Accept is read in time by its length', async () => {
    const app = new App(import.meta, { staticFolder: null })
    for (const text of [`a/b${' '.repeat(SIZE)}x`, 'a/b;'.repeat(SIZE / 4), ' ;'.repeat(SIZE / 2)])
      app.testRequestContext('/', { headers: { Accept: text } }, () =>
        isQuick(`Accept: ${text.slice(0, 5)}`, () =>
          request.acceptMimetypes.bestMatch(['text/html', 'application/json']),
        ),
      )
  })

  it('as a forwarding header is read in time by its length', () => {
    const headers = { 'x-forwarded-for': '"\\'.repeat(SIZE / 2) }
    const { listener } = new ProxyFix(() => undefined, { xFor: 1 })
    isQuick('X-Forwarded-For', () => listener({ headers } as never, {} as never))
  })

  it('as the prefix of a proxy is in URLs in time by its length', () => {
    const app = new App(import.meta, { staticFolder: null })
    app.get('/', () => '')
    const { listener } = new ProxyFix(() => undefined, { xPrefix: 1 })
    const root = `a${'/'.repeat(SIZE)}b`
    isQuick('X-Forwarded-Prefix', () =>
      listener({ headers: { 'x-forwarded-prefix': root } } as never, {} as never),
    )
    const options = { environOverrides: { SCRIPT_NAME: root } }
    app.testRequestContext('/', options, () =>
      isQuick('urlFor', () => urlFor('/', { _external: true }) + request.url),
    )
  })

  it('as Content-Range is read in time by its length', () => {
    isQuick('Content-Range', () => parseContentRange(`bytes${' '.repeat(SIZE)}x`))
  })

  it('as the message of an error is searched for a place in time by its length', async () => {
    const error = new Error('/'.repeat(SIZE))
    error.stack = ''
    const start = process.cpuUsage()
    assert.deepEqual(await framesOf(error), [])
    const { user, system } = process.cpuUsage(start)
    assert.ok(user + system < 1_000_000)
  })

  it('as a file name is made safe in time by its length', () => {
    isQuick('secureFilename', () => secureFilename(`a${'._'.repeat(SIZE / 2)}a`))
    isQuick('safeJoin', () => safeJoin('/root', '../'.repeat(SIZE)))
  })
})
