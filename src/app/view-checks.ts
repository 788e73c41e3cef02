/** Refuses what is no view of this framework, and says how one is written. */
export function checkView(rule: string, view: (...args: never[]) => unknown): void {
  if (/^class\b/.test(Function.prototype.toString.call(view))) {
    throw new TypeError(
      `The view of "${rule}" is the class "${view.name}". Give a function: of a View or MethodView that is ${view.name}.asView('name').`,
    )
  }
  if (view.length > 1) {
    throw new TypeError(
      `The view of "${rule}" takes ${view.length} arguments, and a view is called with one: the values of its URL, ({ id }) => …. ` +
        'It returns its answer, and request and makeResponse are imported from hipflask.',
    )
  }
}

/** Refuses a hook that waits for arguments which none is called with. */
export function checkBeforeHook(hook: (...args: never[]) => unknown): void {
  if (hook.length < 2) return
  throw new TypeError(
    `beforeRequest() takes a function without arguments, and was given one with ${hook.length}. It returns nothing to go on, or an answer. Middleware of Express is added by app.use().`,
  )
}

/** Refuses arguments of a route in another order than rule, options, view. */
export function checkRouteArguments(name: string, given: readonly unknown[]): void {
  const [rule, second, third] = given
  if (Array.isArray(second)) {
    throw new TypeError(
      `${name}("${rule}") takes its options as an object, and was given an array: ${name}("${rule}", { methods: ${JSON.stringify(second)} }, view).`,
    )
  }
  if (typeof second === 'function' && third !== undefined) {
    throw new TypeError(
      `The options of ${name}("${rule}") stand before the view: ${name}("${rule}", { … }, view).`,
    )
  }
}
