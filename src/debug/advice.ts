import { hintForText, split } from '../errors.ts'
import { BadRequestKeyError } from '../exceptions/missing-key.ts'

/** Says what to do about an error that does not say it itself. */
export function hintFor(error: Error): string | undefined {
  if (error instanceof BadRequestKeyError && error.key !== undefined) return hintForKey(error.key)
  if (error instanceof SyntaxError && /compileSourceTextModule/.test(error.stack ?? '')) {
    return 'A module that is imported cannot be read, and Node.js does not tell which: node --check FILE says the line.'
  }
  return hintForText(error.message)
}

function hintForKey(key: string): string {
  // Most keys with an underscore are keys.
  const method = key === 'to_dict' ? 'toDict' : split.get(key)
  if (method !== undefined) return `Did you mean ${method}()?`
  return `The request has no "${key}": get("${key}") gives undefined for what may be missing.`
}
