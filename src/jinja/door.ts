import type { sourceFrom } from './loaders.ts'
import type * as jinja from './public.ts'
import type { macroFunction } from './runtime/macro.ts'

/** All that `hipflask/jinja` exports, and what only the framework needs. */
export type JinjaDoor = typeof jinja & {
  macroFunction: typeof macroFunction
  sourceFrom: typeof sourceFrom
}

/** The template engine once it is loaded, whoever loaded it. */
export const door: { jinja: JinjaDoor | undefined } = { jinja: undefined }
