import { inspect } from 'node:util'
import type { App } from '../app.ts'
import type { Request } from '../request/request.ts'
import { type Context, currentContext, requireContext } from './context.ts'
import { Globals, GlobalsStore, missingAttribute } from './globals-store.ts'
import { probed, sessionProxy } from './session-proxy.ts'
import type { Session } from './session-types.ts'
import { standIn } from './stand-in.ts'

export { Globals, GlobalsStore } from './globals-store.ts'
export type * from './session-types.ts'

/** The session of the current request: data by name, and the methods of `SessionMixin`. Flask's `session`. */
export const session: Session = sessionProxy(
  () => requireContext('session').session,
  shown('session', (ctx) => ctx.session),
)

function globalsNow(): Globals {
  return requireContext('g').g
}

const globalsWords: Record<string, unknown> = Object.freeze({
  __proto__: null,
  get: (name: string, fallback?: unknown) => globalsNow().get(name, fallback),
  pop: (name: string, ...fallback: [unknown?]) => globalsNow().pop(name, ...fallback),
  setDefault: (name: string, value?: unknown) => globalsNow().setDefault(name, value),
})

function isGlobalsMember(store: Globals, key: PropertyKey): boolean {
  if (store.constructor === Globals) return false
  return key in store && !(key in Globals.prototype)
}

const globalsTraps: ProxyHandler<object> = {
  get(_, key) {
    if (typeof key === 'symbol') return key === Symbol.toStringTag ? 'g' : undefined
    const method = globalsWords[key]
    if (method !== undefined) return method
    const store = globalsNow()
    const data = GlobalsStore.dataOf(store)
    const value = data.get(key)
    if (value !== undefined || data.has(key)) return value
    if (isGlobalsMember(store, key)) {
      const member: unknown = Reflect.get(store, key, store)
      return typeof member === 'function' ? member.bind(store) : member
    }
    // A template asks whether it is a mapping or an iterator.
    if (probed.has(key) || key === 'has' || key === 'next') return undefined
    throw missingAttribute(key, data)
  },
  set(_, key, value) {
    if (typeof key === 'symbol') return false
    if (key in globalsWords) throw reservedName(key)
    const store = globalsNow()
    if (isGlobalsMember(store, key)) return Reflect.set(store, key, value, store)
    GlobalsStore.dataOf(store).set(key, value)
    return true
  },
  has(_, key) {
    if (typeof key !== 'string') return false
    const store = globalsNow()
    return GlobalsStore.dataOf(store).has(key) || isGlobalsMember(store, key)
  },
  deleteProperty(_, key) {
    if (typeof key === 'symbol') return true
    const data = GlobalsStore.dataOf(globalsNow())
    if (!data.delete(key)) throw missingAttribute(key, data)
    return true
  },
  ownKeys: () => [...GlobalsStore.dataOf(globalsNow()).keys()],
  getOwnPropertyDescriptor(_, key) {
    const data = GlobalsStore.dataOf(globalsNow())
    if (typeof key !== 'string' || !data.has(key)) return undefined
    return { value: data.get(key), writable: true, enumerable: true, configurable: true }
  },
  defineProperty(_, key, descriptor) {
    if (typeof key !== 'string' || !('value' in descriptor)) return false
    GlobalsStore.dataOf(globalsNow()).set(key, descriptor.value)
    return true
  },
  getPrototypeOf() {
    const ctx = currentContext()
    return ctx === undefined ? Globals.prototype : Object.getPrototypeOf(ctx.g)
  },
  preventExtensions: () => false,
  setPrototypeOf: () => false,
}

function reservedName(key: string): TypeError {
  return new TypeError(
    `"${key}" is a method of g and cannot be assigned. Choose another name for the value.`,
  )
}

/** What is declared of `g`, or any name while nothing is. */
type DeclaredGlobals =
  Exclude<keyof Globals, keyof GlobalsStore> extends never
    ? // biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped g
      Record<string, any>
    : Omit<Globals, keyof GlobalsStore>

/** Data of the current context, gone when it ends. Flask's `g`. */
export const g: GlobalsStore & DeclaredGlobals = new Proxy(
  shown('g', (ctx) => ctx.g),
  globalsTraps,
) as GlobalsStore & DeclaredGlobals

/** The current request. Flask's `request`. */
export const request: Request = standIn(
  () => requireContext('request').request,
  shown('request', (ctx) => ctx.request),
  () => (currentContext()?.hasRequest ? requireContext('request').request : undefined),
)

/** The app that handles the current request. Flask's `current_app`. */
export const currentApp: App & { _getCurrentObject(): App } = standIn(
  () => requireContext('currentApp').app,
  shown('currentApp', (ctx) => ctx.app),
  () => currentContext()?.app,
) as App & { _getCurrentObject(): App }

/** Gives the target of a proxy: all that console.log looks at. */
function shown(name: string, find: (ctx: Context) => object): object {
  const prototype = Object.create(null, {
    [inspect.custom]: {
      value(_depth: number, options: object): string {
        const ctx = currentContext()
        const there = ctx !== undefined && (ctx.hasRequest || name === 'g' || name === 'currentApp')
        return there ? inspect(find(ctx), options) : `${name} (outside of a request)`
      },
    },
  })
  return Object.create(prototype)
}
