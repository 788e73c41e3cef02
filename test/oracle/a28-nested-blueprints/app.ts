import {
  App,
  abort,
  Blueprint,
  BlueprintSetupState,
  g,
  jsonify,
  makeResponse,
  type RegisterOptions,
  type RouteCallable,
  type RouteOptions,
  request,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { staticFolder: null })
flaskDefaults(app)

function show(values: Record<string, unknown>) {
  return jsonify({
    endpoint: request.endpoint,
    bp: request.blueprint ?? null,
    bps: request.blueprints,
    values,
    rule: String(request.urlRule),
  })
}

const a = new Blueprint('a', import.meta, { urlPrefix: '/a' })
const b = new Blueprint('b', import.meta, { urlPrefix: '/b', urlDefaults: { from_b: 'x' } })
const c = new Blueprint('c', import.meta)
const d = new Blueprint('d', import.meta, { urlPrefix: '/<int:d_id>' })

for (const bp of [a, b, c, d]) {
  bp.addUrlRule('/', 'index', show)
  bp.addUrlRule('/page/', { viewFunc: show })
  bp.addUrlRule('/err/<int:code>', 'err', ({ code }: { code: number }) => abort(code))
}
a.errorHandler(404, (e) => makeResponse(`a404 ${e.name}`, 404))
b.registerBlueprint(c, { urlPrefix: '/cc' })
b.registerBlueprint(c, { urlPrefix: '/c2', name: 'see' })
a.registerBlueprint(b)
a.registerBlueprint(b, { name: 'bee', urlPrefix: '/bee', urlDefaults: { from_b: 'y', extra: 1 } })
a.registerBlueprint(d)
app.registerBlueprint(a)
app.registerBlueprint(a, { name: 'alpha', urlPrefix: '/alpha' })
app.registerBlueprint(c, { urlPrefix: '', name: 'root_c' })

const states: unknown[] = []
app.get('/record', function record() {
  return jsonify(states)
})
const rec = new Blueprint('rec', import.meta, {
  urlPrefix: '/rec',
  urlDefaults: { z: 1 },
  subdomain: null,
})
rec.record((state) => {
  states.push([
    'record',
    state.urlPrefix,
    state.firstRegistration,
    state.blueprint.name,
    state.app.name === app.name,
    state.urlDefaults,
    state.options.custom,
    state.name,
    state.namePrefix,
    state.subdomain ?? null,
  ])
})
rec.recordOnce((state) => {
  states.push(['once', state.urlPrefix])
  state.addUrlRule('/once/<x>', 'once', show, { defaults: { y: 2 } })
})
rec.addUrlRule('/own', 'own', show, { defaults: { z: 5 } })
app.registerBlueprint(rec, { custom: 'v' })
app.registerBlueprint(rec, { name: 'rec2', urlPrefix: '/rec2', custom: 'w', urlDefaults: { z: 9 } })

class State extends BlueprintSetupState {
  override addUrlRule(
    rule: string,
    endpoint?: string | RouteOptions | null,
    viewFunc?: RouteCallable<never> | RouteOptions | null,
    options?: RouteOptions,
  ) {
    super.addUrlRule(`/state${rule}`, endpoint, viewFunc, options)
  }
}
class Own extends Blueprint {
  override makeSetupState(a: App, options: RegisterOptions, first = false) {
    return new State(this, a, options, first)
  }
  override register(a: App, options: RegisterOptions) {
    options.urlPrefix ??= '/default'
    super.register(a, options)
  }
}
const own = new Own('own', import.meta)
own.addUrlRule('/x', 'x', show)
app.registerBlueprint(own)

