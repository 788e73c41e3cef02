import { Markup } from '../../markup.ts'
import { plainArgument } from '../values/call.ts'
import type { Variables } from './context.ts'
import { macroCall, macroFunction } from './macro.ts'

/** The names that an import of a template gives, and the text that it printed. Jinja's `TemplateModule`. */
export class TemplateModule {
  // biome-ignore lint/suspicious/noExplicitAny: what a template exports is the template's business
  [name: string]: any
}
const bodies = new WeakMap<object, { body: string; name: string | undefined }>()

function define(name: string, value: unknown): void {
  Reflect.defineProperty(TemplateModule.prototype, name, {
    value,
    writable: true,
    configurable: true,
  })
}
function printed(this: object): string {
  return bodyOf(this)
}
Reflect.deleteProperty(TemplateModule.prototype, 'constructor')
Object.setPrototypeOf(TemplateModule.prototype, null)
define('toString', printed)
define('__str__', printed)
define('__html__', function (this: object) {
  return new Markup(printed.call(this))
})
define('__repr__', function (this: object) {
  return `<TemplateModule '${nameOf(this) ?? 'None'}'>`
})

/**
 * Makes a module.
 * @param exported What it gives.
 * @param body The text that its template printed.
 * @param name The template's name.
 */
export function makeTemplateModule(
  exported: Variables,
  body: string,
  name: string | undefined,
): TemplateModule {
  const module = new TemplateModule()
  for (const [key, value] of Object.entries(exported)) setMember(module, key, value)
  bodies.set(module, { body, name })
  return module
}

/** Gives the text that the template of a module printed. */
export function bodyOf(module: object): string {
  return bodies.get(module)?.body ?? ''
}

/** Gives the name of a module's template. */
export function nameOf(module: object): string | undefined {
  return bodies.get(module)?.name
}

const forCode = new WeakMap<TemplateModule, TemplateModule>()

/** Gives a module whose macros take keywords as a last plain object. */
export function moduleForCode(module: TemplateModule): TemplateModule {
  let made = forCode.get(module)
  if (made === undefined) {
    made = new TemplateModule()
    for (const [name, value] of Object.entries(module)) {
      setMember(
        made,
        name,
        macroCall(value) === undefined ? plainArgument(value) : macroFunction(value),
      )
    }
    bodies.set(made, { body: bodyOf(module), name: nameOf(module) })
    forCode.set(module, made)
  }
  return made
}

function setMember(module: TemplateModule, name: string, value: unknown): void {
  const options = { value, enumerable: true, configurable: true, writable: true }
  Reflect.defineProperty(module, name, options)
}
