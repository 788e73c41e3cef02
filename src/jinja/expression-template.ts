import type { Environment } from './environment.ts'
import { ExpressionParser } from './parser/expression-parser.ts'
import { TokenStream } from './parser/token-stream.ts'
import type { Variables } from './runtime/context.ts'
import { Undefined } from './runtime/undefined.ts'
import { Template } from './template.ts'

const place = { lineno: 1, offset: 0 }

/** Makes a template that assigns an expression's value to the variable `result`. */
function expressionTemplate(environment: Environment, source: string): Template {
  const parser = new ExpressionParser(TokenStream.inside(source, environment))
  const value = parser.expression()
  if (!parser.stream.is('eof')) parser.stream.fail('The expression has more text behind its end.')
  const target = { kind: 'Name' as const, name: 'result', use: 'store' as const, ...place }
  const input = { environment, source, name: undefined, filename: undefined }
  const nodes = [{ kind: 'Assign' as const, target, value, ...place }]
  return new Template(input, environment.globals, { nodes })
}

/** Gives the value that such a template assigns. */
function resultOf(template: Template, variables: Variables): unknown {
  const context = template.newContext(variables)
  template.moduleIn(context, false)
  return context.vars['result']
}

/**
 * Gives a function that works out an expression.
 *
 * @param environment The environment.
 * @param source The expression.
 * @param undefinedToNone Whether a missing result is null.
 */
export function expressionFunction(
  environment: Environment,
  source: string,
  undefinedToNone: boolean,
): (variables?: Variables) => unknown {
  const template = expressionTemplate(environment, source)
  return (variables = {}) => {
    const result = resultOf(template, variables)
    return undefinedToNone && result instanceof Undefined ? null : result
  }
}
