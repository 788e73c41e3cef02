import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ValueError } from 'hipflask'
import { dumpCookie, parseCookies } from '../../src/http/cookies.ts'
import { cpuTime } from '../fixtures/cpu-time.ts'

const seed = 20_231_114

describe('parseCookies', () => {
  it('never throws, whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        for (const [name] of parseCookies(header)) assert.notEqual(name, '')
      }),
      { seed, numRuns: 500 },
    )
  })

  it('reads back any value that dumpCookie wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const header = dumpCookie('k', value, { path: null })
        assert.deepEqual(parseCookies(`a=1; ${header}; b=2`)[1], ['k', value])
      }),
      { seed, numRuns: 500 },
    )
  })

  it('takes time in proportion to a long header', () => {
    const time = cpuTime(() => {
      parseCookies('a="x;'.repeat(50_000))
      parseCookies('="\\'.repeat(50_000))
    })
    assert.ok(time < 1000, `${time} ms`)
  })

  it('does not take a name behind a no-break space for the name itself', () => {
    assert.deepEqual(parseCookies('\xa0__Host-a=1'), [['\xa0__Host-a', '1']])
  })
})

describe('dumpCookie', () => {
  it('refuses a name or attribute that could add another', () => {
    assert.throws(() => dumpCookie('a;b', 'v'), ValueError)
    assert.throws(() => dumpCookie('a', 'v', { domain: 'x; Secure' }), /semicolon/)
    assert.throws(() => dumpCookie('a', 'v', { expires: 'now\r\nX: y' }), /control character/)
  })

  it('refuses an option that does not exist, and suggests one', () => {
    assert.throws(() => dumpCookie('a', 'v', { httponly: true } as object), /"httpOnly"/)
  })
})
