import { definedOf } from '../options.ts'
import {
  type AutoescapeFunction,
  checkDelimiters,
  checkPrintAs,
  defaults,
  type EnvironmentArguments,
  type EnvironmentOptions,
  readEnvironmentArguments,
  table,
} from './environment-options.ts'
import { defaultFilters } from './filters/index.ts'
import { defaultGlobals } from './globals.ts'
import type { BaseLoader } from './loaders.ts'
import type { Syntax } from './parser/lexer-rules.ts'
import { defaultPolicies } from './policies.ts'
import { defaultTests } from './tests.ts'
import type { Callable, UndefinedClass } from './types.ts'

/** What an environment is set up with: the syntax, and the tables that templates share. */
export class EnvironmentSettings implements Syntax {
  blockStartString: string
  blockEndString: string
  variableStartString: string
  variableEndString: string
  commentStartString: string
  commentEndString: string
  lineStatementPrefix: string | null | undefined
  lineCommentPrefix: string | null | undefined
  trimBlocks: boolean
  lstripBlocks: boolean
  newlineSequence: string
  keepTrailingNewline: boolean
  /** The class that stands for what is missing. */
  undefined: UndefinedClass
  /** Called with each value before it is printed. */
  finalize: Callable | undefined
  /** How printed values look. */
  printAs: 'python' | 'javascript'
  /** Whether output is escaped, or a function that tells it for a template's name. */
  autoescape: boolean | AutoescapeFunction
  loader: BaseLoader | undefined
  autoReload: boolean
  /** The filters by name. */
  filters: Record<string, Callable> = table(defaultFilters)
  /** The tests by name. */
  tests: Record<string, Callable> = table(defaultTests)
  /** The variables of all templates. */
  globals: Record<string, unknown> = table(defaultGlobals)
  /** The settings of filters. */
  policies: Record<string, unknown> = table(defaultPolicies)
  /** Whether it was made for `renderAsync`, which is always there. Jinja's `is_async`. */
  readonly isAsync: boolean
  protected readonly options: EnvironmentOptions
  protected readonly cacheSize: number

  constructor(...args: EnvironmentArguments) {
    const options = readEnvironmentArguments(args)
    const all: typeof defaults = { ...defaults, ...definedOf(options) }
    this.options = options
    this.blockStartString = all.blockStartString
    this.blockEndString = all.blockEndString
    this.variableStartString = all.variableStartString
    this.variableEndString = all.variableEndString
    this.commentStartString = all.commentStartString
    this.commentEndString = all.commentEndString
    this.lineStatementPrefix = all.lineStatementPrefix ?? undefined
    this.lineCommentPrefix = all.lineCommentPrefix ?? undefined
    this.trimBlocks = all.trimBlocks
    this.lstripBlocks = all.lstripBlocks
    this.newlineSequence = all.newlineSequence
    this.keepTrailingNewline = all.keepTrailingNewline
    this.undefined = all.undefined
    this.finalize = all.finalize ?? undefined
    this.printAs = all.printAs
    this.autoescape = all.autoescape
    this.loader = all.loader ?? undefined
    this.autoReload = all.autoReload
    this.isAsync = all.enableAsync
    this.cacheSize = all.cacheSize
    checkDelimiters(this)
    checkPrintAs(this.printAs)
  }
}
