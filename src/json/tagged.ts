import { didYouMean, KeyError } from '../errors.ts'
import { checkOptions, isPlainObject } from '../options.ts'
import { Tuple } from '../python/tuple.ts'
import { DEPTH_LIMIT, readJson, tooDeep, writeJson } from '../signing/json-text.ts'
import { defaultTags, type JSONTag, type JSONTagClass } from './tags.ts'

export { JSONTag, type JSONTagClass } from './tags.ts'

/**
 * Writes values as JSON with tags for the types that JSON lacks: Tuple, bytes, Markup, UUID, Date.
 * Flask's `flask.json.tag.TaggedJSONSerializer`; what either writes the other reads.
 */
export class TaggedJSONSerializer {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof TaggedJSONSerializer
  static defaultTags: readonly JSONTagClass[] = defaultTags
  /** The tags by their key. */
  readonly tags: Record<string, JSONTag> = Object.create(null)
  /** The tags in the order in which they are asked. */
  readonly order: JSONTag[] = []

  constructor() {
    for (const tag of this.constructor.defaultTags) this.register(tag)
  }

  /**
   * Adds a tag.
   *
   * @param tagClass The class of the tag.
   * @param options `force` replaces a tag of the same key; `index` is the place in the order,
   *   default last.
   * @throws KeyError When the key is taken and `force` is not set.
   */
  register(tagClass: JSONTagClass, options: { force?: boolean; index?: number | null } = {}): void {
    checkOptions(options, ['force', 'index'], 'register')
    const tag = new tagClass(this)
    const { key } = tag
    if (key !== '') {
      if (!options.force && key in this.tags) {
        throw new KeyError(`The tag "${key}" is already registered. Choose another key, or force.`)
      }
      this.tags[key] = tag
    }
    if (options.index == null) this.order.push(tag)
    else this.order.splice(options.index, 0, tag)
  }

  /** Gives what JSON can say of a value. */
  tag(value: unknown): unknown {
    for (const tag of this.order) if (tag.check(value)) return tag.tag(value)
    return value
  }

  /** Gives the value that an object with a single tag as its key stands for, else the object. */
  untag(value: object): unknown {
    const keys = Object.keys(value)
    const tag = keys.length === 1 ? this.tags[keys[0]] : undefined
    if (tag === undefined) return value
    return tag.toPython((value as Record<string, unknown>)[keys[0]] as never)
  }

  /**
   * Gives the text of a value.
   *
   * @throws TypeError When a value is of a type that no tag knows.
   * @throws ValueError When it is nested too deeply or holds itself.
   */
  dumps(value: unknown): string {
    if (this.order.length === defaultTags.length && this.isPlain(value, 0)) {
      return JSON.stringify(value)
    }
    try {
      return writeJson(checkTypes(this.tag(value), 0))
    } catch (error) {
      if (error instanceof RangeError) throw tooDeep()
      throw error
    }
  }

  /**
   * Gives the value of a text.
   *
   * @throws SyntaxError When it is not JSON.
   * @throws ValueError When it is nested too deeply, or a tag holds what it cannot.
   */
  loads(text: string): unknown {
    return this.#scan(readJson(text), 0)
  }

  // Most sessions need no tag: whatever JSON.stringify says by itself is not built twice.
  private isPlain(value: unknown, depth: number): boolean {
    if (typeof value === 'number') return isPlainNumber(value)
    if (typeof value !== 'object' || value === null) return isPlainScalar(value)
    if (depth > DEPTH_LIMIT) return false
    if (Array.isArray(value)) {
      if (value instanceof Tuple) return false
      for (let index = 0; index < value.length; index++) {
        if (!this.isPlain(value[index], depth + 1)) return false
      }
      return true
    }
    if (!isPlainObject(value) || 'toJSON' in value || '__html__' in value) return false
    let only = ''
    let count = 0
    for (const key of Object.keys(value)) {
      if (!this.isPlain(value[key], depth + 1)) return false
      only = key
      count++
    }
    return count !== 1 || !(only in this.tags)
  }

  #scan(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEPTH_LIMIT) throw tooDeep()
    const holder = value as Record<string, unknown>
    const keys = Object.keys(holder)
    for (let index = 0; index < keys.length; index++) {
      const item = holder[keys[index]]
      if (typeof item === 'object' && item !== null) {
        holder[keys[index]] = this.#scan(item, depth + 1)
      }
    }
    if (keys.length !== 1 || Array.isArray(value)) return value
    return keys[0] in this.tags ? this.untag(value) : value
  }
}

function isPlainNumber(value: number): boolean {
  return Number.isSafeInteger(value)
    ? !Object.is(value, -0)
    : Number.isFinite(value) && !Number.isInteger(value)
}

function isPlainScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === null
}

function checkTypes(value: unknown, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw notStorable(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_LIMIT) throw tooDeep()
  if ('toJSON' in value && typeof value.toJSON === 'function') return value
  if (!Array.isArray(value) && !isPlainObject(value)) throw notStorable(value)
  for (const item of Object.values(value)) checkTypes(item, depth + 1)
  return value
}

const storable = ['Array', 'Object', 'Tuple', 'Date', 'Buffer', 'Uint8Array', 'Markup', 'UUID']

function notStorable(value: object | symbol | ((...args: never) => unknown)): TypeError {
  const name = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value
  return new TypeError(
    `A value of the type "${name}" cannot be stored.${didYouMean(name, storable)} Store plain ` +
      'data, give the object a toJSON method, or register a JSONTag for its class.',
  )
}
