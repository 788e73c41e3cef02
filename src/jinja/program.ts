import type { CompileInput, Mode } from './compiler/code.ts'
import type { Environment } from './environment.ts'
import { addTemplateFrame, TemplateSyntaxError } from './errors.ts'
import { normalizeSource } from './parser/lexer.ts'
import type { Statement } from './parser/nodes.ts'
import { Parser } from './parser/parser.ts'
import { columnOf, lineOf, TokenStream } from './parser/token-stream.ts'
import type { BlockFunction, Context } from './runtime/context.ts'
import { tools, toolsFor } from './runtime/runtime.ts'
import type { Template } from './template.ts'

/** The functions of a compiled template. */
export interface Program {
  root(context: Context): unknown
  blocks: Map<string, BlockFunction>
}

/**
 * Reads a template's source into its tree.
 * @param input The source, its name and the environment that says how to read it.
 */
export function parseTemplate(input: CompileInput): Statement[] {
  const { environment, source, name, filename } = input
  const stream = TokenStream.over(source, environment, name, filename)
  return guarded(input, () => new Parser(stream, environment.tags).template())
}

function guarded<T>(input: CompileInput, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TemplateSyntaxError(
      'The template is nested too deep to be compiled.',
      1,
      input.name,
      input.filename,
    )
  }
}

const helperNames = Object.keys(tools)

/**
 * Compiles a template for one way of rendering.
 * @param nodes Its tree.
 * @param input Its source and environment.
 * @param template What its functions belong to.
 * @param mode Whether it awaits and whether it yields.
 */
export function compileProgram(
  nodes: readonly Statement[],
  input: CompileInput,
  template: Template,
  mode: Mode,
): Program {
  return guarded(input, () => {
    const source = normalizeSource(input.source, true)
    const { codeGeneratorClass } = input.environment.constructor as typeof Environment
    const compiler = new codeGeneratorClass({ ...input, source }, mode)
    const code = compiler.template(nodes)
    const special = { ...toolsFor(input.environment), ...template.toolsFor(mode) }
    const head = `const {${helperNames.join(',')}}=tools;const {${Object.keys(special).join(',')}}=special;`
    const make = new Function(...parameters, `'use strict';${head}\n${code}`)
    const { environment, name } = input
    const trace = tracer({ ...input, source }, compiler.positions)
    return make(
      tools,
      special,
      environment,
      name,
      compiler.constants,
      !environment.sandboxed,
      trace,
    )
  })
}

const parameters = [
  'tools',
  'special',
  'environment',
  'templateName',
  'constants',
  'plainAccess',
  'trace',
]

function tracer(
  { name, filename, source }: CompileInput,
  positions: readonly { lineno: number; offset: number }[],
): (error: unknown, at: number) => unknown {
  return (error, at) => {
    const { lineno, offset } = positions[at] ?? { lineno: 1, offset: 0 }
    const column = columnOf(source, offset)
    return addTemplateFrame(error, {
      templateName: name,
      filename,
      lineno,
      column,
      source: lineOf(source, lineno),
    })
  }
}
