import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Environment, Markup } from 'hipflask/jinja'
import { Generator } from './generator.ts'

const CONTEXT = { a: 5, b: 2, s: 'te<xt', l: [3, 1, 2], d: { a: 1, k: 'v', b: { c: [1] } } }
const COUNT = Number(process.env.GENERATED ?? 3000)

const generator = new Generator(Number(process.env.SEED ?? 42))
const cases = Array.from({ length: COUNT }, (_, index) => ({
  source: generator.template(1 + (index % 3)),
  autoescape: index % 2 === 0,
  context: CONTEXT,
}))

function render(source: string, autoescape: boolean): { ok?: string; error?: string } {
  try {
    const context = { ...structuredClone(CONTEXT), html: new Markup('<b>h</b>') }
    return { ok: new Environment({ autoescape }).fromString(source).render(context) }
  } catch (error) {
    return { error: (error as Error).constructor.name }
  }
}

describe('generated templates', () => {
  it('render as Jinja2 renders them', (test) => {
    const script = fileURLToPath(new URL('render.py', import.meta.url))
    const input = cases.map((one) => JSON.stringify(one)).join('\n')
    const run = spawnSync('python3', [script], { input, encoding: 'utf8', maxBuffer: 1e9 })
    if (run.error !== undefined || run.status !== 0) {
      return test.skip('python3 with jinja2 is not installed')
    }
    const expected = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const wrong = cases.flatMap(({ source, autoescape }, index) => {
      const ours = render(source, autoescape)
      const theirs = expected[index]
      // Addresses and views of Python's own objects are nothing that a template can use.
      if (/ at 0x|generator object|LoopContext|<Loop/.test(theirs.ok ?? '')) return []
      const isEqual = theirs.ok === undefined ? ours.ok === undefined : theirs.ok === ours.ok
      return isEqual ? [] : [JSON.stringify({ source, autoescape, ours, theirs })]
    })
    // Jinja works constant slices such as `(5)[1:]` out when it compiles, and hides their error.
    const judged = wrong.filter((line) => !/\[(1:|::-1|:2)\]/.test(line))
    assert.deepEqual(judged.slice(0, 20), [], `${judged.length} of ${COUNT} differ`)
  })
})
