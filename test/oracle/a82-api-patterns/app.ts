import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  App,
  abort,
  afterThisRequest,
  g,
  HTTPException,
  int,
  jsonify,
  KeyError,
  MethodView,
  makeResponse,
  PreconditionFailed,
  PreconditionRequired,
  Response,
  type Result,
  request,
  streamWithContext,
  TooManyRequests,
  UnprocessableEntity,
  urlFor,
  ValueError,
} from 'hipflask'
import { secureFilename } from 'hipflask/security'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { staticFolder: null })
flaskDefaults(app)
app.config.update({ PROPAGATE_EXCEPTIONS: false, MAX_CONTENT_LENGTH: 4000 })
app.json.sortKeys = false

const now = () => Math.floor(app.now())
const allowed = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'])
const inner = app.listener
app.listener = (req: IncomingMessage, res: ServerResponse) => {
  const method = String(req.headers['x-http-method-override'] ?? '').toUpperCase()
  if (allowed.has(method)) req.method = method
  inner(req, res)
}

class Refusal extends Error {
  static status = 400
  readonly status: number
  readonly more: object
  constructor(text: string, status?: number, more: object = {}) {
    super(text)
    this.more = more
    this.status = status ?? (this.constructor as typeof Refusal).status
  }
}
class Taken extends Refusal {
  static override status = 409
}

app.errorHandler(Refusal, (e) => makeResponse({ ...e.more, message: e.message }, e.status))
app.errorHandler(HTTPException, (e) => {
  const response = e.getResponse()
  response.data = `{"code": ${e.code}, "name": "${e.name}"}`
  response.contentType = 'application/json'
  return response
})
app.errorHandler(Error, (e) => {
  if (e instanceof HTTPException) return e
  return makeResponse({ error: e.constructor.name }, 500)
})

const HITS: Record<string, number> = {}

const atMost =
  (limit: number, per: number) =>
  <A>(f: (values: A) => Result) =>
  (values: A): Result => {
    const end = Math.floor(now() / per) * per + per
    const place = `${request.endpoint} ${request.remoteAddr} ${end}`
    HITS[place] = (HITS[place] ?? 0) + 1
    g.rate = {
      Remaining: String(Math.max(limit - HITS[place], 0)),
      Limit: limit,
      Reset: String(end),
    }
    if (HITS[place] > limit) throw new TooManyRequests('hold on', { retryAfter: end - now() })
    return f(values)
  }

app.afterRequest((response) => {
  for (const [name, value] of Object.entries(g.get('rate', {})))
    response.headers.add(`X-RateLimit-${name}`, String(value))
  return response
})
app.route(
  '/rate-limited',
  { endpoint: 'rate_limited' },
  atMost(2, 60)(() => '<h1>not too often</h1>'),
)

const CACHE: Record<string, [number, Result]> = {}
const kept =
  (seconds: number) =>
  <A>(f: (values: A) => Result) =>
  (values: A): Result => {
    const [until, answer] = CACHE[request.fullPath] ?? [0, '']
    if (until > now()) {
      const response = makeResponse(answer)
      response.headers.set('X-Cache', 'hit')
      response.age = now() - (until - seconds)
      return response
    }
    const fresh = f(values)
    CACHE[request.fullPath] = [now() + seconds, fresh]
    return fresh
  }
let count = 0
app.route(
  '/cached/<path:key>',
  { endpoint: 'slow' },
  kept(30)(({ key }: { key: string }) => {
    count += 1
    return `${key} computed ${count}`
  }),
)

app.beforeRequest(function choose_language() {
  g.language = request.cookies.get('user_lang')
  if (g.language === undefined && request.path.startsWith('/lang')) {
    const best = request.acceptLanguages.bestMatch(['en', 'ja'], 'en')
    g.language = best
    afterThisRequest((response) => {
      const options = { maxAge: 3600, path: '/lang', httpOnly: true, sameSite: 'Lax' } as const
      response.setCookie('user_lang', best, options)
      return response
    })
  }
})
app.route('/lang', function lang() {
  return g.language
})

