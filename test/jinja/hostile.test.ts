import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Environment } from 'hipflask/jinja'
import { cpuTime } from '../fixtures/cpu-time.ts'

const environment = new Environment({ autoescape: true })
const N = 60_000
const LONG = {
  parentheses: '('.repeat(N),
  closing: `x${')'.repeat(N)}`,
  entities: '&lt;'.repeat(N / 4),
  dots: 'a.'.repeat(N / 2),
  labels: `www.${'a-'.repeat(N / 2)}`,
  at: `${'a@'.repeat(N / 2)}b`,
  opened: '<'.repeat(N),
  comments: '<!--'.repeat(N / 4),
  comment: `${'<!---->'.repeat(N / 7)}<!-${'<!-- -->'.repeat(N / 8)}`,
  ampersands: '&'.repeat(N),
  hyphens: '-'.repeat(N),
  words: 'a-b--c '.repeat(N / 7),
  blanks: ' '.repeat(N),
  digits: '1_'.repeat(N / 2),
}
const SOURCES = [
  '{{ x|urlize }}',
  '{{ x|striptags }}',
  '{{ x|wordwrap(10) }}',
  '{{ x|trim }}',
  '{{ x|title }}',
  '{{ x|wordcount }}',
  '{{ x|int }}',
  '{{ x|float }}',
  '{{ x|truncate(20) }}',
  '{{ x|indent }}',
  '{{ x|escape }}',
  '{{ x|pprint }}',
  '{{ x|tojson }}',
  '{{ x.split() }}',
  '{{ x.rsplit("a") }}',
  '{{ x.title() }}',
  '{{ x.partition("-") }}',
  '{{ x|urlencode }}',
  '{{ x|safe|striptags }}',
]

// Far more than a linear filter needs on a busy machine, far less than a quadratic one.
const LIMIT = 4000

describe('filters on hostile input', () => {
  for (const source of SOURCES) {
    it(`take linear time: ${source}`, () => {
      const template = environment.fromString(source)
      for (const [name, x] of Object.entries(LONG)) {
        const time = cpuTime(() => template.render({ x }))
        assert.ok(time < LIMIT, `${name} took ${Math.round(time)} ms`)
      }
    })
  }

  const refused = [
    '{{ "a" * 9999999999 }}',
    '{{ [1] * 999999999 }}',
    '{{ "a"|center(9999999999) }}',
    '{{ "%9999999999d" % 1 }}',
    '{{ "{:9999999999}".format(1) }}',
    '{{ range(9999999999)|list }}',
    '{{ 9 ** (9 ** 9) }}',
    '{{ 2 ** 99999999 }}',
    '{{ "a".ljust(9999999999) }}',
    '{{ "a"|indent(9999999999) }}',
  ]
  for (const source of refused) {
    it(`refuse what would take all memory: ${source}`, () => {
      assert.throws(() => environment.fromString(source).render({}), Error)
    })
  }
})

describe('templates that look for a way out', () => {
  const values = {
    f: () => 1,
    o: { a: 1 },
    c: new (class Thing {
      method() {
        return 'm'
      }
    })(),
    list: [1],
    text: 'x',
  }
  const names = [
    'constructor',
    '__proto__',
    '__defineGetter__',
    '__lookupGetter__',
    'hasOwnProperty',
  ]
  for (const name of names) {
    it(`do not reach ${name}`, () => {
      for (const value of [
        ...Object.keys(values),
        'range',
        '5',
        '(1, 2)',
        '{}',
        'none',
        'c.method',
        'cycler(1)',
        'namespace(a=1)',
        'joiner()',
        '"a".upper',
        'd|string|upper',
      ]) {
        for (const access of [
          `(${value}).${name}`,
          `(${value})["${name}"]`,
          `(${value})|attr("${name}")`,
          `[${value}]|map(attribute="${name}")|first`,
        ]) {
          const source = `{{ (${access}) is defined }}`
          assert.equal(environment.fromString(source).render(values), 'False', source)
        }
      }
    })
  }

  it('do not reach the properties of functions', () => {
    for (const name of ['call', 'apply', 'bind', 'prototype', 'caller', 'arguments']) {
      assert.equal(environment.fromString(`{{ f.${name} is defined }}`).render(values), 'False')
    }
  })

  it('do not reach them by format either', () => {
    for (const source of [
      '{{ "{0.constructor}".format(o) }}',
      '{{ "{0[constructor]}".format(o) }}',
      '{{ "{0.__proto__}".format(c) }}',
      '{{ "%(constructor)s" % o }}',
      '{{ ("{0.constructor}"|safe).format(c) }}',
    ]) {
      assert.throws(() => environment.fromString(source).render(values), Error, source)
    }
  })
})
