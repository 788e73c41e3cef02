import { App, Markup, renderTemplateString, Tuple, UUID } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'tojson'

/** Python's Decimal: JSON has it as text. */
class Decimal {
  #text: string

  constructor(text: string) {
    this.#text = text
  }

  toJSON() {
    return this.#text
  }
}

const VALUES: Record<string, unknown> = {
  script: "</script><script>alert('x & y')</script>",
  quotes: '"double" \'single\' \\ back / slash',
  unicode: 'é 中 🎉 \u2028\u2029 \u0000\u001f\x7f',
  dict: { b: 1, a: [1, 2.5, null, true], '<k>': '<v>' },
  nested: { x: { z: 1, y: 2 } },
  list: ['<', '>', '&', "'", '"'],
  tuple: Tuple.of(1, 2),
  numbers: [0, -1, 1.0, 1e100, 1e-7, 123456789012345678901234567890n],
  none: null,
  true: true,
  markup: new Markup('<b>m</b>'),
  datetime: new Date(Date.UTC(2024, 1, 29, 12, 30, 45)),
  naive: new Date(Date.UTC(2024, 1, 29, 12, 30, 45)),
  date: new Date(Date.UTC(2024, 1, 29)),
  uuid: new UUID('12345678-1234-5678-1234-567812345678'),
  decimal: new Decimal('1.50'),
  empty: {},
  nan: Number.NaN,
  'int-keys': { 2: 'two', 1: 'one' },
}

app.get('/value/<kind>', function value({ kind }) {
  return renderTemplateString('{{ v|tojson }}', { v: VALUES[kind] })
})

app.get('/indent/<kind>', function indent({ kind }) {
  const source = '{{ v|tojson(2) }}|{{ v|tojson(indent=1) }}'
  return renderTemplateString(source, { v: VALUES[kind] })
})

app.get('/attribute/<kind>', function attribute({ kind }) {
  const source = `<a data-v='{{ v|tojson }}' data-w="{{ v|tojson|forceescape }}">`
  return renderTemplateString(source, { v: VALUES[kind] })
})

app.get('/unescaped/<kind>', function unescaped({ kind }) {
  const source =
    '{% autoescape false %}{{ v|tojson }}{% endautoescape %}|{{ v|tojson|e }}|{{ v|tojson is escaped }}'
  return renderTemplateString(source, { v: VALUES[kind] })
})

app.get('/undefined', function undefined_value() {
  return renderTemplateString('{{ missing|tojson }}')
})

const options: Record<string, 'sortKeys' | 'ensureAscii' | 'compact'> = {
  sort_keys: 'sortKeys',
  ensure_ascii: 'ensureAscii',
  compact: 'compact',
}

app.get('/option/<name>/<state>/<kind>', function option({ name, state, kind }) {
  app.json[options[name]] = state === 'on'
  return renderTemplateString('{{ v|tojson }}', { v: VALUES[kind] })
})

app.get('/policy/<kind>', function policy({ kind }) {
  app.jinjaEnv.policies['json.dumps_kwargs'] = { sortKeys: false, separators: [',', ':'] }
  return renderTemplateString('{{ v|tojson }}', { v: VALUES[kind] })
})

app.get('/json/<kind>', function as_response({ kind }) {
  return { v: VALUES[kind] }
})
