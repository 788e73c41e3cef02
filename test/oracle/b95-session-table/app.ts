import {
  App,
  DefaultJSONProvider,
  flash,
  g,
  getFlashedMessages,
  hasAppContext,
  hasRequestContext,
  JSONTag,
  json,
  jsonify,
  KeyError,
  Markup,
  Request,
  Response,
  redirect,
  request,
  SessionInterface,
  SessionMixin,
  session,
  TaggedJSONSerializer,
  Tuple,
  UUID,
  urlFor,
} from 'hipflask'
import { BadSignature, Signer } from 'hipflask/itsdangerous'
import { flaskDefaults } from 'hipflask/testing'

const LOG: string[] = []
const TABLE: Record<string, [string, number]> = {}
const py = (b: boolean) => (b ? 'True' : 'False')

class StoreSession extends SessionMixin {
  sid: string
  constructor(initial: Record<string, unknown>, sid: string, isNew = false) {
    super(initial)
    this.sid = sid
    this.new = isNew
    this.modified = false
  }
  override set(key: string, value: unknown) {
    super.set(key, value)
    this.modified = true
  }
  override delete(key: string) {
    this.modified = true
    return super.delete(key)
  }
  rotate() {
    delete TABLE[this.sid]
    this.sid = `r${Object.keys(TABLE).length}-${this.sid}`
    this.modified = true
    return this.sid
  }
}

class StoreInterface extends SessionInterface {
  static serializer = new TaggedJSONSerializer()
  static counter = 0
  signer(app: App) {
    return new Signer(app.secretKey!, { salt: 'store', keyDerivation: 'hmac' })
  }
  override openSession(app: App, request: Request) {
    LOG.push(`open ${request.path} ${py(hasRequestContext())} ${py(hasAppContext())}`)
    if (request.headers.get('X-No-Session')) return null
    const raw = request.cookies.get(this.getCookieName(app))
    if (raw) {
      try {
        const sid = this.signer(app).unsign(raw)
        if (sid in TABLE) {
          const [text, until] = TABLE[sid]!
          if (until >= app.config.NOW)
            return new StoreSession(
              StoreInterface.serializer.loads(text) as Record<string, unknown>,
              sid,
            )
          LOG.push(`expired ${sid}`)
        }
      } catch (e) {
        if (!(e instanceof BadSignature)) throw e
        LOG.push('bad signature')
      }
    }
    StoreInterface.counter += 1
    return new StoreSession({ _permanent: true }, `s${StoreInterface.counter}`, true)
  }
  override saveSession(app: App, session: StoreSession, response: Response) {
    const name = this.getCookieName(app)
    const domain = this.getCookieDomain(app)
    const path = this.getCookiePath(app)
    LOG.push(
      `save ${session.sid} ${py(session.modified)} ${py(session.new)} ${py(this.shouldSetCookie(app, session))} ${py(this.isNullSession(session))}`,
    )
    if (![...session.keys()].some((k) => !k.startsWith('_')) && !session.get('_flashes')) {
      if (session.sid in TABLE) {
        delete TABLE[session.sid]
        response.deleteCookie(name, { domain, path })
      }
      return
    }
    if (!session.modified) return
    TABLE[session.sid] = [
      StoreInterface.serializer.dumps(Object.fromEntries(session)),
      app.config.NOW + app.permanentSessionLifetime,
    ]
    response.setCookie(name, this.signer(app).sign(session.sid), {
      expires: this.getExpirationTime(app, session),
      httpOnly: this.getCookieHttpOnly(app),
      domain,
      path,
      secure: this.getCookieSecure(app),
      sameSite: this.getCookieSameSite(app),
      partitioned: this.getCookiePartitioned(app),
    })
    response.vary.add('Cookie')
  }
}

class Money {
  cents: number
  currency: string
  constructor(cents: number, currency = 'EUR') {
    this.cents = cents
    this.currency = currency
  }
  toString() {
    return `${Math.floor(this.cents / 100)}.${String(this.cents % 100).padStart(2, '0')} ${this.currency}`
  }
}
class TagMoney extends JSONTag {
  static override key = ' mo'
  override check(value: unknown) {
    return value instanceof Money
  }
  override toJson(value: Money) {
    return this.serializer.tag(Tuple.of<unknown>(value.cents, value.currency))
  }
  override toPython(value: [number, string]) {
    return new Money(...value)
  }
}
class TagSet extends JSONTag {
  static override key = ' set'
  override check(value: unknown) {
    return value instanceof Set
  }
  override toJson(value: Set<unknown>) {
    return [...value].sort().map((v) => this.serializer.tag(v))
  }
  override toPython(value: unknown[]) {
    return new Set(value)
  }
}
class Provider extends DefaultJSONProvider {
  override ensureAscii = false
  override sortKeys = false
  override default(o: unknown) {
    if (o instanceof Money) return { money: String(o) }
    if (o instanceof Set) return [...o].sort()
    if (o instanceof Uint8Array) return Buffer.from(o).toString('hex')
    return super.default(o)
  }
}
class ShopRequest extends Request {
  get wantsJson() {
    return this.acceptMimetypes.bestMatch(['text/html', 'application/json']) === 'application/json'
  }
}
class ShopResponse extends Response {
  static override defaultMimetype = 'text/plain'
}
class Shop extends App {
  static override sessionInterface = new StoreInterface()
  static override jsonProviderClass = Provider
  static override requestClass = ShopRequest
  static override responseClass = ShopResponse
}

