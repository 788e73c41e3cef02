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
    return name in g ? (g as Record<string, unknown>)[name] : fallback
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

/** The `g` of all templates. */
export const templateGlobals: TemplateGlobals = new TemplateGlobals()
