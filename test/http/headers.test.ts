import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  Accept,
  Authorization,
  BadRequestKeyError,
  ETags,
  HeaderSet,
  Headers,
  int,
  KeyError,
  LookupError,
  RequestCacheControl,
  Response,
  ValueError,
} from 'hipflask'
import { CharsetAccept, MIMEAccept, parseAccept } from '../../src/http/accept.ts'
import { parseHttpDate } from '../../src/http/dates.ts'
import { parseEtags } from '../../src/http/etags.ts'
import {
  dumpOptionsHeader,
  parseDictHeader,
  parseListHeader,
  parseOptionsHeader,
} from '../../src/http/options-header.ts'
import { parseContentRange, parseIfRange, parseRange } from '../../src/http/ranges.ts'

const seed = 20_241_124

describe('Headers', () => {
  it('keeps order, case and equal names', () => {
    const headers = new Headers([
      ['X-b', '1'],
      ['A', '2'],
      ['x-B', '3'],
    ])
    assert.deepEqual(
      [...headers],
      [
        ['X-b', '1'],
        ['A', '2'],
        ['x-B', '3'],
      ],
    )
    assert.equal(headers.get('X-B'), '1')
    assert.deepEqual(headers.getList('X-B'), ['1', '3'])
    headers.set('x-b', '4')
    assert.deepEqual(
      [...headers],
      [
        ['x-b', '4'],
        ['A', '2'],
      ],
    )
  })

  it('writes parameters as Werkzeug does', () => {
    const headers = new Headers()
    headers.add('Content-Disposition', 'attachment', { filename: 'a b.txt', size: 3, none: null })
    assert.equal(headers.get('content-disposition'), 'attachment; filename="a b.txt"; size=3')
    headers.addHeader('Content-Disposition', 'inline', { filename: 'b.txt' })
    assert.deepEqual(headers.getList('content-disposition').slice(1), ['inline; filename=b.txt'])
  })

  it('converts by type, with the default for what cannot be converted', () => {
    const headers = new Headers({ N: '5', M: 'five' })
    assert.equal(headers.get('N', { type: int }), 5)
    assert.equal(headers.get('M', 7, { type: int }), 7)
    assert.equal(headers.get('M', { type: int }), null)
    assert.equal(headers.get('X', 'none'), 'none')
  })

  it('gives items, all values of a name, and takes one away', () => {
    const headers = new Headers([
      ['X-A', '1'],
      ['x-a', '2'],
    ])
    assert.deepEqual([...headers.items({ lower: true })][0], ['x-a', '1'])
    assert.deepEqual([...headers.items()][0], ['X-A', '1'])
    assert.deepEqual(headers.getAll('x-A'), ['1', '2'])
    assert.equal(headers.pop('x-a'), '1')
    assert.equal(headers.size, 0)
    assert.equal(headers.pop('x-a', 'none'), 'none')
    assert.throws(() => headers.pop('x-a'), KeyError)
    assert.throws(() => headers.pop('x-a'), BadRequestKeyError)
  })

  it('refuses brackets, line breaks and odd names', () => {
    const headers = new Headers() as Headers & Record<string, string>
    assert.throws(() => {
      headers['X-Name'] = 'value'
    }, TypeError)
    assert.throws(
      () => headers.set('X', 'a\r\nSet-Cookie: b'),
      /"a\\r\\nSet-Cookie: b" of the header "X"/,
    )
    assert.throws(() => headers.set('X Y', 'a'), /The header name "X Y" cannot be sent/)
  })

  it('refuses what no header can carry when it is set, but for addresses, which are encoded', () => {
    const headers = new Headers()
    for (const [value, shown] of [
      ['日本', '日'],
      ['price: 5 €', '€'],
      ['hi 🍪', '🍪'],
      ['a\x07b', '\\\\u0007'],
    ])
      assert.throws(
        () => headers.set('X-Note', value),
        new RegExp(`"X-Note" cannot be sent: a header holds no "${shown}", .* encodeURIComponent`),
      )
    assert.throws(() => new Response('', 200, { 'X-Note': '日' }), ValueError)
    headers.set('X-Note', 'Größe\tÿ')
    assert.equal(headers.get('X-Note'), 'Größe\tÿ')
    headers.set('Location', '/日')
  })

  it('gives the names of a request in WSGI case, and refuses changes', () => {
    const headers = Headers.adopt(['x-custom', '1', 'ETag', '2', 'x-9a', '3'], { immutable: true })
    assert.deepEqual([...headers.keys()], ['X-Custom', 'Etag', 'X-9A'])
    assert.throws(() => headers.set('X', '1'), /The headers of a request cannot be changed/)
  })

  it('takes the place of the platform’s class', () => {
    const headers: globalThis.Headers = new Headers({ A: '1' })
    headers.append('Set-Cookie', 'a=b')
    assert.deepEqual(headers.getSetCookie(), ['a=b'])
    assert.equal(new globalThis.Headers([...headers]).get('a'), '1')
  })

  it('gives up its last header by popItem', () => {
    const headers = new Headers([
      ['X-A', '1'],
      ['X-B', '2'],
      ['X-A', '3'],
    ])
    assert.deepEqual(
      [headers.popItem(), headers.popItem()],
      [
        ['X-A', '3'],
        ['X-B', '2'],
      ],
    )
    assert.deepEqual([...headers], [['X-A', '1']])
    headers.clear()
    assert.throws(() => headers.popItem(), LookupError)
  })
})

