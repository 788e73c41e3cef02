import { App, renderTemplateString, request, Tuple } from 'hipflask'
import { Kwargs } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = '48-jinja-filters-text'

/** Attribute and item with the same name. */
class Thing {
  attribute = 'attribute'
  both = 'from attribute'
  #items = new Map([
    ['item', 'item'],
    ['both', 'from item'],
  ])

  get(key: string) {
    return this.#items.get(key)
  }

  has(key: string) {
    return this.#items.has(key)
  }

  method(a: unknown, b: unknown = 2) {
    const named = b instanceof Kwargs ? (b['b'] ?? 2) : b
    return `${a}-${named}`
  }
}

app.post('/render', function render() {
  const data = request.getJson() as { source: string; context?: Record<string, unknown> }
  const context = { ...data.context, thing: new Thing(), pair: Tuple.of(1, 2) }
  return renderTemplateString(data.source, context)
})
