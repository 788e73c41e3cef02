import type { App } from '../app.ts'
import { HTTPException } from '../exceptions/index.ts'
import type { Request } from '../request/request.ts'
import type { ErrorHandler } from './scaffold.ts'

/**
 * Finds the handler of an error: by code before by class, the blueprints' before the app's, the
 * nearest class first. Flask's `_find_error_handler`.
 */
export function findErrorHandler(
  app: App,
  error: unknown,
  request: Request | undefined,
): ErrorHandler | undefined {
  const code =
    error instanceof HTTPException ? (codeOf(error.constructor) ?? error.code) : undefined
  const classes = classesOf(error)
  const scopes = request === undefined ? [''] : [...request.blueprints, '']
  for (const byCode of code === undefined ? [undefined] : [code, undefined]) {
    for (const scope of scopes) {
      const found = lookup(app, scope, byCode, classes)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function lookup(
  app: App,
  scope: string,
  code: number | undefined,
  classes: object[],
): ErrorHandler | undefined {
  const handlers = app.errorHandlerSpec[scope]
  if (handlers === undefined) return undefined
  const byClass = new Map<unknown, ErrorHandler>()
  for (const [kind, handler] of handlers) {
    if (codeOf(kind) === code)
      byClass.set(typeof kind === 'number' ? classOfCode(app, kind) : kind, handler)
  }
  for (const kind of classes) {
    const handler = byClass.get(kind)
    if (handler !== undefined) return handler
  }
  return undefined
}

function codeOf(kind: unknown): number | undefined {
  if (typeof kind === 'number') return kind
  return isHttpClass(kind) ? kind.code : undefined
}

// Other classes may have a static `code` of their own, which is no status.
function isHttpClass(kind: unknown): kind is typeof HTTPException {
  if (typeof kind !== 'function') return false
  return kind === HTTPException || kind.prototype instanceof HTTPException
}

// A handler of a code stands for the class that the code raises, or for any error with that code.
function classOfCode(app: App, code: number): unknown {
  return app.aborter.mapping[code] ?? HTTPException
}

// What a class is known as besides comes where Python has a second base: just before Error.
function classesOf(error: unknown): object[] {
  const classes: object[] = []
  const besides: object[] = []
  let kind: unknown = (error as object | null | undefined)?.constructor
  while (typeof kind === 'function' && kind !== Function.prototype) {
    if (kind === Error) classes.push(...besides)
    classes.push(kind)
    if (Object.hasOwn(kind, 'alsoKnownAs')) besides.push(...(kind as unknown as Known).alsoKnownAs)
    kind = Object.getPrototypeOf(kind)
  }
  return classes
}

interface Known {
  alsoKnownAs: object[]
}
