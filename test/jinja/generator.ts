/** Gives whole numbers below a limit, the same ones for the same seed. */
export type Draw = (limit: number) => number

/** Makes a Draw (mulberry32). */
export function draws(seed: number): Draw {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** The variables of generated templates. */
export const context = {
  a: 5,
  b: -2,
  s: 'some <text>',
  t: true,
  n: null,
  l: [3, 1, 2],
  w: ['b', 'A', '<c>'],
  d: { k: 'v', z: 1, q: [1, 2] },
  users: [
    { name: 'Ann', age: 31 },
    { name: 'Bo', age: 25 },
    { name: 'Cy', age: 31 },
  ],
}

const names = ['a', 'b', 's', 't', 'n', 'l', 'w', 'd', 'users', 'x', 'y', 'missing']
const literals = [
  '0',
  '1',
  '7',
  '2.5',
  "'q'",
  "'<b>'",
  'true',
  'none',
  '[]',
  '[1, 2]',
  '(1, 2)',
  "{'k': 1}",
  "''",
]
const filters = [
  'upper',
  'length',
  'e',
  'first',
  'last',
  'list',
  'string',
  "default('D')",
  "join(',')",
  'trim',
  'sort',
  'reverse|list',
  'int',
  'safe',
  'title',
  'capitalize',
  'sum',
  'unique|list',
  'abs',
  "replace('e', 'E')",
  'batch(2)|list',
  'escape',
  'max',
  'min',
  'wordcount',
  'center(12)',
  'tojson',
]
const tests = [
  'defined',
  'none',
  'string',
  'number',
  'odd',
  'iterable',
  'mapping',
  'sequence',
  'undefined',
  'sameas none',
  'in l',
  'divisibleby 2',
]
const operators = [
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '~',
  '==',
  '!=',
  '<',
  '>=',
  'and',
  'or',
  'in',
  'not in',
  'and not',
]

const numbers = ['a', 'b', '7', '2.5', '0.5', '-3', '10', 'l[0]', 'users[0].age', 'd.z']
const arithmetic = ['+', '-', '*', '/', '//', '%', '<', '>=', '==']

/** Writes templates at random. */
export class TemplateGenerator {
  private readonly draw: Draw
  private macros = 0

  constructor(draw: Draw) {
    this.draw = draw
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.draw(list.length)]
  }

  expression(depth: number): string {
    if (depth <= 0) return this.draw(3) === 0 ? this.pick(literals) : this.pick(names)
    const inner = () => this.expression(depth - 1)
    switch (this.draw(12)) {
      case 0:
        return `(${inner()})`
      case 1:
        return `not ${inner()}`
      case 2:
        return this.draw(3) === 0
          ? `${inner()}|${this.pick(filters)}`
          : `${this.pick(['s', 'w', 'l'])}|${this.pick(filters)}`
      case 3:
        return `(${inner()}) is ${this.draw(3) === 0 ? 'not ' : ''}${this.pick(tests)}`
      case 4:
        return `(${inner()} if ${inner()} else ${inner()})`
      case 5:
        return `[${inner()}, ${inner()}]`
      case 6:
        return `${this.pick(['d', 'users[0]', 'x'])}.${this.pick(['k', 'name', 'age', 'none'])}`
      case 7:
        return `${this.pick(['l', 's', 'w'])}[${this.pick(['0', '1', '-1', '1:', ':2', '::-1', '9'])}]`
      case 8:
        return `${inner()} ${this.pick(operators)} ${inner()}`
      case 9:
        return `${this.pick(numbers)} ${this.pick(arithmetic)} ${this.pick(numbers)}`
      default:
        return `${inner()} ${this.pick(['~', '==', '!=', 'and', 'or'])} ${inner()}`
    }
  }

  statements(depth: number): string {
    let text = ''
    for (let count = 1 + this.draw(3); count > 0; count--) text += this.statement(depth)
    return text
  }

  private statement(depth: number): string {
    if (depth <= 0) return this.leaf()
    const body = () => this.statements(depth - 1)
    const minus = this.draw(4) === 0 ? '-' : ''
    switch (this.draw(10)) {
      case 0:
        return `{% if ${this.expression(1)} ${minus}%} ${body()} {% elif ${this.expression(1)} %}${body()}{%${minus} else %}${body()}{% endif %}`
      case 1:
        return `{% for x in ${this.pick(['l', 'w', 'users', 'd', 's', 'missing', 'l if x > 1', '[]'])} ${minus}%}${body()}{% else %}none{% endfor %}`
      case 2:
        return `{% for x in l %}{{ loop.index }}{{ loop.last }}${body()}{{ loop.cycle('o', 'e') }}{% endfor %}`
      case 3:
        return `{% with y = ${this.expression(1)} %}${body()}{% endwith %}`
      case 4:
        return `{% set x %}${body()}{% endset %}{{ x }}`
      case 5:
        return `{% filter upper %}${body()}{% endfilter %}`
      case 6: {
        const name = `m${this.macros++}`
        return `{% macro ${name}(x, y=${this.expression(0)}) %}${body()}{% endmacro %}{{ ${name}(${this.expression(0)}) }}`
      }
      case 7:
        return `{% autoescape ${this.pick(['true', 'false'])} %}${body()}{% endautoescape %}`
      default:
        return this.leaf()
    }
  }

  private leaf(): string {
    switch (this.draw(5)) {
      case 0:
        return this.pick(['text ', ' <p>\n', '\n', 'a', '{# c #}'])
      case 1:
        return `{% set ${this.pick(['x', 'y'])} = ${this.expression(2)} %}`
      default:
        return `{{ ${this.expression(2)} }}`
    }
  }
}
