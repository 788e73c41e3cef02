import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toDate } from '../../src/clock.ts'
import { toSeconds } from '../../src/duration.ts'

describe('toSeconds', () => {
  it('adds up the parts of a duration', () => {
    assert.equal(
      toSeconds({ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 500 }),
      90061.5,
    )
    assert.equal(toSeconds({ weeks: 1 }), 604_800)
    assert.equal(toSeconds({ total: (unit) => (unit === 'seconds' ? 90 : 0) }), 90)
  })

  it('refuses what is not a duration, and says what is', () => {
    for (const wrong of [{ minute: 5 }, {}, Number.NaN, '5', null]) {
      assert.throws(() => toSeconds(wrong as number), /not a duration/)
    }
  })
})

describe('toDate', () => {
  it('reads every form of a moment', () => {
    const date = new Date(1_700_000_000_000)
    assert.equal(toDate(date), date)
    assert.deepEqual(toDate(1_700_000_000), date)
    assert.deepEqual(toDate('Tue, 14 Nov 2023 22:13:20 GMT'), date)
    assert.deepEqual(toDate({ epochMilliseconds: 1_700_000_000_000 }), date)
    assert.throws(() => toDate('soon'), /"soon" is not a moment/)
  })
})
