import type { Awaitable } from '../chain.ts'

/** What is used of a schema of any library that follows Standard Schema (Zod, Valibot, ArkType …). */
export interface SessionSchema {
  readonly '~standard': {
    readonly version: 1
    readonly validate: (value: unknown) => Awaitable<SchemaResult>
  }
}

/** What a schema says: a value, or what is wrong. */
export interface SchemaResult {
  readonly value?: unknown
  readonly issues?: readonly SchemaIssue[] | undefined
}

/** What a schema does not like. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
