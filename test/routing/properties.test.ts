import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Rule, UrlMap } from 'hipflask'
import { cpuTime } from '../fixtures/cpu-time.ts'

const seed = 20231114

function decoded(url: string): string {
  return decodeURIComponent(url)
}

const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((value) => !value.includes('/'))
const path = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .filter((value) => !value.startsWith('/') && !value.slice(1).includes('\n'))
const inverses: [string, fc.Arbitrary<unknown>][] = [
  ['<v>', text],
  [
    '<string(minlength=2, maxlength=5):v>',
    fc
      .string({ minLength: 2, maxLength: 5, unit: 'grapheme-ascii' })
      .filter((value) => !value.includes('/')),
  ],
  ['<path:v>', path],
  ['<any(one, "two words", "x-y"):v>', fc.constantFrom('one', 'two words', 'x-y')],
  ['<int:v>', fc.maxSafeNat()],
  ['<int(signed=True):v>', fc.maxSafeInteger()],
  ['<int(fixed_digits=4):v>', fc.nat(9999)],
  ['<float:v>', fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })],
  [
    '<float(signed=True):v>',
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ],
  ['<uuid:v>', fc.uuid()],
  ['pre-<v>.html', text],
  ['<int:v>-<int:w>', fc.nat()],
]

describe('urlFor and matching', () => {
  for (const [argument, values] of inverses) {
    it(`are inverse for ${argument}`, () => {
      const map = new UrlMap()
      map.add(new Rule(`/x/${argument}/end`, { endpoint: 'x' }))
      const adapter = map.bind('localhost')
      fc.assert(
        fc.property(values, (v) => {
          const given = argument.includes('w>') ? { v, w: 7 } : { v }
          const outcome = map.match(decoded(adapter.build('x', given)), 'GET')
          assert.ok(outcome.kind === 'match', `${String(v)} ${outcome.kind}`)
          assert.deepEqual({ ...outcome.args }, given)
        }),
        { seed, numRuns: 200 },
      )
    })
  }

  it('are inverse for wildcards and optional parts', () => {
    const map = new UrlMap()
    map.add(new Rule('/f{/:lang}/to/*rest', { endpoint: 'f' }))
    const adapter = map.bind('localhost')
    const item = fc.string({ minLength: 1 }).filter((value) => !/[/\n]/.test(value))
    fc.assert(
      fc.property(
        fc.option(item, { nil: undefined }),
        fc.array(item, { minLength: 1 }),
        (lang, rest) => {
          fc.pre(lang !== 'to' && !(lang === undefined && rest[0] === 'to'))
          const given = lang === undefined ? { rest } : { lang, rest }
          const outcome = map.match(decoded(adapter.build('f', given)), 'GET')
          assert.ok(outcome.kind === 'match')
          assert.deepEqual({ ...outcome.args }, given)
        },
      ),
      { seed, numRuns: 200 },
    )
  })
})

// The search that needs no tree: each rule is a map of its own, and the best that matches wins.
const kinds = ['x', 'y', '<int:A>', '<A>', '<path:A>'] as const

describe('the tree of rules', () => {
  it('finds what a search over all rules finds', () => {
    const segments = fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 4 })
    const rules = fc.uniqueArray(
      segments.map((parts) => named(parts)),
      { minLength: 1, maxLength: 12 },
    )
    const paths = fc.array(fc.constantFrom('x', 'y', 'z', '1', '22', 'w'), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(rules, fc.array(paths, { minLength: 3, maxLength: 8 }), (given, targets) => {
        const map = new UrlMap()
        for (const rule of given) map.add(new Rule(rule, { endpoint: rule }))
        for (const target of targets) {
          const outcome = map.match(`/${target.join('/')}`, 'GET')
          assert.equal(
            outcome.kind === 'match' ? outcome.rule.rule : undefined,
            searched(given, target),
            `${given} ${target}`,
          )
        }
      }),
      { seed, numRuns: 300 },
    )
  })
})

function named(parts: readonly string[]): string {
  let count = 0
  return `/${parts.join('/')}`.replace(/A>/g, () => `n${count++}>`)
}

function searched(rules: readonly string[], target: readonly string[]): string | undefined {
  const fitting = rules.filter((rule) => fits(rule.slice(1).split('/'), target))
  fitting.sort((left, right) => compare(left.slice(1).split('/'), right.slice(1).split('/')))
  return fitting[0]
}

