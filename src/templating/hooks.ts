/** A function that templates call: a filter, a test or a global. */
// biome-ignore lint/suspicious/noExplicitAny: what a template hands over is the template's business
export type TemplateFunction = (...args: any[]) => unknown

/** The name of a function in templates, its own unless given; by place or by name. */
export type TemplateName = string | { name?: string | null } | null

/** Gives the name that a function has in templates. */
export function nameInTemplates(fn: TemplateFunction, given: TemplateName | undefined): string {
  return (typeof given === 'object' ? given?.name : given) ?? fn.name
}

/** Registers a function for templates, under a name or its own; gives it back, or a decorator. */
export interface TemplateHook {
  <F extends TemplateFunction>(fn: F): F
  <F extends TemplateFunction>(name: TemplateName, fn: F): F
  (name?: TemplateName): <F extends TemplateFunction>(fn: F) => F
}

/** Makes the function that registers with a name, without one, or as a decorator. */
export function templateHook(
  register: (fn: TemplateFunction, name: TemplateName | undefined) => void,
): TemplateHook {
  const hook = (first?: TemplateName | TemplateFunction, second?: TemplateFunction): unknown => {
    const isPlain = typeof first === 'function'
    const name = isPlain ? undefined : first
    const fn = isPlain ? (first as TemplateFunction) : second
    const apply = (target: TemplateFunction): TemplateFunction => {
      register(target, name)
      return target
    }
    return fn === undefined ? apply : apply(fn)
  }
  return hook as TemplateHook
}
