import { didYouMean } from '../errors.ts'

/** The place in a template that was at work when an error passed, innermost first. */
export interface TemplateFrame {
  templateName: string | undefined
  filename: string | undefined
  lineno: number
  column: number | undefined
  source: string | undefined
}

// Registered, so that who shows errors need not load the engine.
const framesKey = Symbol.for('jinja.templateFrames')
const frameLimit = 20

/** The base of all errors of the template engine. Jinja's `TemplateError`. */
export class TemplateError extends Error {
  override name = 'TemplateError'
  /** The line in the template, from 1, where it is known. */
  lineno: number | undefined
  /** The column in that line, from 1, where it is known. */
  column: number | undefined
  /** The text of that line, where it is known. */
  source: string | undefined
  /** The name of the template; undefined for one made from a string. */
  templateName: string | undefined
  /** The file of the template, where it came from one. */
  filename: string | undefined
}

/** No loader knows the template. Jinja's `TemplateNotFound`. */
export class TemplateNotFound extends TemplateError {
  override name = 'TemplateNotFound'
  /** The names that were tried. */
  templates: string[]

  constructor(templateName?: string, message?: string) {
    super(message ?? `No loader has the template "${templateName ?? ''}".`)
    this.templateName = templateName
    this.templates = templateName === undefined ? [] : [templateName]
  }
}

/** None of several templates is there. Jinja's `TemplatesNotFound`. */
export class TemplatesNotFound extends TemplateNotFound {
  override name = 'TemplatesNotFound'

  constructor(names: readonly unknown[] = [], message?: string) {
    const texts = names.map(String)
    const list = texts.map((text) => `"${text}"`).join(', ')
    super(
      texts.at(-1),
      message ?? `No loader has any of the templates ${list || '(none was named)'}.`,
    )
    this.templates = texts
  }
}

/** A template cannot be compiled. Jinja's `TemplateSyntaxError`. */
export class TemplateSyntaxError extends TemplateError {
  override name = 'TemplateSyntaxError'
  override lineno: number
  /** True once the place stands in the message's last line. */
  translated = false

  constructor(message: string, lineno: number, templateName?: string, filename?: string) {
    super(message)
    this.lineno = lineno
    this.templateName = templateName
    this.filename = filename
  }
}

/** A template is well formed and asks for what is not there. Jinja's `TemplateAssertionError`. */
export class TemplateAssertionError extends TemplateSyntaxError {
  override name = 'TemplateAssertionError'
}

/** A template failed while it was rendered. Jinja's `TemplateRuntimeError`. */
export class TemplateRuntimeError extends TemplateError {
  override name = 'TemplateRuntimeError'
}

/** A template used an undefined value for more than printing it. Jinja's `UndefinedError`. */
export class UndefinedError extends TemplateRuntimeError {
  override name = 'UndefinedError'
}

/** A sandboxed template tried what it may not do. Jinja's `SecurityError`. */
export class SecurityError extends TemplateRuntimeError {
  override name = 'SecurityError'
}

/** A filter was given an argument that it cannot work with. Jinja's `FilterArgumentError`. */
export class FilterArgumentError extends TemplateRuntimeError {
  override name = 'FilterArgumentError'
}

/**
 * Gives the places in templates that an error came through, innermost first.
 * @param error What was thrown while a template was rendered.
 */
export function templateFrames(error: unknown): readonly TemplateFrame[] {
  if (typeof error !== 'object' || error === null) return []
  return (error as { [framesKey]?: TemplateFrame[] })[framesKey] ?? []
}

/**
 * Notes on an error that it came through a place in a template; gives the error back.
 * @param error What was thrown; its class and message stay as they are.
 * @param frame The place.
 */
export function addTemplateFrame(error: unknown, frame: TemplateFrame): unknown {
  if (!(error instanceof Error) || !Object.isExtensible(error)) return error
  const frames = templateFrames(error) as TemplateFrame[]
  if (frames.length >= frameLimit) return error
  if (frames.length === 0) {
    Object.defineProperty(error, framesKey, { value: [frame], configurable: true })
    placeError(error, frame)
  } else frames.push(frame)
  writeStack(error, frame)
  return error
}

function placeError(error: Error, frame: TemplateFrame): void {
  if (!(error instanceof TemplateError) || error.lineno !== undefined) return
  error.lineno = frame.lineno
  error.column = frame.column
  error.source = frame.source
  error.filename ??= frame.filename
  if (!(error instanceof TemplateNotFound)) error.templateName ??= frame.templateName
}

function writeStack(error: Error, frame: TemplateFrame): void {
  const stack = error.stack
  if (typeof stack !== 'string') return
  const where = frame.filename ?? frame.templateName ?? '<template>'
  const line = `    at template (${where}:${frame.lineno}:${frame.column ?? 1})`
  const lines = stack.split('\n')
  let place = lines.findIndex(
    (text) => text.startsWith('    at ') && !text.startsWith('    at template ('),
  )
  if (place < 0) place = lines.length
  lines.splice(place, 0, line)
  Object.defineProperty(error, 'stack', {
    value: lines.join('\n'),
    configurable: true,
    writable: true,
  })
}

/**
 * Gives the sentence for a filter, test or tag that is not there.
 * @param kind What it should have been, as `filter`.
 * @param name Its name in the template.
 * @param known The names that there are.
 */
export function unknownName(kind: string, name: string, known: Iterable<string>): string {
  return `There is no ${kind} named "${name}".${didYouMean(name, known)}`
}
