import { Markup } from '../markup.ts'
import type { Environment } from './environment.ts'
import { TemplateAssertionError, type TemplateSyntaxError } from './errors.ts'
import { Extension } from './extension.ts'
import { at } from './parser/expression-parser.ts'
import type { Expression, Name, Statement } from './parser/nodes.ts'
import type { Parser } from './parser/parser.ts'
import type { Token } from './parser/tokens.ts'
import type { Context } from './runtime/context.ts'
import type { EvalContext } from './types.ts'
import { mod } from './values/arithmetic.ts'
import {
  passContext,
  passEnvironment,
  passEvalContext,
  passKind,
  splitArguments,
} from './values/call.ts'
import { equals } from './values/truth.ts'

/** Functions that translate, as gettext names them. */
export interface Translations {
  gettext?(message: string): string
  ngettext?(singular: string, plural: string, count: number): string
  pgettext?(context: string, message: string): string
  npgettext?(context: string, singular: string, plural: string, count: number): string
}

/** Whether the installed functions format by keywords, as such or by name. */
export type TranslationOptions = boolean | { newstyle?: boolean }

/** The options of `installGettextCallables`. */
export interface CallableOptions extends Pick<Translations, 'pgettext' | 'npgettext'> {
  newstyle?: boolean
}

/** Gives the setting `newstyle` of options. */
export function newstyleOf(options: TranslationOptions | undefined): boolean | undefined {
  return typeof options === 'object' ? options.newstyle : options
}

const NULL: Required<Translations> = {
  gettext: (message) => message,
  ngettext: (singular, plural, count) => (equals(count, 1) ? singular : plural),
  pgettext: (_, message) => message,
  npgettext: (_, singular, plural, count) => (equals(count, 1) ? singular : plural),
}

const SAFE = '__i18n_safe'

interface Trans {
  place: { lineno: number; offset: number }
  context: string | undefined
  variables: Map<string, Expression>
  count: Expression | undefined
  countName: string | undefined
  trimmed: boolean | undefined
  assignment: Statement | undefined
}

/**
 * The tag `trans` and the functions `gettext`, `ngettext`, `pgettext`, `npgettext` and `_`. Until
 * translations are installed, messages stay as they are. Jinja's `jinja2.ext.i18n`.
 */
export class InternationalizationExtension extends Extension {
  override tags = ['trans']
  /** Whether the functions format their result by keywords themselves. */
  newstyle = false

  constructor(environment: Environment) {
    super(environment)
    environment.globals[SAFE] = passEvalContext((evalCtx: EvalContext, text: unknown) =>
      evalCtx.autoescape ? new Markup(text) : text,
    )
    if (!('gettext' in environment.globals)) this.installTranslations(NULL)
    environment.globals['_'] = passContext((context: Context, ...args: never[]) => {
      const gettext = context.resolve('gettext') as Translate
      return gettext(...asked(gettext, context), ...args)
    })
  }

  /**
   * Installs the functions that translate. Jinja's `install_gettext_translations`.
   * @param translations The functions.
   * @param newstyle Whether they format by keywords: `gettext('Hi %(name)s', name=x)`.
   */
  installTranslations(translations: Translations, newstyle = this.newstyle): void {
    this.newstyle = newstyle
    for (const name of ['gettext', 'ngettext', 'pgettext', 'npgettext'] as const) {
      const own = (translations[name] ?? NULL[name]) as (...args: unknown[]) => unknown
      const fn = withMark(own, (...args) => Reflect.apply(own, translations, args))
      this.environment.globals[name] = (newstyle ? formatting(name, fn) : fn) as never
    }
  }

  override parse(parser: Parser): Statement | Statement[] {
    const trans = header(parser)
    const singular = message(parser, true)
    noteNames(trans, singular.names)
    let plural: ReturnType<typeof message> | undefined
    if (parser.stream.isName('pluralize')) {
      parser.stream.next()
      countOf(parser, trans)
      plural = message(parser, false)
      noteNames(trans, plural.names)
    }
    parser.stream.next()
    const names = [...singular.names, ...(plural?.names ?? [])]
    for (const name of names) {
      if (!trans.variables.has(name)) trans.variables.set(name, load(name, trans.place))
    }
    const texts = [singular.text, ...(plural === undefined ? [] : [plural.text])]
    const trims = trans.trimmed ?? this.environment.policies['ext.i18n.trimmed'] === true
    const trimmedTexts = trims ? texts.map((text) => text.trim().replace(/\s*\n\s*/g, ' ')) : texts
    const part = this.output(trans, trimmedTexts, names.length > 0)
    const output: Statement = { kind: 'Output', parts: [part], ...trans.place }
    return trans.assignment === undefined ? output : [trans.assignment, output]
  }

  private output(trans: Trans, texts: string[], isNamed: boolean): Expression {
    const { place } = trans
    const isFormat = isNamed || this.newstyle
    const constant = (value: string): Expression => ({ kind: 'Constant', value, ...place })
    const positional = texts.map((text) => constant(isFormat ? text : text.replaceAll('%%', '%')))
    if (trans.context !== undefined) positional.unshift(constant(trans.context))
    const isPlural = texts.length === 2 && trans.count !== undefined
    if (isPlural) positional.push(trans.count as Expression)
    const name = `${isPlural ? 'n' : ''}${trans.context === undefined ? '' : 'p'}gettext`
    const pairs = [...trans.variables]
    if (this.newstyle) {
      const named = pairs.filter(([key]) => !isPlural || key !== 'num' || trans.countName !== 'num')
      return call(load(name, place), positional, named)
    }
    const safe = call(load(SAFE, place), [call(load(name, place), positional)])
    if (pairs.length === 0) return safe
    const items = pairs.map(([key, value]): [Expression, Expression] => [constant(key), value])
    return {
      kind: 'Binary',
      operator: '%',
      left: safe,
      right: { kind: 'Dict', items, ...place },
      ...place,
    }
  }
}

