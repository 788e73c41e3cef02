import { didYouMean } from './errors.ts'

const none: readonly string[] = []

/** Tells whether a value is an object literal. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Gives a copy of options without those that are undefined, and so are not given. */
export function definedOf<T extends object>(options: T): T {
  const given = { ...options }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) Reflect.deleteProperty(given, name)
  }
  return given
}

/** Refuses options that do not exist, and suggests the nearest. */
export function checkOptions(given: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    throw new TypeError(`${where} has no option "${name}".${didYouMean(name, known)}`)
  }
}

/**
 * Reads arguments as the naming rule has them: by position, and by name in a last plain object,
 * which may also name positional ones that were left out.
 *
 * @param names The parameters in order.
 * @param args What was given.
 * @param where Who asks, for the message.
 * @param objects Those of the parameters that take a plain object themselves.
 */
export function readArguments(
  names: readonly string[],
  args: readonly unknown[],
  where: string,
  objects: readonly string[] = none,
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  const last = args[args.length - 1]
  const taken = objects.includes(names[args.length - 1])
  const named = !taken && isPlainObject(last) && !isSerializer(last) ? last : undefined
  if (named !== undefined) checkOptions(named, names, where)
  const count = named === undefined ? args.length : args.length - 1
  for (let index = 0; index < count; index++) read[names[index]] = args[index]
  return named === undefined ? read : Object.assign(read, named)
}

/** One flag of a method, given by place or by name. */
export type Flag<N extends string> = boolean | { readonly [K in N]?: boolean | undefined }

/** Reads a flag that is given by place or by name. */
export function readFlag<N extends string>(
  given: Flag<N> | undefined,
  name: N,
  where: string,
): boolean | undefined {
  if (typeof given !== 'object') return given
  checkOptions(given, [name], where)
  return given[name]
}

function isSerializer(value: Record<string, unknown>): boolean {
  return typeof value.dumps === 'function' && typeof value.loads === 'function'
}
