import { toDate } from '../clock.ts'
import { ValueError } from '../errors.ts'
import { httpDate, parseHttpDate } from '../http/dates.ts'
import { Markup } from '../markup.ts'
import { isPlainObject } from '../options.ts'
import { hasHtml } from '../python/protocol.ts'
import { Tuple } from '../python/tuple.ts'
import { UUID } from '../python/uuid.ts'
import { decodeLoosely } from '../signing/encoding.ts'
import type { TaggedJSONSerializer } from './tagged.ts'

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
    return keys.length === 1 && keys[0] in this.serializer.tags
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
    if (value instanceof Markup) return Tuple.from(String(value))
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
    if (typeof value !== 'string' || /[^\x00-\x7f]/.test(value)) throw wrong(this.key, value)
    const bytes = decodeLoosely(value.replace(/[-_]/g, ''))
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
    if (typeof value === 'string' || value instanceof Markup) {
      return parseHttpDate(String(value)) ?? null
    }
    if (isEmpty(value)) return null
    throw wrong(this.key, value)
  }
}

/** The tags of Flask, in the order in which they are asked. */
export const defaultTags: readonly JSONTagClass[] = [
  TagDict,
  PassDict,
  TagTuple,
  PassList,
  TagBytes,
  TagMarkup,
  TagUUID,
  TagDateTime,
]

/** Tells whether a value that is not text is false in Python. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value
}

// A key such as `__proto__` has to become data.
function ownObject(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries)
}

function wrong(key: string, value: unknown): ValueError {
  return new ValueError(`The tag "${key}" cannot hold ${JSON.stringify(value)}.`)
}
