import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  Context,
  Cycler,
  DebugUndefined,
  DictLoader,
  Environment,
  Extension,
  isUndefined,
  Joiner,
  Kwargs,
  Markup,
  makeLoggingUndefined,
  meta,
  Namespace,
  type Parser,
  passContext,
  passEnvironment,
  passEvalContext,
  SandboxedEnvironment,
  SecurityError,
  type Statement,
  selectAutoescape,
  str,
  Template,
  TemplateRuntimeError,
  Undefined,
  UndefinedError,
} from 'hipflask/jinja'

describe('new Environment', () => {
  it('takes its settings in order, and the rest by name', () => {
    const environment = new Environment('[%', '%]', '<<', '>>', { trimBlocks: true })
    assert.equal(environment.fromString('[% if 1 %]\n<< 1 + 1 >>[% endif %]').render(), '2')
  })

  it('says whether it was made for renderAsync', () => {
    const environment = new Environment()
    assert.equal(environment.isAsync, false)
    assert.equal(environment.overlay({ enableAsync: true }).isAsync, true)
  })

  it('lets a subclass name the class of its contexts', () => {
    class Shouting extends Context {
      override resolveOrMissing(name: string): unknown {
        return name.toUpperCase()
      }
    }
    class Loud extends Environment {
      static override contextClass = Shouting
    }
    const source = '{{ a }}{% for x in [1] %}{{ b }}{% endfor %}{% block c %}{{ d }}{% endblock %}'
    assert.equal(new Loud().fromString(source).render(), 'ABD')
  })

  it('gives overlays extensions of their own', () => {
    class Marked extends Extension {
      override tags = ['marked']
    }
    const environment = new Environment({ extensions: [Marked] })
    const overlay = environment.overlay({ extensions: ['jinja2.ext.do'] })
    for (const one of [environment, overlay])
      for (const extension of one.iterExtensions()) assert.equal(extension.environment, one)
    assert.equal(overlay.fromString('{% do [].append(1) %}x').render(), 'x')
  })

  it('orders extensions by their priority', () => {
    class Last extends Extension {
      override preprocess = (source: string) => `${source}2`
    }
    class First extends Extension {
      override priority = 1
      override preprocess = (source: string) => `${source}1`
    }
    const environment = new Environment({ extensions: [Last, First] })
    assert.equal(environment.fromString('x').render(), 'x12')
  })
})

describe('environment.callFilter and callTest', () => {
  const environment = new Environment()

  it('take arguments in order and by name', () => {
    assert.equal(environment.callFilter('sum', [1, 2, 3]), 6)
    assert.equal(environment.callFilter('replace', 'book', ['o', '0']), 'b00k')
    assert.equal(environment.callFilter('join', [1, 2], { kwargs: { d: '-' } }), '1-2')
    assert.equal(environment.callFilter('join', [1, 2], null, { d: '+' }), '1+2')
    assert.equal(environment.callTest('divisibleby', 9, [3]), true)
    assert.equal(environment.callTest('filter', 'no-such'), false)
  })

  it('give lists and plain numbers', () => {
    assert.deepEqual(environment.callFilter('map', ['a'], ['upper']), ['A'])
    assert.equal(environment.callFilter('float', '1'), 1)
  })

  it('escape as their context does', () => {
    const context = new Environment({ autoescape: true }).fromString('').newContext()
    const items = [new Markup('<b>'), '<']
    assert.equal(str(environment.callFilter('join', items)), '<b><')
    assert.equal(str(environment.callFilter('join', items, { context })), '<b>&lt;')
  })

  it('throw for a name that is not there', () => {
    assert.throws(() => environment.callFilter('uper', ''), TemplateRuntimeError)
  })
})

describe('environment.getattr, getitem and extend', () => {
  it('read as templates do', () => {
    const environment = new Environment()
    assert.equal(environment.getattr({ a: 1 }, 'a'), 1)
    assert.equal(environment.getitem([1, 2], -1), 2)
    assert.ok(isUndefined(environment.getattr(null, 'split')))
  })

  it('add attributes that are not there yet', () => {
    const environment = new Environment().extend({ fragmentCache: 7, trimBlocks: true })
    assert.equal(environment.fragmentCache, 7)
    assert.equal(environment.trimBlocks, false)
  })
})

