type Method = (...args: unknown[]) => unknown

/**
 * Makes an object that stands for whatever `real` gives at the moment: its members, its class and
 * its private fields.
 *
 * @param real Gives the object, or throws where there is none.
 * @param target What console.log looks at.
 * @param known Gives the object, or undefined where there is none.
 */
export function standIn<T extends object>(
  real: () => T,
  target: object,
  known: () => T | undefined,
): T {
  const bindMethod = methodBinder()
  return new Proxy(target, {
    get(_, key) {
      if (key === '_getCurrentObject') return real
      if (key === 'then' && known() === undefined) return undefined
      const object = real()
      const value: unknown = Reflect.get(object, key, object)
      if (typeof value !== 'function' || key === 'constructor' || isClass(value)) return value
      return bindMethod(object, value as Method)
    },
    set(_, key, value) {
      const object = real()
      return Reflect.set(object, key, value, object)
    },
    has: (_, key) => key in real(),
    deleteProperty: (_, key) => Reflect.deleteProperty(real(), key),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(real(), key)
      return descriptor && { ...descriptor, configurable: true }
    },
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(real(), key, descriptor),
    getPrototypeOf() {
      const object = known()
      return object === undefined ? null : Object.getPrototypeOf(object)
    },
    preventExtensions: () => false,
    setPrototypeOf: () => false,
  }) as T
}

/** Gives a function that binds methods to their object, each once. */
function methodBinder(): (object: object, method: Method) => Method {
  const bound = new WeakMap<object, Map<Method, Method>>()
  // A method works on private fields, so it has to be called on the object itself.
  return (object, method) => {
    let methods = bound.get(object)
    if (methods === undefined) bound.set(object, (methods = new Map()))
    let found = methods.get(method)
    if (found === undefined) methods.set(method, (found = method.bind(object)))
    return found
  }
}

function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}
