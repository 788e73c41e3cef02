import type { Callable } from '../types.ts'
import { builtin } from './call.ts'

/** Functions by their signatures, such as `value width fill?`. */
export type Definitions = Record<string, [parameters: string, fn: (...args: never[]) => unknown]>

/** Makes a table without a prototype of functions that know their parameters' names. */
export function table(definitions: Definitions): Record<string, Callable> {
  const result: Record<string, Callable> = Object.create(null)
  for (const [name, [parameters, fn]] of Object.entries(definitions)) {
    result[name] = builtin(parameters, fn)
  }
  return result
}