describe('environment.compileExpression', () => {
  it('takes undefinedToNone by place and by name', () => {
    const environment = new Environment()
    assert.equal(environment.compileExpression('x')(), null)
    assert.ok(isUndefined(environment.compileExpression('x', false)()))
    assert.ok(isUndefined(environment.compileExpression('x', { undefinedToNone: false })()))
  })
})

describe('new Template', () => {
  it('needs no environment', () => {
    assert.equal(new Template('Hello {{ name }}!').render({ name: 'Ann' }), 'Hello Ann!')
    assert.equal(new Template('a').environment, new Template('b').environment)
  })

  it('takes the settings of one', () => {
    const template = new Template('<< x >>', {
      variableStartString: '<<',
      variableEndString: '>>',
      autoescape: true,
    })
    assert.equal(template.render({ x: '<' }), '&lt;')
  })

  it('can be asked for like one that is loaded', () => {
    const template = new Template('x')
    const environment = new Environment()
    assert.equal(environment.getTemplate(template), template)
    assert.equal(environment.selectTemplate([template]), template)
    const outer = environment.fromString('{% include inner %}')
    assert.equal(outer.render({ inner: template }), 'x')
  })
})

describe('template.module', () => {
  const source = '{% macro m(a, b=2) %}{{ a }}-{{ b }}{{ kwargs }}{% endmacro %}{% set f = 1.0 %}'
  const { module } = new Environment().fromString(source)

  it('has macros that take keywords as a last plain object', () => {
    assert.equal(module.m(1, { b: 3, c: 4 }), "1-3{'c': 4}")
    assert.equal(module.m(1, new Kwargs({ b: 3 })), '1-3{}')
  })

  it('has macros that tell how they are called', () => {
    const { name, arguments: names, caller, catchKwargs, catchVarargs } = module.m
    assert.deepEqual(
      [name, [...names], caller, catchKwargs, catchVarargs],
      ['m', ['a', 'b'], false, true, false],
    )
  })

  it('has plain numbers', () => {
    assert.equal(module.f, 1)
  })

  it('is called in templates as there', () => {
    const text = new Environment().fromString('{{ o.m({"x": 1}) }}|{{ o.m }}').render({ o: module })
    assert.equal(text, "{'x': 1}-2{}|<Macro 'm'>")
  })
})

