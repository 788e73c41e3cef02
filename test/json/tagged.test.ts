import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { JSONTag, KeyError, Markup, TaggedJSONSerializer, Tuple, UUID, ValueError } from 'hipflask'

const seed = 20_231_114

describe('TaggedJSONSerializer', () => {
  const tags = new TaggedJSONSerializer()
  it('gives back every type', () => {
    const value = {
      tuple: Tuple.of<unknown>(1, Tuple.of(2)),
      bytes: Buffer.from([0, 255]),
      markup: new Markup('<b>'),
      uuid: new UUID('12345678-1234-5678-1234-567812345678'),
      date: new Date(1_700_000_000_000),
      big: 2n ** 70n,
      text: 'é中',
    }
    assert.deepEqual(tags.loads(tags.dumps(value)), value)
  })

  it('keeps __proto__ as data', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"b":{"__proto__":[1]}}')
    const text = tags.dumps(value)
    assert.equal(text, JSON.stringify(value))
    const read = tags.loads(text) as object
    assert.equal(Object.getPrototypeOf(read), Object.prototype)
    assert.deepEqual(Object.keys(read), ['__proto__', 'b'])
  })

  it('gives back any value of plain data', () => {
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double({ noNaN: true }),
        fc
          .bigInt({ min: -(2n ** 80n), max: 2n ** 80n })
          .filter((big) => !Number.isSafeInteger(Number(big))),
        fc.constantFrom(null, true, Number.NaN, Number.POSITIVE_INFINITY),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.array(tie('value')).map((items) => Tuple.from(items)),
        fc.array(tie('value')),
        fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom(' t', ' b', ' di', ' t__', '__proto__')),
          tie('value'),
          { noNullPrototype: true },
        ),
      ),
    })).value
    fc.assert(
      fc.property(anything, (value) => {
        assert.deepEqual(tags.loads(tags.dumps({ value })), { value })
      }),
      { seed, numRuns: 500 },
    )
  })

  it('reads what Flask reads of tags around tags and around nothing', () => {
    const leapDay = new Date('2024-02-29T12:30:45Z')
    assert.equal(tags.loads('{" d":{}}'), null)
    assert.deepEqual(tags.loads('{" d":{" m":"Thu, 29 Feb 2024 12:30:45 GMT"}}'), leapDay)
    assert.deepEqual(tags.loads('{" t":{" m":"ab"}}'), Tuple.of('a', 'b'))
    for (const wrong of ['{" d":5}', '{" d":[1]}', '{" b":"YQé="}']) {
      assert.throws(() => tags.loads(wrong), ValueError, wrong)
    }
  })

  it('refuses a circle and what is nested too deeply, in both directions', () => {
    const circle: unknown[] = []
    circle.push(circle)
    assert.throws(() => tags.dumps(circle), /nested/)
    assert.throws(() => tags.loads('['.repeat(10_000) + ']'.repeat(10_000)), /nested/)
  })

  it('refuses a type that no tag knows, and names it', () => {
    assert.throws(() => tags.dumps({ a: new Set() }), /"Set" cannot be stored/)
    assert.throws(() => tags.dumps({ a: () => 1 }), /"function" cannot be stored/)
  })

  it('refuses a tag that is taken', () => {
    class Again extends JSONTag {
      static override key = ' t'
    }
    assert.throws(() => new TaggedJSONSerializer().register(Again), KeyError)
    const own = new TaggedJSONSerializer()
    own.register(Again, { force: true, index: 0 })
    assert.ok(own.tags[' t'] instanceof Again && own.order[0] instanceof Again)
    assert.deepEqual(
      Object.keys(own.tags).filter((key) => !(key in tags.tags)),
      [],
    )
  })
})
