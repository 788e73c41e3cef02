import { didYouMean } from '../errors.ts'
import { repr } from '../python/repr.ts'
import type { Environment } from './environment.ts'
import { Extension } from './extension.ts'
import { InternationalizationExtension } from './i18n.ts'
import { at } from './parser/expression-parser.ts'
import type { Statement } from './parser/nodes.ts'
import type { Parser } from './parser/parser.ts'
import type { Context } from './runtime/context.ts'
import { passContext } from './values/call.ts'

export { Extension, InternationalizationExtension }

/** The tag `do`: works an expression out and prints nothing. Jinja's `jinja2.ext.do`. */
export class ExprStmtExtension extends Extension {
  override tags = ['do']

  override parse(parser: Parser): Statement {
    const place = parser.stream.next()
    return { kind: 'ExpressionStatement', expression: parser.tuple(), ...at(place) }
  }
}

/** The tags `break` and `continue`. Jinja's `jinja2.ext.loopcontrols`. */
export class LoopControlExtension extends Extension {
  override tags = ['break', 'continue']

  override parse(parser: Parser): Statement {
    const token = parser.stream.next()
    return { kind: token.value === 'break' ? 'Break' : 'Continue', ...at(token) }
  }
}

/** The tag `debug`: prints the variables, filters and tests. Jinja's `jinja2.ext.debug`. */
export class DebugExtension extends Extension {
  override tags = ['debug']

  constructor(environment: Environment) {
    super(environment)
    environment.globals.__debug_information ??= passContext((context: Context) =>
      repr({
        context: context.getAll(),
        filters: Object.keys(environment.filters).sort(),
        tests: Object.keys(environment.tests).sort(),
      }),
    )
  }

  override parse(parser: Parser): Statement {
    const place = at(parser.stream.next())
    const callee = {
      kind: 'Name' as const,
      name: '__debug_information',
      use: 'load' as const,
      ...place,
    }
    const args = { positional: [], keywords: [], spread: undefined, spreadKeywords: undefined }
    return { kind: 'Output', parts: [{ kind: 'Call', callee, args, ...place }], ...place }
  }
}

/** An extension: its class, an instance, or the name that Jinja gives it. */
export type ExtensionLike = string | Extension | (new (environment: Environment) => Extension)

const named: Record<string, new (environment: Environment) => Extension> = {
  do: ExprStmtExtension,
  loopcontrols: LoopControlExtension,
  debug: DebugExtension,
  i18n: InternationalizationExtension,
}

/** Makes an extension from its class or name. */
export function extensionFrom(like: ExtensionLike, environment: Environment): Extension {
  if (like instanceof Extension) return like
  if (typeof like === 'function') return new like(environment)
  const word = like.replace(/^jinja2\.ext\./, '').toLowerCase()
  if (word === 'autoescape' || word === 'with_') return new Extension(environment)
  if (!Object.hasOwn(named, word)) {
    const names = Object.keys(named).map((name) => `jinja2.ext.${name}`)
    throw new TypeError(`There is no extension named "${like}".${didYouMean(like, names)}`)
  }
  return new named[word](environment)
}
