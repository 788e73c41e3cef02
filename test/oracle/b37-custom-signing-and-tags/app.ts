import {
  App,
  JSONTag,
  KeyError,
  SecureCookieSessionInterface,
  session,
  TaggedJSONSerializer,
} from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

class Point {
  readonly x: number
  readonly y: number

  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

class TagPoint extends JSONTag {
  static override key = ' p'

  override check(value: unknown) {
    return value instanceof Point
  }

  override toJson(value: Point) {
    return [value.x, value.y]
  }

  override toPython([x, y]: [number, number]) {
    return new Point(x, y)
  }
}

class Interface extends SecureCookieSessionInterface {
  static override salt = 'my-salt'
  static override digestMethod = 'sha256'
  static override keyDerivation = 'django-concat'
  static override serializer = new TaggedJSONSerializer()
}

Interface.serializer.register(TagPoint)
export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'custom signing'
app.sessionInterface = new Interface()

app.get('/set-point/<int:x>/<int:y>', function set_point({ x, y }) {
  session['point'] = new Point(x, y)
  return 'set'
})

app.get('/get-point', function get_point() {
  const point: Point = session['point']
  return { type: point.constructor.name, x: point.x, y: point.y }
})

app.get('/set-unsorted', function set_unsorted() {
  session['b'] = 'é'
  session['a'] = { z: 1, y: 2 }
  return 'set'
})

const OPTIONS = { sort_keys: 'sortKeys', ensure_ascii: 'ensureAscii', compact: 'compact' } as const

app.get('/json/<option>/<state>', function json_option({ option, state }) {
  const name = OPTIONS[option as keyof typeof OPTIONS]
  app.json[name] = state === 'on'
  return `${option} ${app.json[name] ? 'True' : 'False'}`
})

class Decimal {
  toJSON() {
    return '1.50'
  }
}

class CalendarDate {
  toJSON() {
    return 'Thu, 29 Feb 2024 00:00:00 GMT'
  }
}

app.get('/set-default-types', function set_default_types() {
  session['decimal'] = new Decimal()
  session['date'] = new CalendarDate()
  return 'set'
})

app.get('/read', function read() {
  const texts = [...session].map(([key, value]) => [
    key,
    value instanceof Point ? 'point' : repr(value),
  ])
  return { session: Object.fromEntries(texts) }
})

app.get('/register-again', function register_again() {
  try {
    Interface.serializer.register(TagPoint)
  } catch (error) {
    if (error instanceof KeyError) return `KeyError ${error.message}`
    throw error
  }
  return 'no error'
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})
