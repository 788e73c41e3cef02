import { Markup } from '../markup.ts'
import { checkOptions, isPlainObject } from '../options.ts'
import { str, typeName } from '../python/repr.ts'
import { TemplateNotFound } from './errors.ts'
import type { ExtensionLike } from './extensions.ts'
import type { BaseLoader } from './loaders.ts'
import type { Syntax } from './parser/lexer-rules.ts'
import type { Variables } from './runtime/context.ts'
import { failFor, Undefined } from './runtime/undefined.ts'
import type { Callable, UndefinedClass } from './types.ts'

/** Tells for a template's name whether its output is escaped. */
export type AutoescapeFunction = (name: string | undefined) => boolean

/** The options of an environment, with Jinja's defaults. */
export interface EnvironmentOptions extends Partial<Syntax> {
  extensions?: readonly ExtensionLike[]
  /** Accepted and without effect. */
  optimized?: boolean
  undefined?: UndefinedClass
  finalize?: Callable | null
  /** How printed values look: as in Python (`True`, `None`) unless it is `javascript` (`true`, `null`, JSON). */
  printAs?: 'python' | 'javascript'
  autoescape?: boolean | AutoescapeFunction
  loader?: BaseLoader | null
  /** How many templates are kept: 400 by default, 0 for none, -1 for all. */
  cacheSize?: number
  autoReload?: boolean
  /** Accepted and without effect: `renderAsync` is always there. */
  enableAsync?: boolean
}

/** Jinja's defaults. */
export const defaults: Syntax & Required<Omit<EnvironmentOptions, keyof Syntax>> = {
  blockStartString: '{%',
  blockEndString: '%}',
  variableStartString: '{{',
  variableEndString: '}}',
  commentStartString: '{#',
  commentEndString: '#}',
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: '\n',
  keepTrailingNewline: false,
  extensions: [],
  optimized: true,
  undefined: Undefined,
  finalize: null,
  printAs: 'python',
  autoescape: false,
  loader: null,
  cacheSize: 400,
  autoReload: true,
  enableAsync: false,
}

/** Settings by name, or in Jinja's order. */
export type EnvironmentArguments =
  | [options?: EnvironmentOptions]
  | [blockStartString: string, ...others: unknown[]]

const inOrder = Object.keys(defaults).filter((name) => name !== 'printAs')
inOrder.splice(inOrder.indexOf('enableAsync'), 0, 'bytecodeCache')

/** Gives the settings by name; an unknown one is a TypeError. */
export function readEnvironmentArguments(args: EnvironmentArguments): EnvironmentOptions {
  const last = args.at(-1)
  const named: object = isPlainObject(last) ? last : {}
  const placed = isPlainObject(last) ? args.slice(0, -1) : args
  checkOptions(named, Object.keys(defaults), 'An Environment')
  return { ...Object.fromEntries(placed.map((value, index) => [inOrder[index], value])), ...named }
}

/** Gives a table that has only its own names. */
export function table(values: object): Record<string, never> {
  return Object.assign(Object.create(null), values)
}

/** Gives the text of a template's name. */
export function nameFrom(name: unknown): string {
  if (name instanceof Undefined) return failFor(name)
  if (isText(name)) return name.toString()
  if (typeof name === 'object' && name !== null) {
    throw new TypeError(`A template's name is text, and this is a ${typeName(name)}.`)
  }
  throw new TemplateNotFound(str(name), `A template's name is text, and this is ${str(name)}.`)
}

/** Gives what a message says of a template that is not there. */
export function nameIn(name: unknown): unknown {
  return name instanceof Undefined ? name._undefinedMessage : name
}

/** Tells whether a value is text, safe or not. */
export function isText(value: unknown): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup
}

/** Refuses a syntax that cannot tell its parts from each other. */
export function checkDelimiters(syntax: Syntax): void {
  const { blockStartString, variableStartString, commentStartString } = syntax
  if (new Set([blockStartString, variableStartString, commentStartString]).size === 3) return
  throw new TypeError('Blocks, variables and comments need different start strings.')
}

/** Refuses a way to print that there is not. */
export function checkPrintAs(style: string): void {
  if (style === 'python' || style === 'javascript') return
  throw new TypeError(`"${style}" is no way to print values: printAs is "python" or "javascript".`)
}

/** The name of the template that asks for another, or the same with globals, by name. */
export type Asking = string | null | { parent?: string; globals?: Variables }

/** Which templates `listTemplates` gives. */
export interface ListOptions {
  extensions?: readonly string[] | null
  filterFunc?: (name: string) => boolean
}

/** Gives what tells whether a template is listed; undefined when all are. */
export function listFilter(
  given: readonly string[] | ListOptions | null | undefined,
  filterFunc: ((name: string) => boolean) | undefined,
): ((name: string) => boolean) | undefined {
  const isList = given === null || given === undefined || Symbol.iterator in given
  const options = isList ? { extensions: given, filterFunc } : given
  const { extensions } = options
  if (extensions === undefined || extensions === null) return options.filterFunc
  if (options.filterFunc !== undefined) {
    throw new TypeError('listTemplates() takes "extensions" or "filterFunc", not both.')
  }
  return (name) => name.includes('.') && extensions.includes(name.slice(name.lastIndexOf('.') + 1))
}
