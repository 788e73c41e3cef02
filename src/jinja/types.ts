import type { Undefined } from './undefined.ts'

/** A function as templates see it. */
export type Callable = (...args: never[]) => unknown

/** A class that stands for what is missing. */
export type UndefinedClass = new (hint?: string, object?: unknown, name?: unknown) => Undefined

/** What filters, tests and functions need to know of an environment. */
export interface EnvironmentLike {
  filters: Record<string, Callable>
  tests: Record<string, Callable>
  policies: Record<string, unknown>
  undefined: UndefinedClass
  newlineSequence: string
}

/** The settings at one place of a template. Jinja's `EvalContext`. */
export interface EvalContext {
  environment: EnvironmentLike
  autoescape: boolean
}

/** The variables of a template while it is rendered. Jinja's `Context`. */
export interface ContextLike {
  environment: EnvironmentLike
  evalCtx: EvalContext
}
