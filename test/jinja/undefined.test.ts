import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  ChainableUndefined,
  DebugUndefined,
  Environment,
  makeLoggingUndefined,
  StrictUndefined,
  Undefined,
  UndefinedError,
} from 'hipflask/jinja'

function render(kind: typeof Undefined, source: string, values = {}): string {
  return new Environment({ undefined: kind }).fromString(source).render(values)
}

describe('Undefined', () => {
  it('prints nothing, is false, empty and equal to itself', () => {
    const source =
      '[{{ a }}{{ a|length }}{% if a %}x{% endif %}{% for i in a %}x{% endfor %}{{ a == b }}]'
    assert.equal(render(Undefined, source), '[0True]')
  })

  for (const source of [
    '{{ a.b }}',
    '{{ a[1] }}',
    '{{ a() }}',
    '{{ a + 1 }}',
    '{{ -a }}',
    '{{ a < 1 }}',
  ]) {
    it(`fails at ${source}`, () => {
      assert.throws(() => render(Undefined, source), UndefinedError)
    })
  }

  it('says what is missing', () => {
    assert.throws(
      () => render(Undefined, '{{ d.x.y }}', { d: {} }),
      /'dict object' has no attribute 'x'/,
    )
    assert.throws(() => render(Undefined, '{{ x.y }}'), /'x' is undefined/)
  })
})

describe('ChainableUndefined', () => {
  it('goes on being undefined', () => {
    assert.equal(render(ChainableUndefined, '[{{ a.b["c"].d|default("x") }}]'), '[x]')
  })
})

describe('DebugUndefined', () => {
  it('prints what is missing', () => {
    assert.equal(render(DebugUndefined, '{{ a }}'), '{{ a }}')
    assert.equal(
      render(DebugUndefined, '{{ d.a }}', { d: {} }),
      "{{ no such element: dict object['a'] }}",
    )
  })
})

describe('StrictUndefined', () => {
  for (const source of [
    '{{ a }}',
    '{% if a %}{% endif %}',
    '{% for x in a %}{% endfor %}',
    '{{ a == 1 }}',
    '{{ 1 in a }}',
  ]) {
    it(`fails at ${source}`, () => {
      assert.throws(() => render(StrictUndefined, source), UndefinedError)
    })
  }

  it('can be tested and replaced', () => {
    assert.equal(render(StrictUndefined, '{{ a is defined }}{{ a|default(1) }}'), 'False1')
  })
})

describe('makeLoggingUndefined', () => {
  it('logs what is printed and what fails', () => {
    const lines: string[] = []
    const logger = {
      warn: (line: string) => lines.push(line),
      error: (line: string) => lines.push(line),
    }
    const kind = makeLoggingUndefined(logger)
    render(kind, '{{ a }}')
    assert.throws(() => render(kind, '{{ a.b }}'), UndefinedError)
    assert.deepEqual(lines, [
      "Template variable warning: 'a' is undefined",
      "Template variable error: 'a' is undefined",
    ])
  })
})
