import { App, MethodView, makeResponse, request, urlFor, View } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const calls: string[] = []

const loud = (view: (values: unknown) => unknown) => (values: unknown) => `[${view(values)}]`

class Plain extends View {
  static override methods = ['GET', 'POST']
  label: string

  constructor(label: string | { label?: string } = 'none') {
    super()
    this.label = typeof label === 'string' ? label : (label.label ?? 'none')
    calls.push(`plain ${this.label}`)
  }

  override dispatchRequest(values: { n?: number }) {
    return `${this.label} ${request.method} ${values.n ?? '-'}`
  }
}

class Shared extends View {
  static override initEveryRequest = false
  count = 0

  constructor() {
    super()
    calls.push('shared')
  }

  override dispatchRequest() {
    this.count += 1
    return String(this.count)
  }
}

class Items extends MethodView {
  get({ n }: { n?: number }) {
    return n === undefined ? 'list' : `get ${n}`
  }

  post() {
    return makeResponse('create', 201)
  }

  delete({ n }: { n: number }) {
    return `delete ${n}`
  }
}

class ReadOnly extends MethodView {
  get() {
    return `read ${request.method}`
  }
}

class WithHead extends ReadOnly {
  head() {
    return makeResponse('', 200, { 'X-Own-Head': 'yes' })
  }

  put() {
    return 'put'
  }
}

class NoOptions extends ReadOnly {
  static override provideAutomaticOptions = false
}

class OwnOptions extends MethodView {
  options() {
    return makeResponse('', 204, { 'X-Own-Options': 'yes' })
  }
}

const items = Items.asView('items')
app.addUrlRule('/plain', { viewFunc: Plain.asView('plain', { label: 'first' }) })
app.addUrlRule('/plain/<int:n>', { viewFunc: Plain.asView('plain_n', 'second') })
app.addUrlRule('/shared', { viewFunc: Shared.asView('shared') })
app.addUrlRule('/items/', { viewFunc: items, methods: ['GET', 'POST'] })
app.addUrlRule('/items/<int:n>', { viewFunc: items, methods: ['GET', 'DELETE'] })
app.addUrlRule('/read', { viewFunc: ReadOnly.asView('read') })
app.addUrlRule('/head', { viewFunc: WithHead.asView('head') })
app.addUrlRule('/no-options', { viewFunc: NoOptions.asView('no_options') })
app.addUrlRule('/own-options', { viewFunc: OwnOptions.asView('own_options') })

class Decorated extends MethodView {
  static override decorators = [loud]

  get() {
    return 'decorated'
  }
}

app.addUrlRule('/decorated', { viewFunc: Decorated.asView('decorated') })
app.addUrlRule('/forced', { viewFunc: ReadOnly.asView('forced'), methods: ['GET', 'PATCH'] })

function stacked({ n = 0 }: { n?: number }) {
  return { n, urls: [urlFor('stacked'), urlFor('stacked', { n: 5 })] }
}
app.get('/second/<int:n>', stacked)
app.get('/first', stacked)

app.addUrlRule('/custom', { endpoint: 'custom.name' })
app.addUrlRule('/unfinished', { endpoint: 'unfinished' })

app.endpoint('custom.name', function anything() {
  return `${request.endpoint} ${request.blueprint}`
})

app.get('/calls', function show_calls() {
  return calls
})
