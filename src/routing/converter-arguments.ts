import { didYouMean, ValueError } from '../errors.ts'

/** What a converter's argument can be in a rule. */
export type ConverterArgument = string | number | boolean | null

const argument =
  /\s*(?:([\p{L}\p{N}_]+)\s*=\s*)?(?:[urUR]?("[^"]*"|'[^']*')|(-?\d+(?:\.\d*)?(?![\p{L}\p{N}_.])|[\p{L}\p{N}_.]+))\s*(?:,|$)/uy
const constants = new Map<string, ConverterArgument>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/**
 * Reads the arguments of a converter as they stand in a rule: `min=1, "a b", True`.
 *
 * @throws ValueError When they cannot be read.
 */
export function parseConverterArguments(text: string): unknown[] {
  const positional: ConverterArgument[] = []
  const named: Record<string, ConverterArgument> = {}
  let place = 0
  while (place < text.length && text.slice(place).trim() !== '') {
    argument.lastIndex = place
    const found = argument.exec(text)
    if (found === null) {
      throw new ValueError(
        `The converter arguments "${text}" cannot be read from "${text.slice(place)}" on. ` +
          'Write texts, numbers, True, False and None, separated by commas: min=1, "a b".',
      )
    }
    const value = found[2] === undefined ? read(found[3]) : found[2].slice(1, -1)
    if (found[1] === undefined) positional.push(value)
    else named[found[1]] = value
    place = argument.lastIndex
  }
  return Object.keys(named).length > 0 ? [...positional, named] : positional
}

function read(word: string): ConverterArgument {
  const constant = constants.get(word)
  if (constant !== undefined) return constant
  return /^-?\d+(\.\d*)?$/.test(word) ? Number(word) : word
}

/**
 * Puts arguments under the names of a converter's parameters.
 *
 * @throws TypeError When there are too many, or one has an unknown name.
 */
export function nameArguments(
  converter: string,
  names: readonly string[],
  given: readonly unknown[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const last = given.at(-1)
  const named = typeof last === 'object' && last !== null ? (last as Record<string, unknown>) : {}
  const positional = last === named ? given.slice(0, -1) : given
  if (positional.length > names.length) {
    throw new TypeError(
      `The converter "${converter}" takes ${names.length} arguments (${names.join(', ')}), and was given ${positional.length}.`,
    )
  }
  for (const [index, value] of positional.entries()) values[names[index]] = value
  for (const [name, value] of Object.entries(named)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `The converter "${converter}" has no argument "${name}".${didYouMean(name, names)} It takes ${names.join(', ')}.`,
      )
    }
    values[name] = value
  }
  return values
}