export const app = new Shop(import.meta, { staticFolder: null })
flaskDefaults(app)
app.json.ensureAscii = false
app.json.sortKeys = false
app.config.update({
  SECRET_KEY: 'store',
  NOW: 100,
  PERMANENT_SESSION_LIFETIME: 50,
  SESSION_COOKIE_NAME: 'sid',
  SESSION_COOKIE_SAMESITE: 'Strict',
})
for (const tag of [TagMoney, TagSet]) StoreInterface.serializer.register(tag, { index: 0 })
const VALUES: Record<string, unknown> = {
  tuple: Tuple.of<unknown>(1, Tuple.of<unknown>('a', [2])),
  bytes: Buffer.from([0, 255]),
  uuid: new UUID('00000000-0000-0000-0000-000000000005'),
  markup: new Markup('<b>x</b>'),
  when: new Date(Date.UTC(2024, 1, 29, 1, 2, 3)),
  money: new Money(1234),
  group: new Set(['b', 'a']),
  nested: {
    a: [Tuple.of<unknown>(Buffer.from('x'), new Money(5, 'USD')), { ' t': 1 }],
    '': null,
    set: new Set(['z']),
  },
  float: 1.5,
  none: null,
}
const typeName = (v: unknown) => {
  if (v === null) return 'NoneType'
  if (v instanceof Money || v instanceof Markup || v instanceof UUID) return String(v)
  if (v instanceof Tuple) return 'tuple'
  if (v instanceof Uint8Array) return 'bytes'
  if (v instanceof Date) return 'FakeDatetime'
  if (v instanceof Set) return 'set'
  if (typeof v === 'number') return Number.isInteger(v) ? 'int' : 'float'
  return 'dict'
}
const store = () => session as unknown as StoreSession

app.get('/put/<key>', function put({ key }) {
  if (!(key in VALUES)) throw new KeyError(key)
  session[key] = VALUES[key]
  return `put ${key}`
})
app.get('/get', function get() {
  const data = [...session].filter(([k]) => !k.startsWith('_'))
  if ((request as ShopRequest).wantsJson) return jsonify(Object.fromEntries(data))
  return (
    data
      .sort()
      .map(([k, v]) => `${k}=${typeName(v)}`)
      .join(', ') || 'empty'
  )
})
app.get('/pop/<key>', function pop({ key }) {
  const value = session.pop(key, 'nothing')
  session.modified = true
  return {
    popped: value,
    left: [...session.keys()].sort(),
    sid: store().sid,
    permanent: session.permanent,
    new: session.new,
  }
})
app.get('/rotate', function rotate() {
  return store().rotate()
})
app.get('/flash/<m>', function do_flash({ m }) {
  flash({ m }, 'dict')
  flash(new Markup('<i>').concat(m))
  return redirect(urlFor('flashes'))
})
app.get('/flashes', function flashes() {
  return jsonify(getFlashedMessages(true), getFlashedMessages({ categoryFilter: ['dict'] }))
})
app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})
app.post('/now/<int:n>', function now({ n }) {
  app.config.NOW = n
  return ''
})
app.get('/touch', function touch() {
  session.x = 1
  return 'touched'
})
app.post('/batch', function batch() {
  const out: unknown[] = []
  for (const path of request.getJson<string[]>()) {
    app.testRequestContext(path, { headers: { 'X-No-Session': '1' } }, () => {
      out.push([
        request.path,
        request.urlRule?.endpoint ?? null,
        request.args.toDict(),
        request.viewArgs ?? null,
      ])
    })
  }
  out.push([request.path, request.endpoint])
  return jsonify(out)
})
app.get('/sub', async function sub() {
  const client = app.testClient()
  const first = await client.get('/put/money', { headers: { 'X-Sub': '1' } })
  const second = await client.get('/get', { headers: { Accept: 'application/json' } })
  await client.sessionTransaction((s) => {
    s.tx = Tuple.of(1)
  })
  const third = await client.get('/get')
  return jsonify(
    first.statusCode,
    second.json,
    third.text,
    request.path,
    'sid' in request.cookies,
    g.get('mark'),
  )
})
app.beforeRequest(function mark() {
  g.mark = request.path
})
app.get('/log', function log() {
  return jsonify(LOG.splice(0))
})
app.get('/dumps', function dumps() {
  const s = new TaggedJSONSerializer()
  return jsonify(
    s.dumps({
      a: Tuple.of<unknown>(1, Buffer.from('x')),
      b: new Date(Date.UTC(2000, 0, 1)),
      c: { ' d': 1 },
    }),
    s.loads(
      '{"x": {" t": [1, {" b": "eA=="}]}, "y": {" u": "00000000000000000000000000000005"}, "z": {" m": "<b>"}, "q": {" d": "Sat, 01 Jan 2000 00:00:00 GMT"}, "di": {" di": {" t__": 3}}}',
    ),
    json.dumps({ ü: [1, 2], m: new Money(1) }, { indent: 1 }),
    json.loads('[1.0, 1e3, null]'),
  )
})
