import { currentContext } from '../context/context.ts'
import { g } from '../context/globals.ts'

/** The `g` of templates: reads what is there, and what is missing is undefined. */
export class TemplateGlobals {
  /** Tells whether `g` has a name. */
  has(name: string): boolean {
    return name in g
  }

  /** Gives a value of `g`, or the default. */
  get(name: string, fallback: unknown = null): unknown {
    return name in g ? Reflect.get(g, name) : fallback
  }

  /** Takes a value out of `g`. */
  pop(name: string, ...fallback: [unknown?]): unknown {
    return g.pop(name, ...fallback)
  }

  /** Gives a value of `g`, which is set first when it is missing. */
  setdefault(name: string, value: unknown = null): unknown {
    return g.setDefault(name, value)
  }

  __repr__(): string {
    const name = currentContext()?.app.name
    return name === undefined ? '<g>' : `<flask.g of '${name}'>`
  }

  __contains__(name: string): boolean {
    return name in g
  }

  [Symbol.iterator](): Iterator<string> {
    return Object.keys(g)[Symbol.iterator]()
  }
}

/**
 * The `g` of all templates. Functions that templates call, and receivers of `templateRendered`, read
 * it by name as they read `g` itself.
 */
export const templateGlobals: TemplateGlobals = new Proxy(new TemplateGlobals(), {
  get: (own, name) => (isOfG(own, name) ? own.get(name) : Reflect.get(own, name)),
  has: (own, name) => Reflect.has(own, name) || isOfG(own, name),
  set: (own, name, value) => Reflect.set(Reflect.has(own, name) ? own : g, name, value),
})

function isOfG(own: TemplateGlobals, name: string | symbol): name is string {
  return typeof name === 'string' && !(name in own) && currentContext() !== undefined && name in g
}
