import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  ChoiceLoader,
  type Context,
  DictLoader,
  Environment,
  Extension,
  FileSystemLoader,
  FunctionLoader,
  Kwargs,
  PrefixLoader,
  passContext,
  StrictUndefined,
  TemplateNotFound,
  TemplateSyntaxError,
  TemplatesNotFound,
  templateFrames,
  UndefinedError,
} from 'hipflask/jinja'

function render(source: string, variables: Record<string, unknown> = {}): string {
  return new Environment({ autoescape: true }).fromString(source).render(variables)
}

describe('Environment', () => {
  it('names the nearest option for an unknown one', () => {
    assert.throws(() => new Environment({ trimBlock: true } as object), {
      name: 'TypeError',
      message: 'An Environment has no option "trimBlock". Did you mean "trimBlocks"?',
    })
  })

  it('refuses equal delimiters', () => {
    assert.throws(() => new Environment({ blockStartString: '{{' }), /different start strings/)
  })

  it('says that it has no loader', () => {
    assert.throws(
      () => new Environment().getTemplate('a.html'),
      /"a.html": the environment has no loader/,
    )
  })

  it('names the nearest extension', () => {
    assert.throws(
      () => new Environment({ extensions: ['jinja2.ext.doo'] }),
      /Did you mean "jinja2.ext.do"/,
    )
  })

  it('gives filters, tests and globals as tables without a prototype', () => {
    const environment = new Environment()
    for (const table of [environment.filters, environment.tests, environment.globals]) {
      assert.equal(Object.getPrototypeOf(table), null)
    }
  })

  it('keeps templates until they change, and as many as it is told', () => {
    const mapping: Record<string, string> = { a: '1', b: '2' }
    const environment = new Environment({ loader: new DictLoader(mapping), cacheSize: 1 })
    const first = environment.getTemplate('a')
    assert.equal(environment.getTemplate('a'), first)
    mapping['a'] = '3'
    assert.equal(environment.getTemplate('a').render(), '3')
    environment.getTemplate('b')
    assert.deepEqual([...(environment.cache?.keys() ?? [])], ['b'])
  })

  it('keeps a changed template without autoReload', () => {
    const mapping: Record<string, string> = { a: '1' }
    const environment = new Environment({ loader: new DictLoader(mapping), autoReload: false })
    environment.getTemplate('a')
    mapping['a'] = '3'
    assert.equal(environment.getTemplate('a').render(), '1')
  })

  it('shares its tables with an overlay that has other delimiters', () => {
    const environment = new Environment()
    environment.filters['twice'] = (text: string) => text + text
    const other = environment.overlay({ variableStartString: '<<', variableEndString: '>>' })
    assert.equal(other.fromString('<< "a"|twice >>{{').render(), 'aa{{')
  })

  it('compiles an expression', () => {
    const run = new Environment().compileExpression('a + 1 if a else missing')
    assert.equal(run({ a: 4 }), 5)
    assert.equal(run({ a: 0 }), null)
  })

  it('joins the name of a template to that of the one that asks', () => {
    class Relative extends Environment {
      override joinPath(name: string, parent: string): string {
        return parent.replace(/[^/]*$/, name)
      }
    }
    const loader = new DictLoader({ 'd/a': "{% include 'b' %}", 'd/b': 'B' })
    assert.equal(new Relative({ loader }).getTemplate('d/a').render(), 'B')
  })

  it('prints values as JavaScript writes them where printAs says so', () => {
    const environment = new Environment({
      printAs: 'javascript',
      finalize: (value: unknown) => value,
    })
    const render = (source: string, values = {}) => environment.fromString(source).render(values)
    assert.equal(
      render('{{ true }} {{ none }} {{ 4 / 2 }} {{ 1.5 }} {{ missing }}'),
      'true null 2 1.5 ',
    )
    const nested = { list: [true, null, { a: 'é' }], map: new Map([['k', new Set([1])]]), big: 5n }
    assert.equal(
      render('{{ nested }}', { nested }),
      '{"list":[true,null,{"a":"é"}],"map":{"k":[1]},"big":"5"}',
    )
    assert.equal(render('{{ [nothing] }}'), '[null]')
    const loop: unknown[] = []
    loop.push(loop)
    assert.equal(render('{{ loop }}', { loop }), '["..."]')
    assert.equal(render('{{ d }}', { d: new Date(0) }), '1970-01-01T00:00:00.000Z')
    assert.equal(render('{{ [true]|tojson }} {{ "a"|e }}'), '[true] a')
    assert.equal(environment.overlay().fromString('{{ true }}').render(), 'true')
    const escaping = new Environment({ printAs: 'javascript', autoescape: true })
    assert.equal(escaping.fromString('{{ ["<"] }}').render(), '[&#34;&lt;&#34;]')
    assert.throws(
      () => new Environment({ printAs: 'js' as never }),
      /printAs is "python" or "javascript"/,
    )
  })

  it('passes values through finalize before they are printed', () => {
    const environment = new Environment({ finalize: (value: unknown) => value ?? '-' })
    assert.equal(environment.fromString('{{ none }}{{ 1 }}').render(), '-1')
  })

  it('takes extensions of the user', () => {
    class Shout extends Extension {
      override preprocess(source: string): string {
        return source.toUpperCase()
      }
    }
    assert.equal(new Environment({ extensions: [Shout] }).fromString('abc').render(), 'ABC')
  })
})

