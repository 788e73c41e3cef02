import { Markup } from '../../markup.ts'
import { Float } from '../../python/float.ts'
import { absent } from '../../python/member.ts'
import { isPlain } from '../../python/repr.ts'
import { Tuple } from '../../python/tuple.ts'
import type { Callable } from '../types.ts'
import { bytesMethods } from './bytes-methods.ts'
import { dateMethods, dateProperties } from './date-methods.ts'
import { isDictLike } from './dict.ts'
import { dictMethods } from './dict-methods.ts'
import { listMethods, setMethods, tupleMethods } from './list-methods.ts'
import { markupMethods } from './markup-methods.ts'
import { floatMethods, intMethods, numberProperties } from './number-methods.ts'
import { textMethods } from './text-methods.ts'

/** Methods by their Python names; each takes its object first. */
export type Methods = Record<string, Callable>

/** Gives the Python methods of a value, undefined when it has none. */
export function methodsOf(value: unknown): Methods | undefined {
  switch (typeof value) {
    case 'string':
      return textMethods
    case 'number':
      return Number.isInteger(value) ? intMethods : floatMethods
    case 'bigint':
    case 'boolean':
      return intMethods
    case 'object':
      return value === null ? undefined : objectMethods(value)
    default:
      return undefined
  }
}

function objectMethods(value: object): Methods | undefined {
  if (Array.isArray(value)) return value instanceof Tuple ? tupleMethods : listMethods
  if (isPlain(value) || value instanceof Map) return dictMethods
  if (value instanceof Markup) return markupMethods
  if (value instanceof Float) return floatMethods
  if (value instanceof Set) return setMethods
  if (value instanceof Uint8Array) return bytesMethods
  if (value instanceof Date) return dateMethods(value)
  return isDictLike(value) ? dictMethods : undefined
}

/** Gives an attribute of a number or a moment that is no method, or `absent`. */
export function propertyOf(value: unknown, name: string): unknown {
  const properties = propertiesOf(value)
  return properties !== undefined && Object.hasOwn(properties, name)
    ? properties[name](value as never)
    : absent
}

function propertiesOf(value: unknown): Record<string, (value: never) => unknown> | undefined {
  if (value instanceof Date) return dateProperties(value)
  const isNumber = ['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Float
  return isNumber ? numberProperties(value) : undefined
}
