import { ATTRIBUTE, REPR, type Repr } from '../python/protocol.ts'
import { missingKey, SecureCookieSession, type SessionMixin, STATE } from '../sessions/session.ts'
import type { Session } from './session-types.ts'

/** Asked for by `await`, JSON.stringify, templates and whoever wants a class: never a reason to throw. */
export const probed: ReadonlySet<string> = new Set(
  (
    'then toJSON toString valueOf constructor __html__ __html_format__ __str__ __repr__ __bool__ ' +
    '__len__ __eq__ __contains__ __call__ __getitem__'
  ).split(' '),
)

// The methods ask for the session themselves, so that they need no binding and can be taken out.
function sessionWords(openSession: () => SessionMixin): Record<string, unknown> {
  return Object.freeze({
    __proto__: null,
    get: (key: string, fallback?: unknown) => openSession().get(key, fallback),
    set: (key: string, value: unknown) => openSession().set(key, value),
    has: (key: string) => openSession().has(key),
    pop: (key: string, ...fallback: [unknown?]) => openSession().pop(key, ...fallback),
    popItem: () => openSession().popItem(),
    delete: (key: string) => openSession().delete(key),
    setDefault: (key: string, value?: unknown) => openSession().setDefault(key, value),
    update: (values: Record<string, unknown>) => openSession().update(values),
    clear: () => openSession().clear(),
    entries: () => openSession().entries(),
    keys: () => openSession().keys(),
    values: () => openSession().values(),
  })
}

const sessionFlags: ReadonlySet<string> = new Set([
  'size',
  'permanent',
  'modified',
  'accessed',
  'new',
])
// Words that a session in Python does not have.
const ownWords: ReadonlySet<string> = new Set(
  'size set has delete entries popItem setDefault'.split(' '),
)
const writableFlags: ReadonlySet<string> = new Set(['permanent', 'modified', 'accessed', 'new'])

/** Tells whether a name is a member that a class of the user's added to sessions. */
function isMember(session: SessionMixin, key: PropertyKey): boolean {
  if (session.constructor === SecureCookieSession) return false
  return key in session && !(key in SecureCookieSession.prototype)
}

function readMember(session: SessionMixin, key: string): unknown {
  const value: unknown = Reflect.get(session, key, session)
  return typeof value === 'function' ? value.bind(session) : value
}

// What a template reads by `session.new`: brackets and every other name are data.
function templateAttribute(session: SessionMixin, name: string): unknown {
  if (ownWords.has(name)) return session.get(name)
  return sessionFlags.has(name) || isMember(session, name) ? readMember(session, name) : undefined
}

function sessionSymbol(openSession: () => SessionMixin, key: symbol): unknown {
  if (key === Symbol.iterator) return () => openSession().entries()
  if (key === Symbol.toStringTag) return 'Session'
  if (key === REPR) return (repr: Repr) => openSession()[REPR](repr)
  if (key === ATTRIBUTE) return (name: string) => templateAttribute(openSession(), name)
  // So that the global can be handed to the session interface.
  return key === STATE ? openSession()[STATE] : undefined
}

// `instanceof` may be asked where there is no session.
function prototypeOf(openSession: () => SessionMixin): object | null {
  try {
    return Object.getPrototypeOf(openSession())
  } catch {
    return SecureCookieSession.prototype
  }
}

function readingTraps(
  openSession: () => SessionMixin,
  words: Record<string, unknown>,
): ProxyHandler<object> {
  return {
    get(_, key) {
      if (typeof key === 'symbol') return sessionSymbol(openSession, key)
      const method = words[key]
      if (method !== undefined) return method
      const session = openSession()
      if (sessionFlags.has(key) || isMember(session, key)) return readMember(session, key)
      const value = session.get(key)
      if (value !== undefined || session.has(key) || probed.has(key)) return value
      throw missingKey(key, session)
    },
    has(_, key) {
      return typeof key === 'string' && openSession().has(key)
    },
    ownKeys: () => [...openSession().keys()],
    getOwnPropertyDescriptor(_, key) {
      const session = openSession()
      if (typeof key !== 'string' || !session.has(key)) return undefined
      return { value: session.get(key), writable: true, enumerable: true, configurable: true }
    },
    getPrototypeOf: () => prototypeOf(openSession),
    preventExtensions: () => false,
    setPrototypeOf: () => false,
  }
}

function writingTraps(
  openSession: () => SessionMixin,
  words: Record<string, unknown>,
): ProxyHandler<object> {
  return {
    set(_, key, value) {
      if (typeof key === 'symbol') return false
      if (key in words || key === 'size') throw reservedWord(key)
      const session = openSession()
      if (writableFlags.has(key) || isMember(session, key)) {
        return Reflect.set(session, key, value, session)
      }
      session.set(key, value)
      return true
    },
    deleteProperty(_, key) {
      if (typeof key === 'symbol') return true
      const session = openSession()
      const found = session.has(key)
      // Asked for first: a null session has its own reason to refuse.
      session.delete(key)
      if (!found) throw missingKey(key, session)
      return true
    },
    defineProperty(_, key, descriptor) {
      if (typeof key !== 'string' || !('value' in descriptor)) return false
      openSession().set(key, descriptor.value)
      return true
    },
  }
}

function reservedWord(key: string): TypeError {
  return new TypeError(
    `"${key}" is a word of session itself and cannot be assigned. Store the value with ` +
      `session.set("${key}", value), or choose another name.`,
  )
}

/**
 * Makes an object that shows the data of a session by name, beside its methods.
 *
 * @param open Gives the session whenever it is used.
 * @param target What console.log looks at.
 */
export function sessionProxy(open: () => SessionMixin, target: object): Session {
  const words = sessionWords(open)
  const traps = { ...readingTraps(open, words), ...writingTraps(open, words) }
  return new Proxy(target, traps) as Session
}