describe('CharsetAccept', () => {
  it('knows the other names of a charset', () => {
    const names = 'UTF8 utf-8|latin1 ISO-8859-1|Shift_JIS sjis|windows-1251 cp1251|us-ascii ASCII'
    for (const pair of names.split('|')) {
      const [given, offer] = pair.split(' ')
      const accept = parseAccept(`${given};q=0.5`, CharsetAccept)
      assert.equal(accept.quality(offer), 0.5, offer)
      assert.equal(accept.bestMatch(['big5', offer]), offer)
    }
    assert.equal(parseAccept('=', CharsetAccept).has('*'), false)
  })
})

describe('Accept', () => {
  it('finds the place of a value', () => {
    const accept = new Accept([
      ['gzip', 0.5],
      ['*', 1],
    ])
    assert.equal(accept.find('GZIP'), 0)
    assert.equal(accept.index('br'), 1)
    assert.equal(new Accept([['gzip', 1]]).find('br'), -1)
    assert.throws(() => new Accept([['gzip', 1]]).index('br'), /"br" is not accepted/)
  })

  it('says whether there was such a header', () => {
    assert.equal(new Accept().provided, true)
    assert.equal(new Accept(null).provided, false)
    assert.equal(parseAccept('', MIMEAccept).provided, false)
  })
})

describe('HeaderSet', () => {
  it('removes what is there, and complains of what is not', () => {
    const set = new HeaderSet(['a', 'B'])
    set.remove('A')
    set.discard('c')
    assert.deepEqual([...set.asSet()], ['b'])
    assert.throws(() => set.remove('c'), KeyError)
  })

  it('finds places, and sets that have nothing in common', () => {
    const set = new HeaderSet(['Cookie', 'Accept'])
    assert.equal(set.index('accept'), 1)
    assert.throws(() => set.index('Other'), LookupError)
    assert.equal(set.isdisjoint(['Other']), true)
    assert.equal(set.isdisjoint(['Other', 'COOKIE']), false)
  })
})

describe('Authorization', () => {
  it('gives the parameters of digest by name', () => {
    const digest = Authorization.fromHeader(
      'Digest username="u", realm="r", nonce="n", uri="/", qop=auth, nc=1, cnonce="c", response="x", opaque="o", algorithm=MD5',
    )
    const { realm, nonce, uri, qop, nc, cnonce, response, opaque, algorithm } = digest!
    assert.deepEqual(
      [realm, nonce, uri, qop, nc, cnonce, response, opaque, algorithm],
      ['r', 'n', '/', 'auth', '1', 'c', 'x', 'o', 'MD5'],
    )
  })
})

describe('RequestCacheControl', () => {
  it('gives the names and values of its directives', () => {
    const control = new RequestCacheControl([
      ['max-age', '3'],
      ['no-cache', null],
    ])
    assert.deepEqual([...control.keys()], ['max-age', 'no-cache'])
    assert.deepEqual([...control.values()], ['3', null])
    assert.deepEqual([control.provided, new RequestCacheControl(null).provided], [true, false])
  })

  it('cannot be changed', () => {
    const control = new RequestCacheControl([['max-age', '1']])
    assert.throws(() => control.set('max-age', '2'), /cannot be changed/)
    assert.throws(() => control.delete('max-age'), TypeError)
    assert.throws(() => control.clear(), TypeError)
    assert.equal(control.maxAge, 1)
  })
})

