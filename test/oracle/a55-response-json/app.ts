import { App, json, jsonify, Markup, type Result, request, UUID } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

class Point {
  y: number
  x: number

  constructor(y: number, x: number) {
    this.y = y
    this.x = x
  }
}

class Unknown {}

class Decimal {
  text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON() {
    return this.text
  }
}

const STAMP = new Date(Date.UTC(2024, 1, 3, 4, 5, 6, 789))
const STAMP_PLUS_TWO = new Date('2024-02-03T04:05:06.789+02:00')
const KEY = new UUID('3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b')
const SAMPLE = { b: 'é日😀', a: [1, { d: null, c: true }] }

const CASES: Record<string, () => Result> = {
  nothing: () => jsonify(),
  one: () => jsonify('x'),
  several: () => jsonify(1, 'two', null),
  named: () => jsonify({ b: 1, a: 2 }),
  both: () => jsonify(1, { a: 2 }),
  list: () => jsonify([3, 1, 2]),
  null: () => jsonify(null),
  false: () => jsonify(false),
  number: () => jsonify(5),
  float: () => jsonify(0.25),
  unicode: () => jsonify(SAMPLE),
  escapes: () => jsonify('"\\/\b\f\n\r\t\u0001\u007f\u2028<&>\''),
  'nested-order': () => jsonify({ z: { b: 1, a: { y: 1, x: 2 } }, Z: 1, _: 2 }),
  'keys-text-order': () => jsonify({ '10': 1, '9': 2, '1': 3, a: 4, B: 5, é: 6, '': 7 }),
  date: () => jsonify(new Date(Date.UTC(2024, 1, 29))),
  datetime: () => jsonify(STAMP),
  'datetime-utc': () => jsonify(STAMP),
  'datetime-offset': () => jsonify(STAMP_PLUS_TWO),
  decimal: () => jsonify(new Decimal('1.10')),
  uuid: () => jsonify({ key: KEY }),
  dataclass: () => jsonify(new Point(1, 2)),
  html: () => jsonify(new Markup('<b>&amp;</b>')),
  'deep-special': () => ({ list: [new Decimal('2'), { when: new Date(Date.UTC(2024, 0, 1)) }] }),
  unknown: () => jsonify(new Unknown()),
  'unknown-inside': () => ({ a: [new Unknown()] }),
  dumps: () => json.dumps(SAMPLE),
  'dumps-indent': () => json.dumps({ a: [1] }, { indent: 2 }),
  loads: () => jsonify(json.loads('{"a": [1, 2.5, "x"]}')),
}

app.route('/json/<case>', function view({ case: name }) {
  return CASES[name]!()
})

app.get('/settings', function settings() {
  const { sortKeys, ensureAscii, compact, mimetype } = app.json
  app.json.sortKeys = !('unsorted' in request.args)
  app.json.ensureAscii = !('unicode' in request.args)
  app.json.compact = 'spaced' in request.args ? false : null
  if ('mimetype' in request.args) app.json.mimetype = request.args['mimetype']!
  const response = jsonify(SAMPLE)
  Object.assign(app.json, { sortKeys, ensureAscii, compact, mimetype })
  return response
})