describe('template.stream', () => {
  const template = new Template(
    '<ul>{% for x in xs %}<li>{{ loop.index }}: {{ x }}</li>{% endfor %}',
  )

  it('gives each value by itself', () => {
    assert.deepEqual([...template.generate({ xs: [7] })], ['<ul>', '<li>', '1', ': ', '7', '</li>'])
  })

  it('says whether it is buffered', () => {
    const stream = template.stream({ xs: [7, 8] })
    assert.equal(stream.buffered, false)
    stream.enableBuffering({ size: 3 })
    assert.equal(stream.buffered, true)
    assert.equal(stream.next().value, '<ul><li>1')
    stream.disableBuffering()
    assert.equal(stream.next().value, ': ')
  })

  it('is written to a file or an object in an encoding', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stream-'))
    try {
      const file = join(folder, 'out.txt')
      new Template('é').stream().dump(file, 'latin-1')
      assert.deepEqual([...readFileSync(file)], [0xe9])
      const pieces: unknown[] = []
      new Template('é').stream().dump({ write: (piece: unknown) => pieces.push(piece) }, 'utf-8')
      assert.deepEqual(pieces, [Buffer.from('é')])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('meta', () => {
  const environment = new Environment()

  it('finds the variables that a template looks up', () => {
    const find = (source: string) =>
      [...meta.findUndeclaredVariables(environment.parse(source))].sort()
    assert.deepEqual(find('{% set a = 1 %}{{ a + b }}'), ['b'])
    assert.deepEqual(find('{% for x in range(2) %}{{ x }}{{ y }}{% endfor %}{{ x }}'), ['x', 'y'])
    assert.deepEqual(find('{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(r) }}'), ['q', 'r'])
    assert.deepEqual(find('{% block c %}{{ z }}{% endblock %}{{ u|upper }}'), ['u', 'z'])
  })

  it('finds the templates that a template refers to', () => {
    const find = (source: string) => [...meta.findReferencedTemplates(environment.parse(source))]
    const source =
      '{% extends "a" %}{% include ["b", c] %}{% import d as e %}{% from "f" import g %}'
    assert.deepEqual(find(source), ['a', 'b', null, null, 'f'])
  })
})

describe('functions that ask for what is at work', () => {
  it('get it in finalize too', () => {
    const finalize = passContext(
      (context: Context, value: number) => value * Number(context.get('scale')),
    )
    assert.equal(new Template('{{ 2 + x }}', { finalize }).render({ x: 1, scale: 3 }), '9')
    const syntax = passEnvironment((environment: Environment) => environment.variableStartString)
    assert.equal(new Template('{{ x }}', { finalize: syntax }).render(), '{{')
    const escapes = passEvalContext((evalCtx: { autoescape: boolean }) => evalCtx.autoescape)
    assert.equal(new Template('{{ x }}', { finalize: escapes }).render(), 'False')
  })

  it('are told from objects that have an answer to every question', () => {
    const callable = new Proxy(() => 0, { get: () => ({}), apply: (_, __, args) => args.length })
    assert.equal(new Template('{{ f() }}{{ f(1) }}').render({ f: callable }), '01')
  })
})

describe('Undefined', () => {
  it('tells what is missing under the names of Jinja', () => {
    const value = new Undefined({ hint: 'gone', obj: [1], name: 'x', exc: TypeError })
    assert.deepEqual(
      [value._undefinedHint, value._undefinedObj, value._undefinedName, value._undefinedException],
      ['gone', [1], 'x', TypeError],
    )
    assert.throws(() => value._failWithUndefinedError(), TypeError)
    assert.equal(new Undefined({ name: 'x' })._undefinedMessage, "'x' is undefined")
    assert.equal(String(new DebugUndefined({ hint: 'h' })), '{{ undefined value printed: h }}')
  })

  it('tells it to templates, but not in a sandbox', () => {
    const source = '{{ a.b._undefined_name }}'
    assert.equal(new Template(source).render({ a: 1 }), 'b')
    const sandbox = new SandboxedEnvironment().fromString(source)
    assert.equal(sandbox.render({ a: 1 }), '')
  })

  it('lets a subclass give something instead of an error', () => {
    class Silent extends Undefined {
      override _failWithUndefinedError(): string {
        return ''
      }
    }
    const template = new Template('{{ a.b }}{{ a["c"] }}{{ a() }}{{ a is defined }}', {
      undefined: Silent,
    })
    assert.equal(template.render(), 'False')
    assert.throws(() => new Template('{{ a + 1 }}', { undefined: Silent }).render(), UndefinedError)
  })

  it('logs with both arguments by name', () => {
    const said: string[] = []
    const logger = { warn: (text: string) => said.push(text), error: () => {} }
    const undefined = makeLoggingUndefined({ logger, base: DebugUndefined })
    assert.equal(new Template('{{ a }}', { undefined }).render(), '{{ a }}')
    assert.deepEqual(said, ["Template variable warning: 'a' is undefined"])
  })

  it('cannot be entered by a format in a sandbox', () => {
    const template = new SandboxedEnvironment().fromString('{{ "{0.__call__.x}".format(gone) }}')
    assert.throws(() => template.render(), SecurityError)
  })
})

describe('selectAutoescape', () => {
  it('takes endings in order and by name', () => {
    const places = selectAutoescape(['html', '.xml'], ['txt'], false, true)
    assert.deepEqual(
      ['a.HTML', 'a.xml', 'a.txt', 'a.md', undefined, null].map((name) => places(name)),
      [true, true, false, true, false, false],
    )
    assert.equal(selectAutoescape(['html'], { default: true })('a.md'), true)
  })
})

describe('Cycler, Joiner and Namespace', () => {
  it('are made by code as by templates', () => {
    const cycler = new Cycler('odd', 'even')
    const joiner = new Joiner({ sep: ';' })
    const box = new Namespace({ n: 1 })
    const source = '{{ c.next() }}{{ j() }}{{ c.current }}{{ j() }}{% set b.n = b.n + 1 %}{{ b.n }}'
    assert.equal(new Template(source).render({ c: cycler, j: joiner, b: box }), 'oddeven;2')
    assert.equal(box.n, 2)
  })
})

describe('the filters int and float', () => {
  it('ask an object by __int__ and __float__', () => {
    const whole = { __int__: () => 42 }
    const part = { __float__: () => 1.5 }
    const source = '{{ a|int }} {{ b|float }} {{ {"x": 1}|int }}'
    assert.equal(new Template(source).render({ a: whole, b: part }), '42 1.5 0')
  })
})

describe('SandboxedEnvironment', () => {
  it('shows its operators', () => {
    assert.equal(SandboxedEnvironment.defaultBinopTable['+'](1, 2), 3)
    assert.equal(SandboxedEnvironment.defaultUnopTable['-'](1), -1)
  })
})

describe('a cache of templates', () => {
  it('lets that go which was not used for the longest time', () => {
    const loader = new DictLoader({ one: '', two: '', three: '' })
    const environment = new Environment({ loader, cacheSize: 2 })
    for (const name of ['one', 'two', 'one', 'three']) environment.getTemplate(name)
    assert.deepEqual([...(environment.cache ?? new Map()).keys()], ['one', 'three'])
  })

  it('is not asked for the templates of another loader', () => {
    const environment = new Environment({ loader: new DictLoader({ x: 'one' }) })
    assert.equal(environment.getTemplate('x').render(), 'one')
    environment.loader = new DictLoader({ x: 'two' })
    assert.equal(environment.getTemplate('x').render(), 'two')
  })
})

describe('installGettextCallables', () => {
  const german = passContext((context: Context, message: string) =>
    context.get('lang') === 'de' ? `${message} auf Deutsch` : message,
  )
  const plural = (one: string, many: string, count: number) => (count === 1 ? one : many)

  for (const newstyle of [true, false]) {
    it(`takes functions that ask for the context${newstyle ? ', in the new style too' : ''}`, () => {
      const environment = new Environment({ extensions: ['jinja2.ext.i18n'] })
      environment.installGettextCallables(german, plural, { newstyle })
      const source = '{{ gettext("A") }}, {{ _("B") }}, {% trans %}C{% endtrans %}'
      assert.equal(
        environment.fromString(source).render({ lang: 'de' }),
        'A auf Deutsch, B auf Deutsch, C auf Deutsch',
      )
      assert.equal(environment.fromString(source).render(), 'A, B, C')
    })
  }

  it('can be undone', () => {
    const environment = new Environment({ extensions: ['jinja2.ext.i18n'] })
    environment.installNullTranslations(true)
    environment.uninstallGettextTranslations()
    assert.throws(() => environment.fromString('{{ gettext("A") }}').render(), UndefinedError)
  })
})

describe('Extension', () => {
  it('has its tags and its priority from the class', () => {
    class Twice extends Extension {
      static override tags = new Set(['twice'])
      static override priority = 5
      override parse(parser: Parser): Statement[] {
        parser.stream.next()
        const body = parser.statementsUntil('endtwice')
        return [...body, ...body]
      }
    }
    const environment = new Environment({ extensions: ['jinja2.ext.do', Twice] })
    assert.equal(environment.fromString('{% twice %}a{% endtwice %}').render(), 'aa')
    assert.equal([...environment.iterExtensions()][0], environment.extensions[Twice.identifier])
  })
})

describe('the tag trans', () => {
  it('names the tag that stands in it', () => {
    const environment = new Environment({ extensions: ['jinja2.ext.i18n'] })
    assert.throws(
      () => environment.fromString('{% trans %}a{% if b %}{% endif %}{% endtrans %}'),
      /"if" cannot stand in it/,
    )
  })
})

describe('Context', () => {
  it('shows its variables, and what is from outside', () => {
    const seen: unknown[] = []
    const look = passContext((context: Context) => {
      seen.push(context.parent.x, context.vars.x, context.get('x'), context.has('gone'))
      seen.push([...context.exportedVars], context.keys().includes('y'))
      return ''
    })
    const template = new Environment().fromString('{% set x = 1 %}{% set _z = 2 %}{{ look() }}')
    template.render({ x: 0, y: 3, look })
    assert.deepEqual(seen, [0, 1, 1, false, ['x'], true])
  })

  it('calls functions as templates do', () => {
    const context = new Environment().fromString('').newContext({ name: 'Ann' })
    const greet = passContext((own: Context, word: string, { end }: { end: string }) => {
      return `${word} ${own.get('name')}${end}`
    })
    assert.equal(context.call(greet, 'Hi', new Kwargs({ end: '!' })), 'Hi Ann!')
  })
})
