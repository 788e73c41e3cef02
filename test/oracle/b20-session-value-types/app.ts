import { App, Markup, session, Tuple, UUID } from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'types'

const utc = (...parts: [number, number, number, number, number, number]) =>
  new Date(Date.UTC(...parts))

const VALUES: Record<string, unknown> = {
  str: 'text',
  'empty-str': '',
  unicode: 'héllo 中文 🎉 \u2028 \u0000 \x7f',
  html: '<b>&"\'</b>',
  int: 42,
  negative: -7,
  zero: 0,
  'big-int': 2n ** 53n + 1n,
  'huge-int': 10n ** 40n,
  float: 1.5,
  'whole-float': 2,
  'small-float': 1e-7,
  'large-float': 1e22,
  third: 1 / 3,
  true: true,
  false: false,
  none: null,
  list: [1, 'two', [3]],
  'empty-list': [],
  tuple: Tuple.of<unknown>(1, 'two', Tuple.of(3)),
  'empty-tuple': Tuple.of(),
  'tuple-in-list': [Tuple.of(1, 2), [3, 4]],
  dict: { a: 1, b: { c: [1, 2] } },
  'empty-dict': {},
  'unsorted-dict': { b: 1, a: 2, C: 3 },
  'int-keys': { 1: 'one' },
  bytes: Buffer.from('\x00\xff\xfebinary', 'latin1'),
  'empty-bytes': Buffer.alloc(0),
  markup: new Markup('<i>safe</i>'),
  uuid: new UUID('12345678-1234-5678-1234-567812345678'),
  'datetime-naive': utc(2024, 1, 29, 12, 30, 45),
  'datetime-utc': utc(2024, 1, 29, 12, 30, 45),
  'datetime-offset': utc(2024, 1, 29, 4, 30, 45),
  'tag-like-tuple': { ' t': [1, 2] },
  'tag-like-bytes': { ' b': 'AAAA' },
  'tag-like-dict': { ' di': 1 },
  'tag-like-suffix': { ' t__': 1 },
  'tag-like-two-keys': { ' t': 1, ' b': 2 },
  'tag-like-nested': { x: { ' u': { ' d': Tuple.of(1) } } },
  deep: { a: [Tuple.of({ b: Tuple.of<unknown>(Buffer.from('x'), null) })] },
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
}
class Timedelta {}
class Complex {}
const UNSUPPORTED: Record<string, unknown> = {
  set: new Set([1]),
  object: Symbol('object'),
  complex: new Complex(),
  timedelta: new Timedelta(),
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'int' : 'float'
  if (value instanceof Tuple) return 'tuple'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return 'datetime'
  if (value instanceof Markup) return 'Markup'
  if (value instanceof UUID) return 'UUID'
  return 'dict'
}

/** Python's text for it, where the value has a class of this language. */
function python(value: unknown): string {
  if (value instanceof UUID) return `UUID('${value}')`
  if (!(value instanceof Date)) return repr(value)
  const parts = value.toISOString().split(/\D/).slice(0, 6).map(Number)
  return `datetime(${parts.join(', ')}, tzinfo=datetime.timezone.utc)`
}

const describe = (value: unknown) => ({ type: typeName(value), repr: python(value) })

app.get('/set/<kind>', function set_value({ kind }) {
  session['v'] = kind in VALUES ? VALUES[kind] : UNSUPPORTED[kind]
  return describe(session['v'])
})

app.get('/get', function get_value() {
  return describe(session['v'])
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})
