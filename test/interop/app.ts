import { isDeepStrictEqual } from 'node:util'
import { App, Markup, request, session, Tuple, UUID } from 'hipflask'

export const VALUES: Record<string, unknown> = {
  text: 'text',
  unicode: 'h\u00e9llo \u4e2d\u6587 \u{1f389} \u2028',
  empty: '',
  int: 42,
  big: 2n ** 60n + 1n,
  float: 1.5,
  true: true,
  none: null,
  list: [1, 'two', [3]],
  tuple: Tuple.of<unknown>(1, 'two', Tuple.of(3)),
  dict: { a: 1, b: { c: [1, 2] } },
  bytes: Buffer.from('\x00\xff\xfebinary', 'latin1'),
  markup: new Markup('<i>safe</i>'),
  uuid: new UUID('12345678-1234-5678-1234-567812345678'),
  datetime: new Date(Date.UTC(2024, 1, 29, 12, 30, 45)),
  'tag-like': { ' t': [1, 2] },
  nested: [{ a: Tuple.of({ b: Buffer.from('x') }) }],
  long: 'long text '.repeat(200),
}

/** Compares as values: objects of JSON may have another prototype. */
function same(left: unknown, right: unknown): boolean {
  if (Array.isArray(left))
    return (
      Array.isArray(right) &&
      left instanceof Tuple === right instanceof Tuple &&
      left.length === right.length &&
      left.every((item, index) => same(item, right[index]))
    )
  const plain = typeof left === 'object' && left !== null && left.constructor === Object
  if (!plain) return isDeepStrictEqual(left, right)
  const [mine, yours] = [Object.entries(left), new Map(Object.entries(right ?? {}))]
  return mine.length === yours.size && mine.every(([key, value]) => same(value, yours.get(key)))
}

/** Makes the half of the interop test that runs on hipflask. */
export function makeApp(): App {
  const app = new App(import.meta, { name: 'interop' })
  app.permanentSessionLifetime = { minutes: 5 }

  app.post('/keys', function keys() {
    const [key, ...fallbacks] = request.getJson<string[]>()
    app.secretKey = key!
    app.config['SECRET_KEY_FALLBACKS'] = fallbacks
    return 'ok'
  })
  app.get('/set/<kind>', function set_value({ kind }) {
    session[kind] = VALUES[kind]
    return 'ok'
  })
  app.get('/permanent/<state>', function permanent({ state }) {
    session.permanent = state === 'on'
    return 'ok'
  })
  app.get('/check/<kind>', function check({ kind }) {
    const found = session.get(kind, 'missing')
    return same(VALUES[kind], found) ? 'same' : `${found}`
  })
  app.get('/step', function step() {
    session['steps'] = [...session.get('steps', []), 'hipflask']
    return JSON.stringify(session['steps'])
  })
  app.get('/remove/<kind>', function remove({ kind }) {
    session.pop(kind)
    return JSON.stringify([...session.keys()].sort())
  })
  app.get('/state', function state() {
    return { keys: [...session.keys()].sort(), permanent: session.permanent }
  })
  return app
}
