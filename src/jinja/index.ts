import { door } from './door.ts'
import { sourceFrom } from './loaders.ts'
import * as jinja from './public.ts'
import { macroFunction } from './runtime/macro.ts'

export * from './public.ts'

// Whoever loads the engine loads it for the framework too.
door.jinja ??= { ...jinja, macroFunction, sourceFrom }
