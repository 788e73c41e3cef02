import { repr } from '../../python/repr.ts'

/** What a dict's methods show of it: it prints as in Python and has no places. */
export class View extends Array<unknown> {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof View
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /** The name that Python prints. */
  static kind = 'dict_items'

  /** Makes a view of values. */
  static showing<T extends View>(this: new () => T, values: readonly unknown[]): T {
    const view = new this()
    for (const value of values) view.push(value)
    return view
  }

  __repr__(): string {
    return `${this.constructor.kind}(${repr(this.slice())})`
  }

  toJSON(): never {
    throw new TypeError(`A ${this.constructor.kind} is not JSON. Make it a list.`)
  }

  __str__(): string {
    return this.__repr__()
  }
}

/** The pairs of a dict. */
export class ItemsView extends View {}

/** The keys of a dict. */
export class KeysView extends View {
  static override kind = 'dict_keys'
}

/** The values of a dict. */
export class ValuesView extends View {
  static override kind = 'dict_values'
}
