import { App, Blueprint, type BlueprintOptions, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({
  endpoint: request.endpoint,
  blueprint: request.blueprint ?? null,
  blueprints: request.blueprints,
  rule: request.urlRule!.rule,
  values,
})

function make(name: string, options: BlueprintOptions = {}) {
  const blueprint = new Blueprint(name, import.meta, options)
  blueprint.addUrlRule('/', 'index', show)
  blueprint.addUrlRule('/page', 'page', show)
  return blueprint
}

app.addUrlRule('/', 'index', show)
app.registerBlueprint(make('prefixed', { urlPrefix: '/prefixed' }))
app.registerBlueprint(make('slashed', { urlPrefix: '/slashed/' }))
app.registerBlueprint(make('overridden', { urlPrefix: '/first' }), { urlPrefix: '/second' })
app.registerBlueprint(make('bare'), { urlPrefix: '/bare' })
app.registerBlueprint(make('variable', { urlPrefix: '/<lang>/v' }))

const twice = make('twice')
app.registerBlueprint(twice, { urlPrefix: '/one' })
app.registerBlueprint(twice, { urlPrefix: '/two', name: 'again' })

app.registerBlueprint(make('inner', { urlPrefix: '/joined' }), { namePrefix: 'outer' })

const empty = new Blueprint('empty', import.meta, { urlPrefix: '/empty' })
empty.addUrlRule('', 'root', show)
empty.addUrlRule('/x', 'custom', show)
app.registerBlueprint(empty)

const given = new Blueprint('given', import.meta, {
  urlPrefix: '/given',
  urlDefaults: { kind: 'blue' },
})
given.addUrlRule('/', 'index', show)
given.addUrlRule('/own', 'own', show, { defaults: { kind: 'green', more: 1 } })
app.registerBlueprint(given)
app.registerBlueprint(given, {
  name: 'given2',
  urlPrefix: '/given2',
  urlDefaults: { kind: 'red' },
})

const links = new Blueprint('links', import.meta, { urlPrefix: '/links' })

links.get('/', function index() {
  return {
    'own relative': urlFor('.index'),
    'own full': urlFor('links.index'),
    app: urlFor('index'),
    other: urlFor('prefixed.page'),
    overridden: urlFor('overridden.index'),
    empty: urlFor('empty.root'),
    twice: urlFor('twice.page'),
    again: urlFor('again.page'),
    given: urlFor('given.index'),
    'given own': urlFor('given.own'),
    variable: urlFor('variable.page', { lang: 'de' }),
    joined: urlFor('outer.inner.page'),
  }
})

app.registerBlueprint(links)
