import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  App,
  Blueprint,
  beforeRenderTemplate,
  flash,
  g,
  getTemplateAttribute,
  Markup,
  renderTemplate,
  renderTemplateString,
  request,
  session,
  streamTemplate,
  streamTemplateString,
  templateRendered,
} from 'hipflask'
import { type Context, Kwargs, passContext, TemplateNotFound } from 'hipflask/jinja'

const folders: string[] = []

function appWith(files: Record<string, string> = {}): App {
  const rootPath = mkdtempSync(join(tmpdir(), 'hipflask-templates-'))
  folders.push(rootPath)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(rootPath, name)), { recursive: true })
    writeFileSync(join(rootPath, name), text)
  }
  const app = new App(import.meta, { name: 'site', rootPath })
  app.secretKey = 'a secret that is long enough'
  return app
}

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

async function answer(app: App, view: () => unknown, path = '/'): Promise<string> {
  app.get('/', view as () => string)
  return (await app.testClient().get(path)).text
}

describe('renderTemplate', () => {
  it('renders a file and escapes by its ending', () => {
    const app = appWith({ 'templates/a.html': '{{ x }}', 'templates/a.txt': '{{ x }}' })
    app.appContext(() => {
      assert.equal(renderTemplate('a.html', { x: '<' }), '&lt;')
      assert.equal(renderTemplate('a.txt', { x: '<' }), '<')
      assert.equal(renderTemplate(['none.html', 'a.html'], { x: new Markup('<b>') }), '<b>')
    })
  })

  it('takes a template', () => {
    const app = appWith()
    app.appContext(() => {
      assert.equal(renderTemplate(app.jinjaEnv.fromString('{{ 1 + 1 }}')), '2')
    })
  })

  it('says where it looked', () => {
    const app = appWith({ 'templates/a.html': '' })
    app.appContext(() => {
      assert.throws(
        () => renderTemplate('b.html'),
        (error) => {
          assert.ok(error instanceof TemplateNotFound)
          assert.match(error.message, /There is no template "b.html": looked in ".*templates"/)
          return true
        },
      )
    })
  })

  it('never leaves its folder', () => {
    const app = appWith({ 'templates/a.html': '', 'secret.txt': 'secret' })
    app.appContext(() => {
      for (const name of ['../secret.txt', '/etc/passwd', 'a\0b', '..\\secret.txt']) {
        assert.throws(() => renderTemplate(name), TemplateNotFound)
      }
    })
  })

  it('needs a context', () => {
    assert.throws(() => renderTemplateString('x'), { name: 'RuntimeError' })
  })

  it('gives templates the standard names', async () => {
    const app = appWith()
    app.addUrlRule('/post/<int:id>', 'post', () => 'post')
    const source =
      "{{ request.path }} {{ request.args['q'] }} {{ request.args.none }} {{ session.user }} " +
      "{{ session.none }} {{ g.who }} {{ g.none }} {{ config['TESTING'] }} {{ url_for('post', id=3) }} " +
      "{{ urlFor('post', id=4, q='x') }} {% for category, text in get_flashed_messages(with_categories=true) %}" +
      '{{ category }}:{{ text }}{% endfor %}'
    const text = await answer(
      app,
      () => {
        session.set('user', 'Ann')
        Object.assign(g, { who: 'me' })
        flash('<hi>', 'info')
        return renderTemplateString(source)
      },
      '/?q=<',
    )
    assert.equal(text, '/ &lt;  Ann  me  False /post/3 /post/4?q=x info:&lt;hi&gt;')
  })

  it('prefers the app to its blueprints, in their order', async () => {
    const app = appWith({
      'templates/a.html': 'app',
      'one/a.html': 'one',
      'one/b.html': 'one',
      'two/b.html': 'two',
      'two/c.html': 'two',
    })
    for (const name of ['one', 'two']) {
      app.registerBlueprint(new Blueprint(name, { templateFolder: name }))
    }
    app.appContext(() => {
      assert.deepEqual(
        ['a', 'b', 'c'].map((name) => renderTemplate(`${name}.html`)),
        ['app', 'one', 'two'],
      )
      assert.deepEqual(app.jinjaEnv.listTemplates(), ['a.html', 'b.html', 'c.html'])
    })
  })

  it('explains where templates come from on demand', () => {
    const app = appWith({ 'templates/a.html': 'x' })
    app.config.EXPLAIN_TEMPLATE_LOADING = true
    const lines: unknown[] = []
    const log = (line: unknown) => lines.push(line)
    app.logger = { debug: log, info: log, warn: log, error: log } as unknown as typeof app.logger
    app.appContext(() => renderTemplate('a.html'))
    assert.match(String(lines[0]), /Locating template "a.html":\n {2}1. the app "site": found/)
  })

  it('sends signals around rendering', () => {
    const app = appWith()
    const seen: unknown[] = []
    const note = (word: string) => (_: unknown, data: { context: Record<string, unknown> }) => {
      seen.push(word, data.context['x'])
    }
    beforeRenderTemplate.connectedTo(note('before'), app, () => {
      templateRendered.connectedTo(note('after'), app, () => {
        app.appContext(() => renderTemplateString('', { x: 1 }))
      })
    })
    assert.deepEqual(seen, ['before', 1, 'after', 1])
  })
})

