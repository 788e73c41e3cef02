import type { Undefined } from './runtime/undefined.ts'

/** A function as templates see it. */
export type Callable = (...args: never[]) => unknown

/** A class that stands for what is missing. */
export type UndefinedClass = new (
  hint?: string,
  object?: unknown,
  name?: unknown,
  exception?: new (message: string) => Error,
) => Undefined

/** What filters, tests and functions need to know of an environment. */
export interface EnvironmentLike {
  filters: Record<string, Callable>
  tests: Record<string, Callable>
  policies: Record<string, unknown>
  undefined: UndefinedClass
  newlineSequence: string
  /** Decides whether a template gets an attribute or method of an object; all do without it. */
  guard?(object: unknown, name: string, value: unknown): unknown
  /** Gives what stands for an attribute that is not there and must not be asked for. */
  guardMissing?(object: unknown, name: string): Undefined | undefined
  /** Throws when a template must not call a function. */
  checkCall?(fn: unknown): void
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
