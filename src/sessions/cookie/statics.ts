/**
 * Lets the objects of a class be asked for its statics, as Flask does: `interface.serializer`. A
 * field of an object comes first; written as accessors of the class, they would forbid such fields.
 * @param creator The class.
 * @param names The names of its statics.
 */
export function showStatics(creator: new () => object, names: readonly string[]): void {
  for (const name of names) {
    Object.defineProperty(creator.prototype, name, {
      get(this: object) {
        return Reflect.get(this.constructor, name)
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, configurable: true })
      },
    })
  }
}
