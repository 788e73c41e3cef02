import {
  App,
  abort,
  afterThisRequest,
  JSONTag,
  jsonify,
  KeyError,
  Markup,
  makeResponse,
  Response,
  redirect,
  renderTemplateString,
  request,
  session,
  streamTemplateString,
  streamWithContext,
  Tuple,
  UUID,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
app.secretKey = Buffer.from('raw \x00 key \xff', 'latin1')
app.permanentSessionLifetime = { hours: 1, seconds: 30 }
app.jinjaEnv.addExtension('jinja2.ext.do')
const LOG: string[] = []

class Money {
  cents: number
  currency: string

  constructor(cents: number, currency: string) {
    this.cents = cents
    this.currency = currency
  }
}

class TagMoney extends JSONTag {
  static override key = ' money'

  override check(value: unknown): boolean {
    return value instanceof Money
  }

  override toJson(value: Money): unknown {
    return [value.cents, value.currency]
  }

  override toPython(value: [number, string]): Money {
    return new Money(...value)
  }
}

app.sessionInterface.serializer.register(TagMoney)

app.get('/log', function log() {
  const out = [...LOG]
  LOG.length = 0
  return jsonify(out)
})

app.route('/state', function state() {
  return jsonify({
    new: session.new,
    modified: session.modified,
    accessed: session.accessed,
    permanent: session.permanent,
    keys: [...session.keys()].sort(),
    size: session.size,
    true: session.size > 0,
  })
})

app.route('/types', { methods: ['POST'] }, function types() {
  session.tuple = Tuple.of(1, Tuple.of('a', [2.5, null]), {})
  session.bytes = Buffer.from('00ff616263', 'hex')
  session.markup = new Markup('<b>&amp;</b>')
  session.uuid = new UUID('12345678-1234-5678-1234-567812345678')
  session.when = new Date('2023-11-14T22:13:20Z')
  session.money = new Money(1250, 'EUR')
  session.nested = {
    a: [{ b: Tuple.of(Buffer.from('x'), { c: new Markup('<i>') }) }],
    ' t': 'looks like a tag',
    moneys: [new Money(1, 'USD')],
  }
  session.big = 2n ** 80n
  session.text = 'é 😀 \u2028 "quoted" \\ \x00'
  session['int keys'] = { 1: 'one', '': 'empty' }
  return 'stored'
})

app.route('/types', function show_types() {
  const s = session
  return jsonify({
    tuple: [s.tuple instanceof Tuple, s.tuple[1] instanceof Tuple, [...s.tuple[1]]],
    bytes: s.bytes.toString('hex'),
    markup: [s.markup instanceof Markup, String(s.markup)],
    uuid: [s.uuid instanceof UUID, String(s.uuid)],
    when: s.when.getTime() / 1000,
    money: [s.money.cents, s.money.currency, s.nested.moneys[0].currency],
    nested: [s.nested.a[0].b[0].toString('hex'), String(s.nested.a[0].b[1].c), s.nested[' t']],
    big: String(s.big),
    text: s.text,
    keys: Object.keys(s['int keys']).sort(),
  })
})

app.route('/types/template', function types_template() {
  return renderTemplateString(
    '{{ session.tuple }}|{{ session["tuple"][0] }}|{{ session.markup }}|{{ session.uuid }}|{{ session.when.year }}|' +
      '{{ session.when.strftime("%Y-%m-%d") }}|{{ session.money.cents / 100 }}|{{ session.text|length }}|{{ session.nope }}|' +
      '{{ session.nope is defined }}|{{ "tuple" in session }}|{{ session.get("nope", "d") }}|{{ session|length }}|{{ session.nested.a[0].b[1].c }}|{{ session.bytes }}',
  )
})

app.route('/template/write', function template_write() {
  return renderTemplateString(
    '{% do session.update(color="red", size="L") %}{{ session.color }} {{ session.setdefault("n", [1]) }} {% do session.n.append(2) %}{{ session.n }} ' +
      '{{ session.pop("size") }} {{ session.pop("gone", "none") }} {% for key in session.keys()|sort %}{{ key }};{% endfor %}{{ session.values()|list|length }}{{ session.permanent }}',
  )
})

app.route('/read/<key>', function read({ key }) {
  return String(session[key])
})

app.errorHandler(KeyError, () => {
  session.errors = session.get('errors', 0) + 1
  return makeResponse(`no ${request.viewArgs?.key ?? 'None'}, ${session.errors}`, 400)
})

app.errorHandler(418, (error) => {
  session.teapots = session.get('teapots', 0) + 1
  return makeResponse(
    renderTemplateString('{{ session.teapots }} {{ error.code }}', { error }),
    418,
  )
})

app.route('/teapot', function make_tea() {
  abort(418)
})

app.route('/boom', function boom() {
  session.boom = 1
  throw new Error('boom')
})

app.route('/permanent/<int:on>', function permanent({ on }) {
  session.permanent = Boolean(on)
  session.on = on
  return session.permanent ? 'True' : 'False'
})

app.route('/refresh/<value>', function refresh({ value }) {
  app.config.SESSION_REFRESH_EACH_REQUEST = value === 'yes'
  return value
})

app.route('/touch', function touch() {
  return 'on' in session ? 'x' : 'y'
})

app.route('/none', function none() {
  return 'untouched'
})

app.route('/after', function after() {
  afterThisRequest((response) => {
    session.after = response.statusCode
    response.headers.set('X-Seen', String(session.get('seen')))
    return response
  })
  session.seen = request.method
  return 'after'
})

app.route('/stream', function stream() {
  session.streams = session.get('streams', 0) + 1
  const generate = streamWithContext(function* () {
    yield 'stream '
    yield String(session.streams)
    yield ` ${session.get('color', 'no color')}`
  })
  return new Response(generate(), { mimetype: 'text/plain' })
})

app.route('/stream/template', function stream_template() {
  return streamTemplateString('{% for k in session|sort %}{{ k }} {% endfor %}{{ session.on }}')
})

app.route('/swap', { methods: ['POST'] }, function swap() {
  const old = Object.fromEntries(session)
  session.clear()
  session.update({ ...request.form.toDict(), when_none: null })
  session.update({ merged: true })
  return jsonify(Object.keys(old).sort())
})

app.route('/swap', function swapped() {
  return jsonify(Object.fromEntries(session))
})

app.route('/del/<key>', function remove({ key }) {
  delete session[key]
  return 'deleted'
})

app.route('/popitem', function popitem() {
  return jsonify(session.popItem())
})

app.route('/unmodified', function unmodified() {
  session.lost = 1
  session.modified = false
  return 'lost'
})

app.route('/clear', function clear() {
  session.clear()
  const response = makeResponse(redirect('/state'))
  response.vary.add('Accept')
  return response
})

app.route('/cookie/<name>/<value>', function cookie({ name, value }) {
  const given: Record<string, unknown> = {
    none: null,
    true: true,
    false: false,
    zero: 0,
    empty: '',
  }
  session.changed = name
  const key = `SESSION_COOKIE_${name.toUpperCase()}`
  app.config.update({ [key]: value in given ? given[value] : value.replaceAll('~', '/') })
  return value
})

app.teardownRequest((error) => {
  const name = error === undefined ? 'None' : error instanceof Error ? error.constructor.name : '?'
  LOG.push(
    `${request.path} ${session.get('on') ?? 'None'} ${name.replace(/^Error$/, 'RuntimeError')}`,
  )
})
