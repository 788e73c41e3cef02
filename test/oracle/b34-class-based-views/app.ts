import { App, MethodView, makeResponse, request, session, urlFor, View } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'views'
const made = { each: 0, once: 0 }

class Hello extends View {
  override dispatchRequest({ name = 'world' }: { name?: string }) {
    return `hello ${name} by ${request.method}`
  }
}

class Configured extends View {
  static override methods = ['POST', 'PUT']
  readonly word: string
  readonly punctuation: string

  constructor(word: string, { punctuation = '.' } = {}) {
    super()
    this.word = word
    this.punctuation = punctuation
  }

  override dispatchRequest() {
    return this.word + this.punctuation + request.method
  }
}

class Each extends View {
  seen = 0

  constructor() {
    super()
    made.each += 1
  }

  override dispatchRequest() {
    this.seen += 1
    return { made: made.each, seen: this.seen }
  }
}

class Once extends View {
  static override initEveryRequest = false
  seen = 0

  constructor() {
    super()
    made.once += 1
  }

  override dispatchRequest() {
    this.seen += 1
    return { made: made.once, seen: this.seen }
  }
}

const wrap = (letter: string) => (view: (args: unknown) => unknown) => (args: unknown) =>
  letter + view(args) + letter

class Decorated extends View {
  static override decorators = [wrap('a'), wrap('b')]
  override dispatchRequest() {
    return '|'
  }
}

class NoOptions extends View {
  static override provideAutomaticOptions = false
  override dispatchRequest() {
    return 'no options'
  }
}

class OwnOptions extends View {
  static override methods = ['GET', 'OPTIONS']
  static override provideAutomaticOptions = false
  override dispatchRequest() {
    return `own ${request.method}`
  }
}

class Api extends MethodView {
  get({ item_id = null }: { item_id?: number | null }) {
    return { get: item_id }
  }

  post() {
    session['posted'] = true
    return makeResponse({ post: request.getJson() }, 201)
  }

  delete(_args: { item_id: number }) {
    return makeResponse('', 204)
  }
}

class ReadOnly extends Api {
  static override methods = ['GET']
}

class WithHead extends MethodView {
  get() {
    return 'get body'
  }

  head() {
    return makeResponse('', 200, { 'X-Method': 'HEAD' })
  }
}

class Child extends Api {
  patch() {
    return 'patched'
  }
}

class Unfinished extends View {}

app.addUrlRule('/hello', { viewFunc: Hello.asView('hello') })
app.addUrlRule('/hello/<name>', { viewFunc: Hello.asView('hello_name') })
app.addUrlRule('/configured', {
  viewFunc: Configured.asView('configured', 'word', { punctuation: '!' }),
})
app.addUrlRule('/each', { viewFunc: Each.asView('each') })
app.addUrlRule('/once', { viewFunc: Once.asView('once') })
app.addUrlRule('/decorated', { viewFunc: Decorated.asView('decorated') })
app.addUrlRule('/no-options', { viewFunc: NoOptions.asView('no_options') })
app.addUrlRule('/own-options', { viewFunc: OwnOptions.asView('own_options') })
const api = Api.asView('api')
app.addUrlRule('/api', { defaults: { item_id: null }, viewFunc: api, methods: ['GET'] })
app.addUrlRule('/api', { viewFunc: api, methods: ['POST'] })
app.addUrlRule('/api/<int:item_id>', { viewFunc: api, methods: ['GET', 'DELETE'] })
app.addUrlRule('/read-only', { viewFunc: ReadOnly.asView('read_only') })
app.addUrlRule('/with-head', { viewFunc: WithHead.asView('with_head') })
app.addUrlRule('/child', { viewFunc: Child.asView('child') })
app.addUrlRule('/unfinished', { viewFunc: Unfinished.asView('unfinished') })
app.addUrlRule('/too-many', { viewFunc: WithHead.asView('too_many'), methods: ['GET', 'PUT'] })

app.get('/urls', function urls() {
  return [
    urlFor('hello'),
    urlFor('hello_name', { name: 'x y' }),
    urlFor('api'),
    urlFor('api', { item_id: 3 }),
  ]
})
