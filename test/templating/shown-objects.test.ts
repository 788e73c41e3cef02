import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, getTemplateAttribute, renderTemplateString, session } from 'hipflask'
import { DictLoader } from 'hipflask/jinja'

describe('the session in templates', () => {
  async function page(source: string, prepare?: () => void): Promise<string> {
    const app = new App(import.meta)
    app.secretKey = 'templates'
    app.get('/', () => {
      prepare?.()
      return renderTemplateString(source)
    })
    return (await app.testClient().get('/')).text
  }

  it('shows what happened to it by its attributes', async () => {
    const source = '{{ session.new }} {{ session.modified }} {{ session.permanent }}'
    assert.equal(await page(source), 'False False False')
    const change = () => {
      session.permanent = true
    }
    assert.equal(await page(source, change), 'False True True')
  })

  it('reads data by every other name', async () => {
    const store = () => {
      session.set('size', 3)
      session.name = '<Ann>'
    }
    const text = await page('{{ session.size }} {{ session["name"] }} {{ session.nope }}|', store)
    assert.equal(text, '3 &lt;Ann&gt; |')
  })

  it('prints as Flask prints it', async () => {
    const store = () => {
      session.a = 1
    }
    assert.equal(await page('{{ session|safe }}', store), "<SecureCookieSession {'a': 1}>")
  })
})

describe('the request in templates', () => {
  function render(source: string, options: Record<string, unknown> = {}): string {
    const app = new App(import.meta)
    return app.testRequestContext('/p?q=a&r=b&q=c', options, () =>
      renderTemplateString(`{% autoescape false %}${source}{% endautoescape %}`),
    )
  }

  it('prints its parts as Flask prints them', () => {
    assert.equal(render('{{ request }}'), "<Request 'http://localhost/p?q=a&r=b&q=c' [GET]>")
    const pairs = "ImmutableMultiDict([('q', 'a'), ('q', 'c'), ('r', 'b')])"
    assert.equal(render('{{ request.args }}'), pairs)
    assert.equal(
      render('{{ request.values }}', { method: 'POST', data: { f: '1' } }),
      `CombinedMultiDict([${pairs}, ImmutableMultiDict([('f', '1')])])`,
    )
  })

  it('gives every value of a key where that is asked for', () => {
    const loop = '{% for k, v in request.args.items(multi=true) %}{{ k }}={{ v }};{% endfor %}'
    assert.equal(render(loop), 'q=a;q=c;r=b;')
    assert.equal(render('{{ request.args.copy().getlist("q") }}'), "['a', 'c']")
  })
})

describe('getTemplateAttribute', () => {
  it('gives a macro that tells its name and its parameters', () => {
    const app = new App(import.meta)
    const source = '{% macro row(a, b=1) %}{{ a }}{{ kwargs }}{% endmacro %}'
    app.jinjaOptions = { loader: new DictLoader({ 'm.html': source }) }
    app.appContext(() => {
      const row = getTemplateAttribute('m.html', 'row')
      assert.deepEqual([row.name, [...row.arguments]], ['row', ['a', 'b']])
      assert.deepEqual([row.catchKwargs, row.catchVarargs, row.caller], [true, false, false])
    })
  })
})