describe('loaders', () => {
  const one = new DictLoader({ a: 'one a' })
  const two = new DictLoader({ a: 'two a', b: 'two b' })

  it('are asked in turn by ChoiceLoader', () => {
    const environment = new Environment({ loader: new ChoiceLoader([one, two]) })
    assert.equal(environment.getTemplate('a').render(), 'one a')
    assert.equal(environment.getTemplate('b').render(), 'two b')
    assert.deepEqual(environment.listTemplates(), ['a', 'b'])
  })

  it('are asked with globals, by place or by name', () => {
    const environment = new Environment({ loader: new DictLoader({ a: '{{ x }}' }), cacheSize: 0 })
    assert.equal(environment.getTemplate('a', undefined, { x: 1 }).render(), '1')
    assert.equal(environment.getTemplate('a', { globals: { x: 2 } }).render(), '2')
    assert.equal(environment.selectTemplate(['b', 'a'], { globals: { x: 3 } }).render(), '3')
  })

  it('are asked by prefix by PrefixLoader', () => {
    const environment = new Environment({ loader: new PrefixLoader({ one, two }) })
    assert.equal(environment.getTemplate('two/a').render(), 'two a')
    assert.throws(() => environment.getTemplate('three/a'), { templateName: 'three/a' })
    assert.deepEqual(environment.listTemplates(), ['one/a', 'two/a', 'two/b'])
    const filterFunc = (name: string) => name.endsWith('/a')
    assert.deepEqual(environment.listTemplates({ filterFunc }), ['one/a', 'two/a'])
    assert.deepEqual(environment.listTemplates({ extensions: ['html'] }), [])
    assert.throws(() => environment.listTemplates(['html'], filterFunc), TypeError)
  })

  it('may be a function', () => {
    const loader = new FunctionLoader((name) => (name === 'x' ? 'X' : undefined))
    const environment = new Environment({ loader })
    assert.equal(environment.getTemplate('x').render(), 'X')
    assert.throws(() => environment.getTemplate('y'), TemplateNotFound)
  })

  it('read files, see changes, and never leave their folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'))
    try {
      const file = join(folder, 'a.html')
      writeFileSync(file, 'first')
      const environment = new Environment({ loader: new FileSystemLoader(folder) })
      assert.equal(environment.getTemplate('a.html').render(), 'first')
      writeFileSync(file, 'second')
      utimesSync(file, 1, 1)
      assert.equal(environment.getTemplate('a.html').render(), 'second')
      for (const name of ['../a.html', 'x/../a.html', '..\\a.html', 'a\0.html', '']) {
        assert.throws(() => environment.getTemplate(name), TemplateNotFound, name)
      }
      assert.equal(environment.getTemplate('/a.html').render(), 'second')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('say which templates were missing', () => {
    const environment = new Environment({ loader: one })
    assert.throws(
      () => environment.selectTemplate(['x', 'y']),
      (error) => {
        assert.ok(error instanceof TemplatesNotFound)
        assert.deepEqual(error.templates, ['x', 'y'])
        return true
      },
    )
  })
})