const SECRET = 'webhook secret'
function same(a: string, b: string) {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
app.post('/webhook/<any(github, stripe):kind>', function webhook({ kind }) {
  const raw = request.getData({ cache: true })
  const given = request.headers.get('X-Hub-Signature-256', '')
  if (!same(`sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}`, given))
    throw new Refusal('bad signature', 403, { kind, length: raw.length })
  const event = request.headers.get('X-GitHub-Event', 'ping')
  if (request.isJson)
    return {
      event,
      keys: Object.keys(request.json as object),
      again: request.getData({ asText: true }),
    }
  return makeResponse(
    { event, form: request.form.toDict({ flat: false }), data: request.getData().length },
    202,
  )
})

interface Item {
  id: number
  name: string
  rev: number
}
type Store = Map<number, Item>
const ITEMS: Store = new Map([
  [1, { id: 1, name: 'tea', rev: 1 }],
  [2, { id: 2, name: 'ü', rev: 7 }],
])

class ItemAPI extends MethodView {
  static override initEveryRequest = false
  readonly store: Store
  constructor(store: Store) {
    super()
    this.store = store
  }
  find(id: number) {
    const item = this.store.get(id)
    if (item === undefined) throw new Refusal('No such item!', 404)
    return item
  }
  respond(item: Item, code = 200) {
    const response = makeResponse(jsonify(item), code)
    response.setEtag(String(item.rev))
    response.cacheControl.private = true
    response.cacheControl.maxAge = 10
    return response
  }
  get({ id }: { id: number }) {
    return this.respond(this.find(id)).makeConditional(request)
  }
  put({ id }: { id: number }) {
    const item = this.find(id)
    if (request.ifMatch.size === 0) throw new PreconditionRequired()
    if (!request.ifMatch.contains(String(item.rev))) throw new PreconditionFailed('stale')
    const data = request.getJson<{ name?: unknown }>()
    if (typeof data.name !== 'string') throw new UnprocessableEntity(`${data.name}`)
    Object.assign(item, { name: data.name, rev: item.rev + 1 })
    return this.respond(item)
  }
  delete({ id }: { id: number }) {
    this.store.delete(this.find(id).id)
    return makeResponse('', 204)
  }
}

class GroupAPI extends MethodView {
  static override initEveryRequest = false
  static override decorators = [atMost(100, 3600)]
  readonly store: Store
  constructor(store: Store) {
    super()
    this.store = store
  }
  get() {
    const offset = request.args.get('offset', 0, { type: int })
    const limit = request.args.get('limit', 1, { type: int })
    const response = jsonify([...this.store.values()].slice(offset, offset + limit))
    const links: string[] = []
    const to = (place: number, rel: string) =>
      links.push(
        `<${urlFor('item-group', { offset: place, limit, _external: true })}>; rel="${rel}"`,
      )
    if (offset + limit < this.store.size) to(offset + limit, 'next')
    if (offset) to(Math.max(0, offset - limit), 'prev')
    if (links.length > 0) response.headers.set('Link', links.join(', '))
    response.headers.set('X-Total-Count', this.store.size)
    return response
  }
  post() {
    const data = request.getJson<{ name: string }>()
    if (!('name' in data)) throw new KeyError('name')
    if ([...this.store.values()].some((i) => i.name === data.name))
      throw new Taken('exists', undefined, { name: data.name })
    const id = Math.max(...this.store.keys()) + 1
    const item = { id, name: data.name, rev: 1 }
    this.store.set(id, item)
    return makeResponse(item, 201, [
      ['Location', urlFor('item-item', { id })],
      ['X-A', '1'],
      ['X-A', '2'],
    ])
  }
}

app.addUrlRule('/items/<int:id>', { viewFunc: ItemAPI.asView('item-item', ITEMS) })
app.addUrlRule('/items/', { viewFunc: GroupAPI.asView('item-group', ITEMS) })

app.route('/items.csv', function large_csv() {
  function* generate() {
    yield 'id,name\r\n'
    for (const item of ITEMS.values())
      yield `${item.id},${item.name},${request.args.get('x', '')}\r\n`
  }
  const response = new Response(streamWithContext(generate()), { mimetype: 'text/csv' })
  response.headers.set('Content-Disposition', 'attachment', { filename: 'items.csv' })
  return response
})

function hello({ name = 'nobody' }: { name?: string }) {
  return `lazy ${name}`
}
app.addUrlRule('/lazy/', { viewFunc: hello })
app.addUrlRule('/lazy/<name>', { viewFunc: hello })

const negotiate = (f: () => { v: number }) => (): Result => {
  const data = f()
  const best = request.acceptMimetypes.bestMatch([
    'application/json',
    'text/html',
    'text/plain',
    'application/xml',
  ])
  if (best === undefined) abort(406)
  const texts: Record<string, string> = {
    'application/json': `{"v": ${data.v}}`,
    'text/html': `<b>${data.v}</b>`,
    'text/plain': String(data.v),
    'application/xml': `<v>${data.v}</v>`,
  }
  const response = makeResponse(texts[best])
  response.mimetype = best
  response.vary.add('Accept')
  return response
}
app.route(
  '/negotiated',
  { endpoint: 'negotiated' },
  negotiate(() => ({ v: 1 })),
)

app.route('/upload', { methods: ['GET', 'POST'] }, function upload() {
  if (request.method === 'GET')
    return '<form method=post enctype=multipart/form-data><input type=file name=file></form>'
  if (!('file' in request.files)) throw new Refusal('No file part')
  const file = request.files['file']!
  if (file.filename === '') throw new Refusal('No selected file', 422)
  return {
    name: secureFilename(file.filename!),
    type: file.mimetype,
    size: file.read().length,
    note: request.form.get('note') ?? null,
    all: request.files.getList('file').map((f) => f.filename),
  }
})

app.route('/fail/<kind>', function fail({ kind }) {
  if (kind === 'key') throw new KeyError('x')
  if (kind === 'arg') return request.args['x']!
  if (kind === 'json') return jsonify(request.json)
  if (kind === 'value') throw new ValueError('v')
  if (kind === 'abort') abort(418)
  if (kind === 'resp') abort(new Response('own', 402, { 'X-Own': '1' }))
  if (kind === 'none') return undefined as never
  if (kind === 'conflict') throw new Taken('c', 410)
  const code = int(kind)
  abort(code)
})
