import { App, renderTemplateString, request, Tuple } from 'hipflask'
import { Kwargs } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = '53-jinja-whitespace'

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

  method(...args: unknown[]) {
    const last = args.at(-1)
    const named: Record<string, unknown> = last instanceof Kwargs ? last : {}
    const [a = named['a'], b = named['b'] ?? 2] = args.filter((value) => !(value instanceof Kwargs))
    return `${a}-${b}`
  }
}

app.post('/render', function render() {
  const data = request.getJson() as { source: string; context?: Record<string, unknown> }
  const context = { ...data.context, thing: new Thing(), pair: Tuple.of(1, 2) }
  return renderTemplateString(data.source, context)
})