describe('contextProcessor', () => {
  it('adds names, which the call of renderTemplate overrides', () => {
    const app = appWith()
    app.contextProcessor(() => ({ a: 'processor', b: 'processor' }))
    app.appContext(() => {
      assert.equal(renderTemplateString('{{ a }} {{ b }}', { b: 'call' }), 'processor call')
    })
  })

  it('is for the blueprint of the request where a blueprint registers it', async () => {
    const app = appWith()
    const blueprint = new Blueprint('shop', { urlPrefix: '/shop' })
    blueprint.contextProcessor(() => ({ where: 'shop' }))
    blueprint.get('/', () => renderTemplateString('[{{ where }}]'))
    app.registerBlueprint(blueprint)
    app.get('/', () => renderTemplateString('[{{ where }}]'))
    const client = app.testClient()
    assert.equal((await client.get('/')).text, '[]')
    assert.equal((await client.get('/shop/')).text, '[shop]')
  })

  it('may not be async', () => {
    const app = appWith()
    app.contextProcessor((async () => ({})) as unknown as () => object)
    app.appContext(() => assert.throws(() => renderTemplateString(''), TypeError))
  })
})

describe('the g of templates', () => {
  it('is read and written by name in functions, processors and receivers as in templates', () => {
    const app = appWith()
    app.templateFilter('dump', (value: { user: string }) => `${'user' in value} ${value.user}`)
    app.templateGlobal(
      passContext(function who(context: Context, ...rest: unknown[]) {
        const own = context.get('g') as typeof g
        own.seen = rest.length
        return own.user
      }),
    )
    const seen: unknown[] = []
    const record = (_: App, { context }: { context: Record<string, unknown> }) => {
      const own = context.g as typeof g
      seen.push(own.user, own.missing, 'user' in own, own.get('user'))
    }
    app.appContext(() => {
      g.user = 'ann'
      templateRendered.connectedTo(record, app, () => {
        assert.equal(
          renderTemplateString('{{ g|dump }} {{ who(1) }} {{ g.nope }}'),
          'true ann ann ',
        )
      })
      assert.equal(g.seen, 1)
    })
    assert.deepEqual(seen, ['ann', undefined, true, 'ann'])
  })
})

