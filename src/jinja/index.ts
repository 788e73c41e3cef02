import { door } from './door.ts'
import { macroFunction } from './macro.ts'
import * as jinja from './public.ts'

export * from './public.ts'

// Whoever loads the engine loads it for the framework too.
door.jinja ??= { ...jinja, macroFunction }
