import { Float, isFloat } from '../../python/float.ts'
import { table } from './table.ts'

type Int = number | bigint | boolean

function bits(value: Int): string {
  const size = BigInt(value)
  return (size < 0n ? -size : size).toString(2)
}

// True is the int 1 where Python reckons with it.
const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)

/** The methods of Python's `int`. */
export const intMethods = table({
  bit_length: ['value', (value: Int) => (BigInt(value) === 0n ? 0 : bits(value).length)],
  bit_count: ['value', (value: Int) => bits(value).replaceAll('0', '').length],
  conjugate: ['value', plain],
  is_integer: ['value', () => true],
})

/** The methods of Python's `float`. */
export const floatMethods = table({
  is_integer: ['value', (value: unknown) => value instanceof Float],
  conjugate: ['value', plain],
})

type Parts = Record<string, (value: unknown) => unknown>

const intProperties: Parts = { real: plain, imag: () => 0, numerator: plain, denominator: () => 1 }
const floatProperties: Parts = { real: plain, imag: () => new Float(0) }

/** Gives the attributes that are no methods of a number. */
export function numberProperties(value: unknown): Parts {
  return isFloat(value) ? floatProperties : intProperties
}
