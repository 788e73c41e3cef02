import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, renderTemplateString } from 'hipflask'
import { Environment } from 'hipflask/jinja'

const environment = new Environment()
const render = (source: string, values: Record<string, unknown> = {}) =>
  environment.fromString(source).render(values)

describe('filters that give their items one by one', () => {
  it('give a value that is true though it has no items', () => {
    assert.equal(render("{% if [2]|select('odd') %}true{% endif %}"), 'true')
    assert.equal(render("{% if [2]|select('odd')|list %}true{% else %}empty{% endif %}"), 'empty')
  })

  it('give their items once', () => {
    const source =
      "{% set odd = [1, 2, 3]|select('odd') %}{{ odd|first }} {{ odd|list }} {{ odd|list }}"
    assert.equal(render(source), '1 [3] []')
  })

  it('have no length, no places and no JSON', () => {
    for (const filter of ['length', 'last', 'tojson']) {
      assert.throws(() => render(`{{ [1]|map('int')|${filter} }}`), TypeError, filter)
    }
    assert.equal(render("{{ ([1]|map('int'))[0] is defined }}"), 'False')
  })

  it('work an item out when it is asked for', () => {
    let count = 0
    const own = new Environment()
    const counted = (value: number) => {
      count++
      return value * 10
    }
    Object.assign(own.filters, { counted })
    const template = own.fromString('{{ values|map("counted")|first }}')
    assert.equal(template.render({ values: [1, 2, 3] }), '10')
    assert.equal(count, 1)
    own.fromString('{% set unused = values|map("counted") %}').render({ values: [1] })
    assert.equal(count, 1)
  })

  it('are awaited where the template is rendered asynchronously', async () => {
    const own = new Environment()
    Object.assign(own.filters, { doubled: async (value: number) => value * 2 })
    const source =
      '{{ [1, 2]|map("doubled")|join(",") }} {{ [1, 2]|map("doubled")|sum }} ' +
      '{% for x in [1, 2]|map("doubled") %}{{ x }}{{ "," if not loop.last }}{% endfor %}'
    assert.equal(await own.fromString(source).renderAsync(), '2,4 6 2,4')
  })

  it('become lists for functions and filters written in JavaScript', () => {
    const own = new Environment()
    const sum = (rows: number[]) => rows.reduce((total, row) => total + row, 0)
    Object.assign(own.filters, { total: sum })
    Object.assign(own.globals, {
      total: sum,
      named: ({ rows }: { rows: number[] }) => sum(rows),
    })
    const source = [
      '{{ [1, 2]|map("int")|total }}',
      '{{ total([1, 2]|map("int")) }}',
      '{{ named(rows=[1, 2]|map("int")) }}',
    ].join(' ')
    assert.equal(own.fromString(source).render(), '3 3 3')
  })
})

describe('dicts that a template builds up', () => {
  const grown = '{% set d = {} %}{% set _ = d.update({year: 1, "a": [none]}) %}'

  it('keep the kind and the order of their keys', () => {
    const source = `${grown}{{ d }} {{ d[2021] }} {% for key in d %}{{ key }},{% endfor %}`
    assert.equal(render(source, { year: 2021 }), "{2021: 1, 'a': [None]} 1 2021,a,")
  })

  it('are JSON in an app', () => {
    new App().appContext(() => {
      const text = renderTemplateString(`${grown}{{ d|tojson }} {{ {true: none}|tojson }}`, {
        year: 2021,
      })
      assert.equal(text, '{"2021":1,"a":[null]} {"true":null}')
    })
  })

  it('are plain objects for functions when their keys are names', () => {
    const source = '{% set d = {} %}{% set _ = d.update(size=2) %}{{ size(d) }}'
    assert.equal(render(source, { size: (options: { size: number }) => options.size }), '2')
  })
})

describe('environment.installGettextTranslations', () => {
  const translations = {
    gettext: (message: string) => message.toUpperCase(),
    ngettext: (one: string, many: string, count: number) => (count === 1 ? one : many),
  }
  const make = () => new Environment({ extensions: ['jinja2.ext.i18n'], autoescape: true })

  it('gives templates functions that translate', () => {
    const own = make()
    own.installGettextTranslations(translations)
    const source = '{% trans %}hello{% endtrans %} {{ _("bye") }} {{ ngettext("a", "b", 2) }}'
    assert.equal(own.fromString(source).render(), 'HELLO BYE b')
  })

  it('formats by keywords in the new style', () => {
    const own = make()
    own.installGettextTranslations(
      { ...translations, gettext: (message) => `<b>${message}</b>` },
      { newstyle: true },
    )
    assert.equal(own.fromString('{{ _("%(name)s", name="<") }}').render(), '<b>&lt;</b>')
  })

  it('takes single functions and leaves messages as they are without any', () => {
    const own = make()
    own.installNullTranslations(true)
    assert.equal(own.fromString('{{ _("x %(n)s", n=1) }}').render(), 'x 1')
    own.installGettextCallables(translations.gettext, translations.ngettext, {
      pgettext: (context, message) => `${context}/${message}`,
    })
    assert.equal(own.fromString('{{ _("x") }} {{ pgettext("c", "m") }}').render(), 'X c/m')
  })

  it('says which extension it needs', () => {
    assert.throws(() => new Environment().installNullTranslations(), /jinja2\.ext\.i18n/)
  })
})
