import type { App } from '../app.ts'
import { currentContext } from '../context/context.ts'
import type { Response } from '../response/response.ts'
import { DefaultJSONProvider, type DumpOptions } from './provider.ts'

const plain = new DefaultJSONProvider({ debug: false } as App)

function provider(): DefaultJSONProvider {
  return currentContext()?.app.json ?? plain
}

/** Reads and writes JSON as the current app does, plainly outside of any. Flask's `flask.json`. */
export const json: {
  /** Writes a value as JSON. */
  dumps(value: unknown, options?: DumpOptions): string
  /** Reads JSON. */
  loads(text: string | Uint8Array): unknown
  /** Makes a JSON response. */
  response(...values: unknown[]): Response
} = {
  dumps: (value, options) => provider().dumps(value, options),
  loads: (text) => provider().loads(text),
  response: (...values) => provider().response(...values),
}