function fits(rule: readonly string[], target: readonly string[]): boolean {
  if (rule.length === 0) return target.length === 0
  const [first, ...rest] = rule
  if (first.startsWith('<path'))
    return target.some((_, index) => fits(rest, target.slice(index + 1)))
  return target.length > 0 && takes(first, target[0]) && fits(rest, target.slice(1))
}

function takes(segment: string, text: string): boolean {
  if (segment.startsWith('<int')) return /^\d+$/.test(text)
  return segment.startsWith('<') || segment === text
}

// Werkzeug goes segment by segment; from a path on, everything is one part, with its own weight.
function compare(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; ; index++) {
    const [a, b] = [left[index], right[index]]
    if (a === undefined || b === undefined) return 0
    if (a.startsWith('<path') || b.startsWith('<path'))
      return compareFinal(left.slice(index), right.slice(index))
    const difference = rank(a) - rank(b)
    if (difference !== 0) return difference
    // Two texts of one rank cannot both fit; equal arguments are one part.
  }
}

function rank(segment: string): number {
  if (!segment.startsWith('<')) return 0
  return segment.startsWith('<int') ? 1 : 2
}

function compareFinal(left: readonly string[], right: readonly string[]): number {
  const weight = (parts: readonly string[]): number[] => {
    if (!parts[0].startsWith('<')) return [Number.NEGATIVE_INFINITY]
    const taken = parts[0].startsWith('<path') ? parts : parts.slice(0, 1)
    const statics = taken.filter((part) => !part.startsWith('<'))
    const args = taken.filter((part) => part.startsWith('<'))
    const weights = args.map((part) =>
      part.startsWith('<path') ? 200 : part.startsWith('<int') ? 50 : 100,
    )
    return [-statics.length, ...statics.map((part) => -part.length), -args.length, ...weights]
  }
  const [a, b] = [weight(left), weight(right)]
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] !== b[index]) return a[index] - b[index]
  }
  return a.length - b.length
}

describe('the time of matching', () => {
  const hostile: [string, string[], (length: number) => string][] = [
    ['texts between dashes', ['/<a>-<b>-<c>-<d>-<e>x'], (length) => `/${'-'.repeat(length)}`],
    [
      'paths between paths',
      ['/<path:a>/x/<path:b>/x/<path:c>/y'],
      (length) => `/${'x/'.repeat(length / 2)}`,
    ],
    [
      'numbers and texts',
      ['/<int:a><int:b><int:c><string(minlength=3):d>.z'],
      (length) => `/${'1'.repeat(length)}`,
    ],
    [
      'a path with a slash at its end',
      ['/<path:a>/<path:b>/', '/<path:a>.x/'],
      (length) => `/${'a/'.repeat(length / 2)}b`,
    ],
    [
      'many segments',
      ['/<a>/<b>/x', '/<path:a>/x', '/<int:a>/<path:b>/y'],
      (length) => `/${'1/'.repeat(length / 2)}`,
    ],
    ['many slashes', ['/a/b', '/<a>/<path:b>/x'], (length) => '/'.repeat(length)],
    [
      'choices',
      ['/<any(a, aa, aaa):x><any(a, aa, aaa):y><any(a, aa, aaa):z>b'],
      (length) => `/${'a'.repeat(length)}`,
    ],
  ]
  for (const [what, rules, make] of hostile) {
    it(`is linear in the path for ${what}`, () => {
      const map = new UrlMap()
      for (const rule of rules) map.add(new Rule(rule, { endpoint: rule }))
      const [short, long] = [2 ** 13, 2 ** 16].map((length) => {
        const target = make(length)
        return Math.min(...Array.from({ length: 5 }, () => cpuTime(() => map.match(target, 'GET'))))
      })
      // Eight times the path; a quadratic search would take sixty-four times as long, and seconds.
      assert.ok(long < short * 30 + 100, `${short.toFixed(3)} ms, then ${long.toFixed(3)} ms`)
    })
  }

  it('does not grow with the number of rules', () => {
    const [few, many] = [10, 10_000].map((count) => {
      const map = new UrlMap()
      for (let index = 0; index < count; index++)
        map.add(new Rule(`/r${index}/<int:id>/end`, { endpoint: `r${index}` }))
      const targets = Array.from({ length: 1000 }, (_, index) => `/r${(index * 7) % count}/12/end`)
      const all = (): void => {
        for (const target of targets) assert.equal(map.match(target, 'GET').kind, 'match')
      }
      all()
      return Math.min(...Array.from({ length: 9 }, () => cpuTime(all)))
    })
    // A search through all rules would take a thousand times as long.
    assert.ok(many < few * 20 + 50, `${few.toFixed(3)} ms, then ${many.toFixed(3)} ms`)
  })
})