describe('templateFilter, templateTest and templateGlobal', () => {
  it('register under a name, under their own, and as decorators', () => {
    const app = appWith()
    app.templateFilter('twice', (text: string) => text + text)
    app.templateFilter(function thrice(text: string) {
      return text.repeat(3)
    })
    app.templateTest('short')((text: string) => text.length < 3)
    app.templateGlobal(function hello(...args: unknown[]) {
      const last = args.at(-1)
      return `hello ${last instanceof Kwargs ? last['name'] : 'nobody'}`
    })
    const source = "{{ 'a'|twice }} {{ 'a'|thrice }} {{ 'ab' is short }} {{ hello(name='Ann') }}"
    app.appContext(() => {
      assert.equal(renderTemplateString(source), 'aa aaa True hello Ann')
    })
  })

  it('take the name by name', () => {
    const app = appWith()
    app.addTemplateFilter((text: string) => text + text, { name: 'twice' })
    app.templateTest({ name: 'short' }, (text: string) => text.length < 3)
    app.templateGlobal({ name: 'one' })(() => 1)
    app.appContext(() => {
      const source = "{{ 'a'|twice }} {{ 'a' is short }} {{ one() }}"
      assert.equal(renderTemplateString(source), 'aa True 1')
    })
  })

  it('are registered by blueprints too', () => {
    const app = appWith()
    const blueprint = new Blueprint('shop')
    blueprint.appTemplateFilter('price', (value: number) => value.toFixed(2))
    app.registerBlueprint(blueprint)
    app.appContext(() => assert.equal(renderTemplateString('{{ 2|price }}'), '2.00'))
  })
})

describe('streamTemplate', () => {
  it('is the body of a response, in the context of the request', async () => {
    const app = appWith({
      'templates/a.html': '{% for n in [1, 2] %}{{ n }}{{ request.path }} {% endfor %}',
    })
    assert.equal(await answer(app, () => streamTemplate('a.html')), '1/ 2/ ')
  })

  it('renders step by step', () => {
    const app = appWith()
    app.appContext(() => {
      const pieces = streamTemplateString('a{{ f() }}', { f: () => assert.fail('too early') })
      assert.equal(pieces.next().value, 'a')
    })
  })
})

describe('getTemplateAttribute', () => {
  it('gives macros, which take keywords as a last object, and variables', () => {
    const app = appWith({
      'templates/m.html':
        '{% set version = 3 %}{% macro hi(name, word="Hi") %}{{ word }} {{ name }}{% endmacro %}',
    })
    app.appContext(() => {
      const hi = getTemplateAttribute('m.html', 'hi')
      assert.equal(String(hi('<Ann>', { word: 'Yo' })), 'Yo &lt;Ann&gt;')
      assert.equal(getTemplateAttribute('m.html', 'version'), 3)
      assert.throws(() => getTemplateAttribute('m.html', 'verson'), /Did you mean "version"\?/)
    })
  })
})

describe('app.jinjaEnv', () => {
  it('reads changed templates again once the app is in debug, unless configured', () => {
    const app = appWith()
    assert.equal(app.jinjaEnv.autoReload, false)
    app.debug = true
    assert.equal(app.jinjaEnv.autoReload, true)
    app.config.TEMPLATES_AUTO_RELOAD = true
    app.debug = false
    assert.equal(app.jinjaEnv.autoReload, true)
  })

  it('is made with app.jinjaOptions', () => {
    const app = appWith()
    app.jinjaOptions = { trimBlocks: true, extensions: ['jinja2.ext.do'] }
    const source = '{% set l = [] %}\n{% do l.append(1) %}\n{{ l }}'
    app.appContext(() => assert.equal(renderTemplateString(source), '[1]'))
  })

  it('follows selectJinjaAutoescape', () => {
    class Site extends App {
      override selectJinjaAutoescape(name: string | undefined): boolean {
        return name === undefined ? false : super.selectJinjaAutoescape(name)
      }
    }
    const app = new Site(import.meta)
    app.appContext(() => assert.equal(renderTemplateString("{{ '<' }}"), '<'))
  })

  it('reloads changed files in debug', () => {
    const app = appWith({ 'templates/a.html': 'first' })
    app.debug = true
    app.appContext(() => {
      assert.equal(renderTemplate('a.html'), 'first')
      writeFileSync(join(app.rootPath, 'templates/a.html'), 'second one')
      assert.equal(renderTemplate('a.html'), 'second one')
    })
  })
})

describe('app.templateEngine', () => {
  it('renders in place of the engine that is built in', async () => {
    const app = appWith()
    app.contextProcessor(() => ({ b: 2 }))
    app.templateEngine = {
      render: (name, context) => `${String(name)} ${context['a']} ${context['b']} ${request.path}`,
    }
    assert.equal(await answer(app, () => renderTemplate('x', { a: 1 })), 'x 1 2 /')
    app.appContext(() => assert.throws(() => renderTemplateString(''), /renders files only/))
  })
})
