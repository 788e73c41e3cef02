import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  DictLoader,
  isUndefined,
  NativeEnvironment,
  NativeTemplate,
  Tuple,
  UndefinedError,
} from 'hipflask/jinja'

function render(source: string, context: Record<string, unknown> = {}): unknown {
  return new NativeEnvironment().fromString(source).render(context)
}

describe('NativeEnvironment', () => {
  it('gives one value as it is', () => {
    const item = { a: [1] }
    assert.equal(render('{{ item }}', { item }), item)
    assert.deepEqual(render('{{ a + b }}', { a: [1], b: [2] }), [1, 2])
    assert.equal(render('{{ 1 == 1 }}'), true)
    assert.equal(render('{{ none }}'), null)
    assert.equal(render('{{ 4 / 2 }}'), 2)
    assert.ok(isUndefined(render('{{ gone }}')))
    assert.throws(() => render('{{ 3 + gone }}'), UndefinedError)
  })

  it('gives null where nothing is printed', () => {
    assert.equal(render('{% set x = 1 %}'), null)
  })

  const texts: [source: string, value: unknown][] = [
    ['{% for n in [1, 2] %}{{ n }}{% endfor %}', 12],
    ['0.00{{ 7 }}', 0.007],
    ['{{ [1] }} + {{ [2] }}', '[1] + [2]'],
    [' {{ true }}', ' True'],
    ['{{ "true" }}', 'true'],
    ['-{{ 5 }}', -5],
    ['--1', '--1'],
    ['007', '007'],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1.5e3', 1500],
    ['12345678901234567890', 12345678901234567890n],
    ['\'a\' "b"', 'ab'],
    ["r'\\n'", '\\n'],
    ["'''a\nb'''", 'a\nb'],
    ["'a\nb'", "'a\nb'"],
    ['[1.0, (2,), [None]]', [1, Tuple.of(2), [null]]],
    ['1, "x"', Tuple.of(1, 'x')],
    ["b'ab'", Buffer.from('ab')],
    ['{1, 2}', new Set([1, 2])],
    ['set()', new Set()],
    ["{'a': [1]}", { a: [1] }],
    ['[1,,2]', '[1,,2]'],
    ['f(1)', 'f(1)'],
    ['1 # one', 1],
    [`${'['.repeat(500)}${']'.repeat(500)}`, `${'['.repeat(500)}${']'.repeat(500)}`],
  ]
  for (const [source, value] of texts) {
    it(`reads ${JSON.stringify(source.slice(0, 40))} as Python would`, () => {
      const found = render(source)
      const isDict = typeof found === 'object' && Object.getPrototypeOf(found) === null
      assert.deepEqual(isDict ? { ...(found as object) } : found, value)
    })
  }

  it('keeps values in macros, blocks and what is set', () => {
    assert.equal(render('{% macro m() %}{{ [1, 2] }}{% endmacro %}{{ m()[1] }}'), 2)
    assert.equal(render('{% block b %}1{% endblock %}{{ self.b() }}'), 11)
    assert.deepEqual(render('{% set x %}{{ [1] }}{% endset %}{{ x }}'), [1])
    assert.equal(render('{% filter length %}{{ [1, 2] }}{% endfilter %}'), 2)
    const call = () => [7]
    assert.deepEqual(render('{% call f() %}{% endcall %}', { f: call }), [7])
  })

  it('keeps them across templates', () => {
    const loader = new DictLoader({
      base: '{% block b %}{% endblock %}',
      child: '{% extends "base" %}{% block b %}{% include "part" %}{% endblock %}',
      part: '{{ [x] }}',
    })
    assert.deepEqual(new NativeEnvironment({ loader }).getTemplate('child').render({ x: 1 }), [1])
  })

  it('awaits in renderAsync', async () => {
    const source = '{% macro m() %}{{ f() }}{% endmacro %}{{ m() }}'
    const template = new NativeEnvironment().fromString(source)
    assert.deepEqual(await template.renderAsync({ f: async () => [1] }), [1])
  })
})

describe('NativeTemplate', () => {
  it('needs no environment', () => {
    assert.equal(new NativeTemplate('{{ x + 1 }}').render({ x: 1 }), 2)
    assert.ok(new NativeTemplate('').environment instanceof NativeEnvironment)
  })
})