function load(name: string, place: Trans['place']): Name {
  return { kind: 'Name', name, use: 'load', ...at(place as never) }
}

function call(
  callee: Name,
  positional: Expression[],
  keywords: [string, Expression][] = [],
): Expression {
  const args = { positional, keywords, spread: undefined, spreadKeywords: undefined }
  return { kind: 'Call', callee, args, lineno: callee.lineno, offset: callee.offset }
}

function header(parser: Parser): Trans {
  const { stream } = parser
  const place = at(stream.next())
  const context = stream.is('string') ? stream.next().value : undefined
  const trans: Trans = {
    place,
    context,
    variables: new Map(),
    count: undefined,
    countName: undefined,
    trimmed: undefined,
    assignment: undefined,
  }
  while (!stream.is('block_end')) {
    if (trans.variables.size > 0) stream.expect('operator', ',')
    if (stream.skip('operator', ':')) break
    variable(parser, trans)
  }
  return trans
}

function variable(parser: Parser, trans: Trans): void {
  const { stream } = parser
  const token = stream.expect('name')
  if (trans.variables.has(token.value)) {
    throw mistake(parser, `The variable "${token.value}" stands twice in the tag "trans".`, token)
  }
  const isAssigned = stream.skip('operator', '=')
  if (!isAssigned && trans.trimmed === undefined && /^(no)?trimmed$/.test(token.value)) {
    trans.trimmed = token.value === 'trimmed'
    return
  }
  let value: Expression = isAssigned ? parser.expression() : load(token.value, token)
  if (trans.count === undefined) {
    // A call is made once, though the count is used in two places.
    if (value.kind === 'Call') {
      const target: Name = { kind: 'Name', name: '_trans', use: 'store', ...at(token) }
      trans.assignment = { kind: 'Assign', target, value, ...at(token) }
      value = load('_trans', token)
    }
    trans.count = value
    trans.countName = token.value
  }
  trans.variables.set(token.value, value)
}

function mistake(parser: Parser, message: string, token: Token): TemplateSyntaxError {
  return parser.stream.error(TemplateAssertionError, message, token)
}

function countOf(parser: Parser, trans: Trans): void {
  const { stream } = parser
  if (!stream.is('block_end')) {
    const token = stream.expect('name')
    const value = trans.variables.get(token.value)
    if (value === undefined) {
      throw mistake(
        parser,
        `The variable "${token.value}" of "pluralize" is not in the tag "trans".`,
        token,
      )
    }
    trans.count = value
    trans.countName = token.value
  }
  if (trans.count === undefined) {
    stream.fail('The tag "pluralize" needs a variable that counts.', trans.place)
  }
}

function noteNames(trans: Trans, names: string[]): void {
  if (trans.count !== undefined || names.length === 0) return
  trans.count = load(names[0], trans.place)
  trans.countName = names[0]
}

/** Reads text and names up to `pluralize` or `endtrans`, which is the current token then. */
function message(parser: Parser, mayPluralize: boolean): { names: string[]; text: string } {
  const { stream } = parser
  stream.expect('block_end')
  const names: string[] = []
  let text = ''
  for (;;) {
    const token = stream.next()
    if (token.type === 'data') text += token.value.replaceAll('%', '%%')
    else if (token.type === 'variable_begin') {
      const name = stream.expect('name').value
      names.push(name)
      text += `%(${name})s`
      stream.expect('variable_end')
    } else if (token.type === 'block_begin') {
      if (stream.isName('endtrans') || (mayPluralize && stream.isName('pluralize'))) break
      const { value } = stream.current
      stream.fail(`The tag "trans" holds text and names only: "${value}" cannot stand in it.`)
    } else stream.fail('The template ends too early. The tag "trans" waits for "endtrans".')
  }
  return { names, text }
}

type Translate = (...args: unknown[]) => unknown

const marks = {
  context: passContext,
  environment: passEnvironment,
  evalContext: passEvalContext,
}

/** Makes a function ask for the same as another. */
function withMark(own: Translate, fn: Translate): Translate {
  const kind = passKind(own)
  return kind === undefined ? fn : marks[kind](fn)
}

/** Gives what a function asks to get first. */
function asked(fn: Translate, context: Context): unknown[] {
  const kind = passKind(fn)
  if (kind === undefined) return []
  if (kind === 'context') return [context]
  return [kind === 'environment' ? context.environment : context.evalCtx]
}

function formatting(name: string, translate: Translate): Translate {
  const format = (context: Context, ...given: unknown[]) => {
    const [args, kwargs] = splitArguments(given)
    const variables: Record<string, unknown> = { ...kwargs }
    if (name.includes('p')) variables.context ??= args[0]
    if (name.startsWith('n')) variables.num ??= args.at(-1)
    const text = translate(...asked(translate, context), ...args)
    return mod(context.evalCtx.autoescape ? new Markup(text) : text, variables)
  }
  return passContext(format) as Translate
}
