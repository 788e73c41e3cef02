/**
 * A float without a fraction, such as the result of `4 / 2` in a template, which prints as `2.0`.
 * Floats with a fraction are plain numbers, and so is every int.
 */
export class Float extends Number {
  /** Gives the plain number for JSON. */
  toJSON(): number {
    return this.valueOf()
  }
}

/**
 * Gives a number the shape of a Python float.
 * @param value Any number.
 */
export function toFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value
}

/**
 * Tells whether a value is a Python float: a fraction, infinity, NaN, or a `Float`.
 * @param value Anything.
 */
export function isFloat(value: unknown): value is number | Float {
  return typeof value === 'number' ? !Number.isInteger(value) : value instanceof Float
}

/**
 * Gives the text that Python prints for a float.
 * @param value Any number; integers get `.0`.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [digits, exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power < -4 || power >= 16) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  }
  const text = Object.is(value, -0) ? '-0' : String(value)
  return Number.isInteger(value) ? `${text}.0` : text
}

/**
 * Gives the text that Python prints for a number; an integer is an int.
 * @param value Any number.
 */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value)
  return floatText(value)
}

/**
 * Rounds to a number of digits behind the point; halves go to the even neighbour.
 * @param value A finite number, not negative.
 * @param digits How many, from 0.
 */
export function fixed(value: number, digits: number): string {
  const places = Math.min(digits, 100)
  const rest = '0'.repeat(digits - places)
  if (value >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`
  const rounded = value.toFixed(places)
  const exact = value.toFixed(Math.min(100, places + 24))
  return evenHalf(rounded, exact) + rest
}

/**
 * Rounds to a number of digits behind the first, with the exponent as Python writes it.
 * @param value A finite number, not negative.
 * @param digits How many, from 0.
 */
export function exponential(value: number, digits: number): string {
  const places = Math.min(digits, 100)
  const [rounded, power] = value.toExponential(places).split('e')
  const [exact, exactPower] = value.toExponential(Math.min(100, places + 24)).split('e')
  const mantissa = power === exactPower ? evenHalf(rounded, exact) : rounded
  const exponent = Number(power)
  const sign = exponent < 0 ? '-' : '+'
  return `${mantissa}${'0'.repeat(digits - places)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function evenHalf(rounded: string, exact: string): string {
  const dot = rounded.indexOf('.')
  const places = dot < 0 ? 0 : rounded.length - dot - 1
  const point = exact.indexOf('.')
  const tail = exact.slice(point + 1 + places)
  if (point < 0 || tail[0] !== '5' || !/^50*$/.test(tail)) return rounded
  const floor = places === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + places)
  return Number(floor.at(-1)) % 2 === 0 ? floor : rounded
}
