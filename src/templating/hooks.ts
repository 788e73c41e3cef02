/** A function that templates call: a filter, a test or a global. */
// biome-ignore lint/suspicious/noExplicitAny: what a template hands over is the template's business
export type TemplateFunction = (...args: any[]) => unknown

/** Registers a function for templates, under a name or its own; gives it back, or a decorator. */
export interface TemplateHook {
  <F extends TemplateFunction>(fn: F): F
  <F extends TemplateFunction>(name: string, fn: F): F
  (name?: string): <F extends TemplateFunction>(fn: F) => F
}

/** Makes the function that registers with a name, without one, or as a decorator. */
export function templateHook(
  register: (fn: TemplateFunction, name: string | undefined) => void,
): TemplateHook {
  const hook = (first?: string | TemplateFunction, second?: TemplateFunction): unknown => {
    const name = typeof first === 'string' ? first : undefined
    const fn = typeof first === 'function' ? first : second
    const apply = (target: TemplateFunction): TemplateFunction => {
      register(target, name)
      return target
    }
    return fn === undefined ? apply : apply(fn)
  }
  return hook as TemplateHook
}
