/** Makes random templates; equal seeds make equal templates. */
export class Generator {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  private random(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0
    return Math.floor((this.state / 2 ** 32) * limit)
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.random(items.length)]
  }

  private list(depth: number): string {
    return Array.from({ length: this.random(4) }, () => this.expression(depth)).join(', ')
  }

  expression(depth: number): string {
    if (depth <= 0) return this.pick(ATOMS)
    const inner = () => this.expression(depth - 1)
    switch (this.random(14)) {
      case 0:
        return `[${this.list(depth - 1)}]`
      case 1:
        return `(${inner()}, ${inner()})`
      case 2:
        return `{'a': ${inner()}, 'k': ${inner()}}`
      case 3:
      case 4:
        return `(${inner()} ${this.pick(OPERATORS)} ${inner()})`
      case 5:
        return `(${inner()} ${this.pick(COMPARISONS)} ${inner()})`
      case 6:
        return `(${inner()} ${this.pick(['and', 'or'])} ${inner()})`
      case 7:
        return `(not ${inner()})`
      case 8:
        return `(${inner()} if ${inner()} else ${inner()})`
      case 9:
        return `(${inner()} is ${this.pick(TESTS)})`
      case 10:
        return `(${inner()})${this.pick(ACCESSES)}`
      case 11:
        return `(${inner()} ~ ${inner()})`
      default:
        return `(${inner()}|${this.pick(FILTERS)})`
    }
  }

  template(depth: number): string {
    const print = () => `{{ ${this.expression(this.random(3))} }}`
    if (depth <= 0) return print()
    const body = () => this.template(depth - 1)
    switch (this.random(9)) {
      case 0:
        return `{% for x in ${this.expression(1)} %}${body()}{{ loop.index }}{% else %}-{% endfor %}`
      case 1:
        return `{% if ${this.expression(2)} %}${body()}{% elif ${this.expression(1)} %}${body()}{% else %}${print()}{% endif %}`
      case 2:
        return `{% set x = ${this.expression(2)} %}${body()}`
      case 3:
        return `{% macro m(x, y=${this.expression(1)}) %}${body()}{% endmacro %}{{ m(${this.expression(1)}) }}`
      case 4:
        return `{% with x = ${this.expression(1)} %}${body()}{% endwith %}`
      case 5:
        return `{% filter ${this.pick(['upper', 'title', 'trim'])} %}${body()}{% endfilter %}`
      case 6:
        return `{% set y %}${body()}{% endset %}{{ y }}`
      default:
        return `${print()} <p>\n${body()}`
    }
  }
}

const ATOMS = [
  '0',
  '1',
  '7',
  '-3',
  '2.5',
  '4.0',
  '"ab"',
  "'<i>'",
  '""',
  'true',
  'false',
  'none',
  'a',
  'b',
  's',
  'l',
  'd',
  'html',
  'missing',
  'x',
  'y',
  'loop',
  '[]',
  '{}',
  "'a b c'",
  "'%s'",
  '10',
  's|safe',
]
const OPERATORS = ['+', '-', '*', '/', '//', '%', '+', '-', '*']
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '< 5 <', '== 1 !=']
const TESTS = [
  'defined',
  'undefined',
  'none',
  'odd',
  'even',
  'string',
  'number',
  'integer',
  'float',
  'mapping',
  'sequence',
  'iterable',
  'boolean',
  'true',
  'false',
  'escaped',
  'divisibleby 3',
  'in [1, 7]',
  'eq 1',
  'gt 2',
  'not none',
  'sameas true',
  'lower',
  'upper',
]
const ACCESSES = [
  '.a',
  "['k']",
  '[0]',
  '[-1]',
  '[1:]',
  '[::-1]',
  '[:2]',
  '.upper()',
  '.split()',
  '.items()',
  '.keys()|list',
  "['a'].k",
  '.missing',
  '|length',
  '.b.c',
  ".get('a', 5)",
  ".replace('a', '<')",
  '.index(1)',
]
const FILTERS = [
  'upper',
  'lower',
  'title',
  'capitalize',
  'trim',
  'length',
  'list',
  'first',
  'last',
  'reverse|list',
  'join',
  "join(', ')",
  "join('<')",
  'sort',
  'sum',
  'min',
  'max',
  'unique|list',
  'abs',
  'round',
  'round(1)',
  'int',
  'float',
  'string',
  'escape',
  'e',
  'safe',
  'forceescape',
  'default(3)',
  "default('x', true)",
  'tojson',
  'striptags',
  'replace("a", "b")',
  'truncate(3)',
  'wordcount',
  'center(9)',
  'indent',
  'batch(2)|list',
  'slice(2)|list',
  'map("upper")|list',
  'select|list',
  'reject("none")|list',
  'dictsort',
  'items|list',
  'urlencode',
  'pprint',
  'filesizeformat',
  'format(1)',
  'xmlattr',
  'wordwrap(5)',
  'groupby(0)',
  'map(attribute="a")|list',
  'selectattr("a")|list',
  'count',
  'urlize',
  'random|string|length',
]