function attempt(fn: () => unknown) {
  try {
    fn()
    return 'ok'
  } catch (e) {
    return (e as Error).constructor.name
  }
}
const fresh = new App(import.meta, { name: 'fresh' })
const problems = [
  attempt(() => new Blueprint('a.b', import.meta)),
  attempt(() => new Blueprint('', import.meta)),
  attempt(() => a.addUrlRule('/late', 'late', show)),
  attempt(() => app.registerBlueprint(a)),
  attempt(() => app.registerBlueprint(new Blueprint('a', import.meta))),
  attempt(() => new Blueprint('n', import.meta).addUrlRule('/x', 'a.b', show)),
  attempt(() => {
    const s = new Blueprint('s', import.meta)
    s.registerBlueprint(s)
  }),
  attempt(() => fresh.addUrlRule('noslash', 'x', show)),
  attempt(() => {
    fresh.addUrlRule('/1', 'same', show)
    fresh.addUrlRule('/2', 'same', () => 'x')
  }),
  attempt(() => fresh.addUrlRule('/c', 'c', show, { methods: 'GET' })),
  attempt(() => fresh.addUrlRule('/<nope:x>', 'nope', show)),
  attempt(() => fresh.route('/m')(show)),
  attempt(() => fresh.get('/m', { methods: ['POST'] }, show)),
  attempt(() => fresh.errorHandler(999, show as never)),
  attempt(() => fresh.errorHandler(new Error('x') as never, show as never)),
  attempt(() => fresh.errorHandler('404' as never, show as never)),
]
app.get('/problems', function the_problems() {
  return jsonify(problems)
})
app.get('/late-setup', function late_setup() {
  return jsonify([
    attempt(() => app.addUrlRule('/z', 'z', show)),
    attempt(() => app.beforeRequest(show as never)),
    attempt(() => app.registerBlueprint(new Blueprint('zz', import.meta))),
    attempt(() => app.errorHandler(404, show as never)),
    attempt(() => app.teardownAppContext(show as never)),
    attempt(() => app.contextProcessor(show as never)),
    attempt(() => app.templateFilter('x', show)),
    Object.keys(app.blueprints).sort(),
  ])
})
app.get('/urls', function urls() {
  return jsonify([
    urlFor('a.index'),
    urlFor('a.b.index'),
    urlFor('a.bee.index'),
    urlFor('a.b.c.index'),
    urlFor('a.bee.see.index'),
    urlFor('alpha.b.see.show'),
    urlFor('alpha.d.index', { d_id: 4 }),
    urlFor('root_c.index'),
    urlFor('rec2.own'),
    urlFor('rec.once', { x: 1 }),
    urlFor('own.x'),
    [...app.iterBlueprints()].map((bp) => bp.name),
  ])
})
app.get('/mapping', function mapping() {
  return jsonify([...app.urlMap.iterRules()].map((r) => `${r.endpoint} ${r.rule}`).sort())
})

const hooked = new Blueprint('hooked', import.meta, { urlPrefix: '/hooked' })
const deep = new Blueprint<{ added: string }>('deep', import.meta, { urlPrefix: '/<lang>' })
hooked.urlValuePreprocessor((endpoint, values) => {
  g.order = [
    `hv ${endpoint} [${Object.keys(values!)
      .sort()
      .map((k) => `'${k}'`)
      .join(', ')}]`,
  ]
})
deep.urlValuePreprocessor((_endpoint, values) => {
  g.order.push('dv')
  g.lang = values!.lang
  delete values!.lang
})
app.urlValuePreprocessor((endpoint, values) => {
  if (endpoint?.startsWith('hooked')) values!.added = 'by app'
})
hooked.urlDefaults((endpoint, values) => {
  values.h ??= endpoint
})
deep.urlDefaults((_endpoint, values) => {
  values.lang ??= g.get('lang', 'xx')
})
app.urlDefaults((endpoint, values) => {
  if (endpoint.startsWith('hooked')) values.a = 1
})
deep.appUrlDefaults((endpoint, values) => {
  if (endpoint.startsWith('hooked')) values.dad = 1
})
deep.route('/v', function v({ added }) {
  return jsonify({
    order: g.order,
    lang: g.lang,
    added,
    url: urlFor('.v'),
    up: urlFor('hooked.w', { q: 1 }),
  })
})
hooked.route('/w', function w({ added }: { added?: string }) {
  return `${added} ${urlFor('hooked.deep.v')} ${urlFor('index')}`
})
app.addUrlRule('/', 'index', show)
hooked.registerBlueprint(deep)
app.registerBlueprint(hooked)
