import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ValueError } from '../../src/errors.ts'
import { BuildError } from '../../src/routing/build-error.ts'
import { UrlMap } from '../../src/routing/map.ts'
import { Rule, type RuleOptions } from '../../src/routing/rule.ts'

interface Case {
  strictSlashes: boolean
  mergeSlashes: boolean
  subdomain: string
  rules: {
    rule: string
    endpoint?: string
    methods?: string[]
    strictSlashes?: boolean
    defaults?: Record<string, unknown>
    subdomain?: string
  }[]
  requests: [string, string][]
  builds: [string, Record<string, unknown>][]
}

const script = new URL('live-answers.py', import.meta.url).pathname
const found = spawnSync('python3', ['-c', 'import werkzeug.routing'])
const missing = found.status === 0 ? false : 'python3 with Werkzeug is not here'

const argument = fc.constantFrom(
  '<A>',
  '<int:A>',
  '<float:A>',
  '<path:A>',
  '<string(length=2):A>',
  '<any(x, yy, "z z"):A>',
  '<int(signed=True, min=3):A>',
  '<string(minlength=2, maxlength=3):A>',
  '<uuid:A>',
  '<int(fixed_digits=2):A>',
)
const literal = fc.constantFrom('x', 'a', 'ab', '1', 'yy', '.', '-', 'é')
const segment = fc.oneof(
  { weight: 3, arbitrary: literal },
  { weight: 3, arbitrary: argument },
  { weight: 1, arbitrary: fc.tuple(literal, argument).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(argument, fc.constantFrom('-', '.', 'x'), argument)
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(argument, fc.constantFrom('-', 'a')).map((parts) => parts.join('')),
  },
)
const rule = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
  .map(([segments, slash]) => {
    let count = 0
    return `/${segments.join('/')}${slash && segments.length > 0 ? '/' : ''}`.replace(
      /A>/g,
      () => `n${count++}>`,
    )
  })
const ruleOptions = fc.record(
  {
    rule,
    endpoint: fc.constantFrom('one', 'two', 'three'),
    methods: fc.constantFrom(['GET'], ['POST'], ['GET', 'POST']),
    strictSlashes: fc.boolean(),
    defaults: fc.constantFrom({ n0: 1 }, { n1: 'x' }, { other: 'y' }),
    subdomain: fc.constantFrom('api', '<sub>'),
  },
  { requiredKeys: ['rule'] },
)
const piece = fc.constantFrom(
  'x',
  'a',
  'ab',
  '1',
  '12',
  '03',
  '-5',
  '1.5',
  'yy',
  'z z',
  '.',
  '-',
  'é',
  '',
  'a-b',
  'x-y-z',
  '00000000-0000-4000-8000-00000000000A',
  '\n',
  'a\nb',
)
const path = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.boolean())
  .map(([pieces, slash]) => `/${pieces.join('/')}${slash ? '/' : ''}`)
const value = fc.constantFrom<unknown>('x', 'a b', 1, 5, 1.5, -3, '7', '', 'é/ü', 'yy')
const cases = fc.record({
  strictSlashes: fc.boolean(),
  mergeSlashes: fc.boolean(),
  subdomain: fc.constantFrom('', '', 'api', 'other'),
  rules: fc.array(ruleOptions, { minLength: 1, maxLength: 7 }),
  requests: fc.array(fc.tuple(path, fc.constantFrom('GET', 'GET', 'POST', 'HEAD')), {
    minLength: 6,
    maxLength: 12,
  }),
  builds: fc.array(
    fc.tuple(
      fc.constantFrom('one', 'two', 'three', '0', '1'),
      fc.dictionary(fc.constantFrom('n0', 'n1', 'n2', 'sub', 'other', 'query'), value),
    ),
    { minLength: 4, maxLength: 8 },
  ),
})

function ours(given: Case): { found: unknown[]; built: unknown[] } {
  const map = new UrlMap({ strictSlashes: given.strictSlashes, mergeSlashes: given.mergeSlashes })
  given.rules.forEach(({ rule: text, ...options }, index) => {
    map.add(new Rule(text, { endpoint: String(index), ...(options as RuleOptions) }))
  })
  const adapter = map.bind('example.test', { subdomain: given.subdomain, queryArgs: 'q=1' })
  const answers = given.requests.map(([target, method]) => {
    const outcome = adapter.find(target, method)
    if (outcome.kind === 'match')
      return { kind: 'match', endpoint: outcome.rule.endpoint, args: { ...outcome.args } }
    if (outcome.kind === 'method-not-allowed')
      return { kind: outcome.kind, methods: [...outcome.methods].sort() }
    return outcome
  })
  const built = given.builds.map(([endpoint, values]) => {
    try {
      return adapter.build(endpoint, values)
    } catch (error) {
      if (error instanceof BuildError) return { error: 'BuildError' }
      if (error instanceof ValueError) return { error: 'ValueError' }
      throw error
    }
  })
  return { found: answers, built }
}

describe('UrlMap beside Werkzeug', { skip: missing }, () => {
  it('matches, redirects, refuses and builds alike on random rules', () => {
    const count = Number(process.env.ROUTING_CASES ?? 400)
    const given = fc.sample(cases, {
      numRuns: count,
      seed: Number(process.env.ROUTING_SEED ?? 7),
    }) as Case[]
    const answer = spawnSync('python3', [script], {
      input: JSON.stringify(given),
      maxBuffer: 1 << 28,
    })
    assert.equal(answer.status, 0, answer.stderr.toString())
    const theirs = JSON.parse(answer.stdout.toString()) as ({
      found: unknown[]
      built: unknown[]
    } | null)[]
    assert.ok(theirs.filter((one) => one !== null).length > count / 4)
    given.forEach((one, index) => {
      const their = theirs[index]
      if (their === null) return
      const mine = ours(one)
      one.requests.forEach((request, place) => {
        assert.deepEqual(
          mine.found[place],
          their.found[place],
          JSON.stringify({ ...one, requests: [request], builds: [] }),
        )
      })
      one.builds.forEach((build, place) => {
        assert.deepEqual(
          mine.built[place],
          their.built[place],
          JSON.stringify({ ...one, builds: [build], requests: [] }),
        )
      })
    })
  })
})