describe('templates and functions', () => {
  it('hands keywords over as one Kwargs behind the others', () => {
    const f = (...args: unknown[]) => args.map((arg) => (arg instanceof Kwargs ? { ...arg } : arg))
    assert.equal(
      render('{{ f(1, x=2) }}{{ f({"a": 1}) }}', { f }),
      '[1, {&#39;x&#39;: 2}][{&#39;a&#39;: 1}]',
    )
  })

  it('hands the context to functions that ask for it, with what a loop set', () => {
    const f = passContext((context: Context) => context.get('x', 'none'))
    const source = '{{ f() }}{% for i in [1] %}{% set x = i %}{{ f() }}{% endfor %}{{ f() }}'
    assert.equal(render(source, { f }), 'none1none')
  })

  it('calls methods with their object', () => {
    class Person {
      #name = 'Ann'
      greet(word: string) {
        return `${word} ${this.#name}`
      }
    }
    assert.equal(render('{{ p.greet("Hi") }}', { p: new Person() }), 'Hi Ann')
  })

  it('lets errors of functions pass with their class, and notes the places they came through', () => {
    class Mine extends Error {}
    const loader = new DictLoader({
      a: "\n{% include 'b' %}",
      b: '\n\n  {{ f() }}',
    })
    const f = () => {
      throw new Mine('mine')
    }
    assert.throws(
      () => new Environment({ loader }).getTemplate('a').render({ f }),
      (error) => {
        assert.ok(error instanceof Mine)
        const places = templateFrames(error).map((frame) => [
          frame.templateName,
          frame.lineno,
          frame.source,
        ])
        assert.deepEqual(places, [
          ['b', 3, '  {{ f() }}'],
          ['a', 2, "{% include 'b' %}"],
        ])
        assert.match(error.stack ?? '', /at template \(b:3:\d+\)/)
        return true
      },
    )
  })

  it('refuses to print a promise', () => {
    assert.throws(() => render('{{ p }}', { p: Promise.resolve(1) }), /renderAsync/)
  })

  it('reaches no function by way of a constructor', () => {
    const sources = [
      "{{ range.constructor('return 1')() }}",
      "{{ ''.constructor.constructor('return 1')() }}",
      "{{ (x|attr('constructor'))('return 1') }}",
      "{{ x['__proto__'].y }}",
      '{{ f.constructor() }}',
      '{% macro m() %}{% endmacro %}{{ m.call() }}',
    ]
    for (const source of sources) {
      assert.throws(() => render(source, { x: {}, f: () => 1 }), UndefinedError, source)
    }
  })

  it('takes any name as data', () => {
    const source =
      '{% set constructor = 1 %}{% set __proto__ = 2 %}{{ constructor }}{{ __proto__ }}{{ toString }}'
    assert.equal(render(source), '12')
    assert.equal(Object.getPrototypeOf({}), Object.prototype)
  })
})

describe('Template', () => {
  const later = (value: unknown) => new Promise((resolve) => setImmediate(resolve, value))

  it('awaits values, results and asynchronous iterables in renderAsync', async () => {
    async function* numbers() {
      yield 1
      yield 2
    }
    const source =
      '{{ p }}{{ f(1) }}{% for n in g() %}{{ n }}{% endfor %}{% for n in g() %}{{ loop.last }}{% endfor %}' +
      '{% macro m(x) %}<{{ f(x) }}>{% endmacro %}{{ m(5) }}{{ g()|join("+") }}{% if p == 7 %}yes{% endif %}'
    const template = new Environment({ autoescape: true }).fromString(source)
    const text = await template.renderAsync({ p: later(7), f: later, g: numbers })
    assert.equal(text, '7112FalseTrue<5>1+2yes')
  })

  it('awaits in blocks, includes and imports', async () => {
    const loader = new DictLoader({
      base: "{% block b %}{{ f('base') }}{% endblock %}{% include 'part' %}",
      part: "{% from 'm' import m with context %}{{ m() }}",
      m: '{% macro m() %}{{ f("m") }}{% endmacro %}',
      child: "{% extends 'base' %}{% block b %}{{ super() }}-{{ f('child') }}{% endblock %}",
    })
    const text = await new Environment({ loader }).getTemplate('child').renderAsync({ f: later })
    assert.equal(text, 'base-childm')
  })

  it('gives its text in pieces', () => {
    const loader = new DictLoader({
      base: '<{% block b %}{% endblock %}>',
      child:
        "{% extends 'base' %}{% block b %}{% for n in [1, 2] %}{{ n }},{% endfor %}{% endblock %}",
    })
    const template = new Environment({ loader }).getTemplate('child')
    const pieces = [...template.generate()]
    assert.ok(pieces.length > 3)
    assert.equal(pieces.join(''), '<1,2,>')
    const stream = template.stream()
    stream.enableBuffering(100)
    assert.deepEqual([...stream], ['<1,2,>'])
  })

  it('gives its pieces before the rest is rendered', () => {
    const source = 'a{{ f() }}b'
    const pieces = new Environment().fromString(source).generate({
      f: () => {
        throw new Error('late')
      },
    })
    assert.equal(pieces.next().value, 'a')
    assert.throws(() => pieces.next(), /late/)
  })

  it('gives its macros and variables as a module', () => {
    const source =
      '{% set x = 1 %}{% set _y = 2 %}{% macro m(a, b=3) %}{{ a }}{{ b }}{% endmacro %}text'
    const { module } = new Environment().fromString(source)
    assert.deepEqual(Object.keys(module).sort(), ['m', 'x'])
    assert.equal((module['m'] as (...args: unknown[]) => string)(1, new Kwargs({ b: 2 })), '12')
    assert.equal(String(module), 'text')
  })
})

