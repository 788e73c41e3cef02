import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { JSONTag, KeyError, Markup, TaggedJSONSerializer, Tuple, UUID, ValueError } from 'hipflask'
import {
  checkPasswordHash,
  checkPasswordHashAsync,
  generatePasswordHash,
  generatePasswordHashAsync,
  safeJoin,
  secureFilename,
} from 'hipflask/security'
import { toDate } from '../../src/clock.ts'
import { toSeconds } from '../../src/duration.ts'
import { dumpCookie, parseCookies } from '../../src/http/cookies.ts'
import { cpuTime } from '../fixtures/cpu-time.ts'

const seed = 20_231_114

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

describe('password hashes', () => {
  it('accept the password and no other', async () => {
    const hash = generatePasswordHash('pass', 'scrypt:1024:8:1')
    assert.match(hash, /^scrypt:1024:8:1\$\w{16}\$[0-9a-f]{128}$/)
    assert.equal(checkPasswordHash(hash, 'pass'), true)
    assert.equal(checkPasswordHash(hash, 'Pass'), false)
    const later = await generatePasswordHashAsync('pass', {
      method: 'pbkdf2:sha256:10',
      saltLength: 4,
    })
    assert.equal(await checkPasswordHashAsync(later, 'pass'), true)
    assert.equal(await checkPasswordHashAsync(later, 'x'), false)
  })

  it('are read by the names that Python has for digests', () => {
    const blake =
      'dc2791724fc7c6e8ed0d516ededa40392585ff877bd01d3ab225577ca0c4a109' +
      '990ec56e267bf2283600787c4c55ae8599c091b6dc8f43d6afbc19ae5d7368f0'
    const sha = '46a648f97e2ba5e5a2c8614700d4bbb6db115a1bc7a39d84c571aa6d25a90647'
    assert.equal(checkPasswordHash(`pbkdf2:blake2b:5$salt$${blake}`, 'pass'), true)
    assert.equal(checkPasswordHash(`pbkdf2:sha-256:5$salt$${sha}`, 'pass'), true)
  })

  it('are refused with a ValueError when the parameters are not possible', async () => {
    assert.throws(() => generatePasswordHash('x', 'scrypt:15:1:1'), ValueError)
    await assert.rejects(generatePasswordHashAsync('x', { method: 'scrypt:15:1:1' }), ValueError)
  })

  it('are refused when they would take too much memory', () => {
    assert.throws(() => checkPasswordHash('scrypt:1073741824:8:1$a$b', 'x'), /more than 1 GiB/)
  })
})

describe('secureFilename', () => {
  it('leaves a name without folders', () => {
    assert.equal(secureFilename('My cool movie.mov'), 'My_cool_movie.mov')
    assert.equal(secureFilename('../../../etc/passwd'), 'etc_passwd')
    assert.equal(secureFilename('i contain cool \xfcml\xe4uts.txt'), 'i_contain_cool_umlauts.txt')
    assert.equal(secureFilename('..'), '')
  })
})

describe('safeJoin', () => {
  it('never leaves the folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', 'a', '/', '.', '\0', '//', '../x')), (parts) => {
        const path = safeJoin('/srv/files', parts.join('/'))
        if (path === undefined) return
        assert.ok(new URL(`file://${path.replaceAll('\\', '')}`).pathname.startsWith('/srv/files'))
      }),
      { seed, numRuns: 300 },
    )
  })
})