describe('ResponseCacheControl', () => {
  it('is a dict of directives, and a change shows in the response', () => {
    const response = new Response('', 200, { 'Cache-Control': 'public, max-age=60' })
    const shown = () => response.headers.get('Cache-Control')
    response.cacheControl.set('x-custom', 'a b')
    assert.equal(shown(), 'public, max-age=60, x-custom="a b"')
    response.cacheControl.update({ 'max-age': '10', immutable: null })
    assert.equal(shown(), 'public, max-age=10, x-custom="a b", immutable')
    assert.deepEqual(response.cacheControl.popItem(), ['immutable', null])
    assert.equal(response.cacheControl.pop('x-custom'), 'a b')
    assert.equal(response.cacheControl.pop('x-custom', 'none'), 'none')
    assert.throws(() => response.cacheControl.pop('x-custom'), KeyError)
    assert.equal(response.cacheControl.setDefault('max-age', '5'), '10')
    assert.equal(response.cacheControl.setDefault('s-maxage', '5'), '5')
    assert.equal(response.cacheControl.delete('public'), true)
    assert.equal(shown(), 'max-age=10, s-maxage=5')
    response.cacheControl.clear()
    assert.equal(shown(), null)
    assert.throws(() => response.cacheControl.popItem(), KeyError)
  })
})

describe('ContentSecurityPolicy', () => {
  it('is a dict of directives, and a change shows in the response', () => {
    const response = new Response()
    response.contentSecurityPolicy.update({ 'default-src': "'self'", 'img-src': '*' })
    assert.equal(response.headers.get('Content-Security-Policy'), "default-src 'self'; img-src *")
    assert.deepEqual([...response.contentSecurityPolicy.keys()], ['default-src', 'img-src'])
    assert.equal(response.contentSecurityPolicy.pop('img-src'), '*')
    assert.equal(response.headers.get('Content-Security-Policy'), "default-src 'self'")
    assert.deepEqual([...response.contentSecurityPolicy.items()], [['default-src', "'self'"]])
  })
})

describe('ETags', () => {
  it('takes its arguments by place and by name', () => {
    assert.equal(new ETags(['a'], ['b']).toHeader(), '"a", W/"b"')
    assert.equal(new ETags({ strong: ['a'], weak: ['b'] }).toHeader(), '"a", W/"b"')
    assert.equal(new ETags({ starTag: true }).toHeader(), '*')
  })

  it('contains no tag that is empty text', () => {
    assert.equal(parseEtags('a,,b').containsRaw(''), false)
  })
})

describe('the parsers of headers', () => {
  it('never throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aW/"\\,;=*-q0. \t%\'é'.split('')), maxLength: 60 }),
    )
    const parsers = [
      parseOptionsHeader,
      parseListHeader,
      parseDictHeader,
      (value: string) => parseAccept(value, MIMEAccept),
      parseEtags,
      parseRange,
      parseContentRange,
      parseIfRange,
      parseHttpDate,
    ]
    fc.assert(
      fc.property(text, (value) => {
        for (const parse of parsers) parse(value)
      }),
      { seed, numRuns: 500 },
    )
  })

  it('take a time that grows with the length alone', () => {
    const hostile = ['"', '\\', ',', ';', ';a="', 'a=', '*0=', "utf-8''%", '"\\', ', W/"', 'q=0.']
    const started = process.cpuUsage()
    for (const piece of hostile) {
      const value = piece.repeat(60_000 / piece.length)
      for (const text of [value, `a;${value}`]) {
        parseOptionsHeader(text)
        parseListHeader(text)
        parseDictHeader(text)
        parseAccept(text, MIMEAccept)
        parseEtags(text)
        parseRange(text)
        parseHttpDate(text)
      }
    }
    const used = process.cpuUsage(started)
    assert.ok(used.user + used.system < 5_000_000, `${used.user / 1000} ms`)
  })

  it('read what dumpOptionsHeader writes', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
    const options = fc.dictionary(
      name,
      fc.string({ unit: fc.constantFrom(...'ab "\\;,=é'.split('')) }),
    )
    fc.assert(
      fc.property(options, (given) => {
        const clean = Object.fromEntries(
          Object.entries(given).filter(([, value]) => !/\\/.test(value)),
        )
        const [value, read] = parseOptionsHeader(dumpOptionsHeader('text/x', clean))
        assert.equal(value, 'text/x')
        assert.deepEqual({ ...read }, clean)
      }),
      { seed },
    )
  })
})
