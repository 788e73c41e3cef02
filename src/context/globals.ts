import { inspect } from 'node:util'
import type { App } from '../app.ts'
import type { Request } from '../request/request.ts'
import { type Context, currentContext, requireContext } from './context.ts'
import { type Globals, type GlobalsStore, GlobalsTraps } from './globals-store.ts'
import { sessionProxy } from './session-proxy.ts'
import type { Session } from './session-types.ts'
import { standIn } from './stand-in.ts'

export { Globals, GlobalsStore } from './globals-store.ts'
export type * from './session-types.ts'

/** The session of the current request: data by name, and the methods of `SessionMixin`. Flask's `session`. */
export const session: Session = sessionProxy(
  () => requireContext('session').session,
  shown('session', (ctx) => ctx.session),
)

/** What is declared of `g`, or any name while nothing is. */
type DeclaredGlobals =
  Exclude<keyof Globals, keyof GlobalsStore> extends never
    ? // biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped g
      Record<string, any>
    : Omit<Globals, keyof GlobalsStore>

/** `g` as code sees it: data by name, and its methods. */
export type GlobalsProxy = GlobalsStore & DeclaredGlobals

/** Data of the current context, gone when it ends. Flask's `g`. */
export const g: GlobalsProxy = new Proxy(
  shown('g', (ctx) => ctx.g),
  new GlobalsTraps(
    () => requireContext('g').g,
    () => currentContext()?.g,
  ),
) as GlobalsProxy

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
