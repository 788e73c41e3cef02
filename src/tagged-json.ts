import { toDate } from './clock.ts'
import { didYouMean, KeyError, ValueError } from './errors.ts'
import { httpDate, parseHttpDate } from './http/dates.ts'
import { Markup } from './markup.ts'
import { decodeLoosely } from './signing/encoding.ts'
import { DEPTH_LIMIT, readJson, writeJson } from './signing/json-text.ts'
import { checkOptions, isPlainObject } from './signing/options.ts'
import { Tuple } from './tuple.ts'
import { UUID } from './uuid.ts'

/** A class of tags, as `register` takes it. */
export type JSONTagClass = {
  new (serializer: TaggedJSONSerializer): JSONTag
  readonly key: string
}

/** Teaches a `TaggedJSONSerializer` one more type. Flask's `flask.json.tag.JSONTag`. */
export class JSONTag {
  /** The tag, usually a space and a letter or two; empty for types that need none. */
  static key = ''
  readonly serializer: TaggedJSONSerializer

  constructor(serializer: TaggedJSONSerializer) {
    this.serializer = serializer
  }

  /** Gives the tag of the class. */
  get key(): string {
    return (this.constructor as typeof JSONTag).key
  }

  /** Tells whether a value is to be tagged by this tag. */
  check(_value: unknown): boolean {
    throw new TypeError(`${this.constructor.name} has no method "check". Write one.`)
  }

  /** Gives a value that JSON can say; the tag is put around it. */
  toJson(_value: never): unknown {
    throw new TypeError(`${this.constructor.name} has no method "toJson". Write one.`)
  }

  /** Gives the value back from what `toJson` gave. */
  toPython(_value: never): unknown {
    throw new TypeError(`${this.constructor.name} has no method "toPython". Write one.`)
  }

  /** Gives what `toJson` gives, with the tag around it. */
  tag(value: unknown): unknown {
    return { [this.key]: this.toJson(value as never) }
  }
}

/** A dictionary of one entry whose key looks like a tag. */
class TagDict extends JSONTag {
  static override key = ' di'
  override check(value: unknown): boolean {
    if (!isPlainObject(value)) return false
    const keys = Object.keys(value)
    return keys.length === 1 && this.serializer.tags.has(keys[0])
  }
  override toJson(value: Record<string, unknown>): unknown {
    const key = Object.keys(value)[0]
    return ownObject([[`${key}__`, this.serializer.tag(value[key])]])
  }
  override toPython(value: Record<string, unknown>): unknown {
    const key = isPlainObject(value) ? Object.keys(value)[0] : undefined
    if (key === undefined) throw wrong(this.key, value)
    return ownObject([[key.slice(0, -2), value[key]]])
  }
}

class PassDict extends JSONTag {
  override check(value: unknown): boolean {
    return isPlainObject(value)
  }
  override tag(value: Record<string, unknown>): unknown {
    return ownObject(Object.entries(value).map(([key, item]) => [key, this.serializer.tag(item)]))
  }
}

class TagTuple extends JSONTag {
  static override key = ' t'
  override check(value: unknown): boolean {
    return value instanceof Tuple
  }
  override toJson(value: Tuple): unknown {
    return Array.from(value, (item) => this.serializer.tag(item))
  }
  override toPython(value: unknown): unknown {
    if (Array.isArray(value) || typeof value === 'string') return Tuple.from(value)
    if (isPlainObject(value)) return Tuple.from(Object.keys(value))
    throw wrong(this.key, value)
  }
}

class PassList extends JSONTag {
  override check(value: unknown): boolean {
    return Array.isArray(value)
  }
  override tag(value: unknown[]): unknown {
    return Array.from(value, (item) => this.serializer.tag(item))
  }
}

class TagBytes extends JSONTag {
  static override key = ' b'
  override check(value: unknown): boolean {
    return value instanceof Uint8Array
  }
  override toJson(value: Uint8Array): unknown {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  }
  override toPython(value: unknown): unknown {
    const bytes = typeof value === 'string' ? decodeLoosely(value.replace(/[-_]/g, '')) : undefined
    if (bytes === undefined) throw wrong(this.key, value)
    return bytes
  }
}

class TagMarkup extends JSONTag {
  static override key = ' m'
  override check(value: unknown): boolean {
    return hasHtml(value)
  }
  override toJson(value: { __html__(): unknown }): unknown {
    return String(value.__html__())
  }
  override toPython(value: unknown): unknown {
    return new Markup(value)
  }
}

class TagUUID extends JSONTag {
  static override key = ' u'
  override check(value: unknown): boolean {
    return value instanceof UUID
  }
  override toJson(value: UUID): unknown {
    return value.hex
  }
  override toPython(value: string): unknown {
    return new UUID(value)
  }
}

class TagDateTime extends JSONTag {
  static override key = ' d'
  override check(value: unknown): boolean {
    return value instanceof Date
  }
  override toJson(value: Date): unknown {
    return httpDate(toDate(value))
  }
  override toPython(value: unknown): unknown {
    if (value === null) return null
    if (typeof value !== 'string') throw wrong(this.key, value)
    return parseHttpDate(value) ?? null
  }
}

const defaultTags: readonly JSONTagClass[] = [
  TagDict,
  PassDict,
  TagTuple,
  PassList,
  TagBytes,
  TagMarkup,
  TagUUID,
  TagDateTime,
]

/**
 * Writes values as JSON with tags for the types that JSON lacks: Tuple, bytes, Markup, UUID, Date.
 * Flask's `flask.json.tag.TaggedJSONSerializer`; what either writes the other reads.
 */
export class TaggedJSONSerializer {
  static defaultTags: readonly JSONTagClass[] = defaultTags
  /** The tags by their key. */
  readonly tags: Map<string, JSONTag> = new Map()
  /** The tags in the order in which they are asked. */
  readonly order: JSONTag[] = []

  constructor() {
    const own = this.constructor as typeof TaggedJSONSerializer
    for (const tag of own.defaultTags) this.register(tag)
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
      if (!options.force && this.tags.has(key)) {
        throw new KeyError(`The tag "${key}" is already registered. Choose another key, or force.`)
      }
      this.tags.set(key, tag)
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
    const tag = keys.length === 1 ? this.tags.get(keys[0]) : undefined
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
    return count !== 1 || !this.tags.has(only)
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
    return this.tags.has(keys[0]) ? this.untag(value) : value
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

function hasHtml(value: unknown): value is { __html__(): unknown } {
  if (typeof value !== 'object' || value === null || !('__html__' in value)) return false
  return typeof value.__html__ === 'function'
}

// A key such as `__proto__` has to become data.
function ownObject(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries)
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

function tooDeep(): ValueError {
  return new ValueError(
    `The value is nested more than ${DEPTH_LIMIT} levels deep, or holds itself. Store less.`,
  )
}

function wrong(key: string, value: unknown): ValueError {
  return new ValueError(`The tag "${key}" cannot hold ${JSON.stringify(value)}.`)
}