describe('TemplateSyntaxError', () => {
  const failures: [source: string, lineno: number, message: RegExp][] = [
    ['a\n{% fro x in y %}', 2, /The tag "fro" is not known here. Did you mean "from"\?/],
    ['{{ x|uper }}', 1, /There is no filter named "uper". Did you mean "upper"\?/],
    ['{{ x is evn }}', 1, /There is no test named "evn". Did you mean "even"\?/],
    ['\n\n{{ (1 }}', 3, /"}" stands where "\)" was expected/],
    ['{% for a in b %}', 1, /The tag "for" is still open and waits for "endfor" or "else"/],
    ['{% block a-b %}{% endblock %}', 1, /hyphen/],
    [
      '{% if a %}{% extends "x" %}{% endif %}{% for a in b %}{% extends "x" %}{% endfor %}',
      1,
      /"extends"/,
    ],
    ['{% for x in y %}{% set loop = 1 %}{% endfor %}', 1, /"loop"/],
    ['{% set true = 1 %}', 1, /Nothing can be assigned/],
    ['{{ f(a=1, a=2) }}', 1, /given twice/],
  ]
  for (const [source, lineno, message] of failures) {
    it(`says what is wrong in ${JSON.stringify(source)}`, () => {
      assert.throws(
        () => new Environment().fromString(source),
        (error) => {
          assert.ok(error instanceof TemplateSyntaxError)
          assert.match(error.message, message)
          assert.equal(error.lineno, lineno)
          assert.equal(typeof error.column, 'number')
          assert.equal(error.source, source.split('\n')[lineno - 1])
          return true
        },
      )
    })
  }

  it('leaves unknown filters in a branch to the moment when they are reached', () => {
    assert.equal(render('{% if x %}{{ 1|nope }}{% endif %}'), '')
    assert.throws(() => render('{% if x %}{{ 1|nope }}{% endif %}', { x: 1 }), {
      name: 'TemplateRuntimeError',
    })
  })

  it('ends what is nested too deep', () => {
    const deep = [
      `{{ ${'('.repeat(5000)} }}`,
      `{{ ${'['.repeat(50_000)} }}`,
      `{{ 1${'+1'.repeat(50_000)} }}`,
      `{{ a${'.b'.repeat(50_000)} }}`,
      `{{ a${'|e'.repeat(50_000)} }}`,
      `{{ ${'not '.repeat(50_000)}1 }}`,
      '{% if a %}'.repeat(5000),
    ]
    for (const source of deep) {
      assert.throws(
        () => new Environment().fromString(source),
        TemplateSyntaxError,
        source.slice(0, 20),
      )
    }
  })
})

describe('undefined', () => {
  it('is refused everywhere by StrictUndefined', () => {
    const environment = new Environment({ undefined: StrictUndefined })
    assert.throws(() => environment.fromString('{{ x }}').render(), UndefinedError)
    assert.equal(environment.fromString('{{ x is defined }}').render(), 'False')
  })

  it('is what JavaScript has as undefined', () => {
    assert.equal(
      render('{{ x is defined }}{{ o.y is defined }}{{ n is none }}', {
        x: undefined,
        o: { y: undefined },
        n: null,
      }),
      'FalseFalseTrue',
    )
  })
})

describe('values of JavaScript in templates', () => {
  it('lets a loop go on where another left a generator', () => {
    const squares = (function* () {
      for (let index = 0; index < 4; index++) yield index * index
    })()
    const source = '{{ squares|first }} {{ squares|first }} {{ squares|list }}'
    assert.equal(new Environment().fromString(source).render({ squares }), '0 1 [4, 9]')
  })

  it('gives the day of a Date', () => {
    const when = new Date(Date.UTC(2023, 10, 14, 22, 13, 20))
    const source = '{{ when.date() }} {{ when.date().isoformat() }} {{ when.date() == day.date() }}'
    const day = new Date(Date.UTC(2023, 10, 14))
    const text = new Environment().fromString(source).render({ when, day })
    assert.equal(text, '2023-11-14 2023-11-14 True')
  })

  it('joins what is no text by its text, even if it has HTML', () => {
    const icon = { __html__: () => '<i></i>', toString: () => 'icon' }
    const environment = new Environment({ autoescape: true })
    assert.equal(
      environment.fromString('{{ icon ~ "<" }}{{ icon }}').render({ icon }),
      'icon&lt;<i></i>',
    )
  })
})
