import { at } from './expression-parser.ts'
import type { Block, Expression, For, FromImport, If, Statement, Target } from './nodes.ts'
import type { Parser, StatementParser } from './parser.ts'

function parseFor(parser: Parser): For {
  const { stream } = parser
  const place = stream.next()
  const target = parser.target({ end: 'in' })
  stream.expect('name', 'in')
  const iterable = parser.tuple({ conditional: false, end: 'recursive' })
  const test = stream.skip('name', 'if') ? parser.expression() : undefined
  const recursive = stream.skip('name', 'recursive')
  const body = parser.statements(['endfor', 'else'])
  const otherwise = stream.next().value === 'else' ? parser.statementsUntil('endfor') : []
  return { kind: 'For', target, iterable, body, otherwise, test, recursive, ...at(place) }
}

function parseIf(parser: Parser): If {
  const { stream } = parser
  const branch = (place: { lineno: number; offset: number }): If => {
    const test = parser.tuple({ conditional: false })
    const body = parser.statements(['elif', 'else', 'endif'])
    return { kind: 'If', test, body, branches: [], otherwise: [], ...at(place) }
  }
  const node = branch(stream.next())
  while (true) {
    const token = stream.next()
    if (token.value === 'elif') node.branches.push(branch(stream.current))
    else {
      if (token.value === 'else') node.otherwise = parser.statementsUntil('endif')
      return node
    }
  }
}

function parseSet(parser: Parser): Statement {
  const { stream } = parser
  const place = stream.next()
  const target = parser.target({ namespace: true })
  if (stream.skip('operator', '=')) {
    return { kind: 'Assign', target, value: parser.tuple(), ...at(place) }
  }
  const filter = parser.filters(undefined, false)
  return {
    kind: 'AssignBlock',
    target,
    filter,
    body: parser.statementsUntil('endset'),
    ...at(place),
  }
}

function parseWith(parser: Parser): Statement {
  const { stream } = parser
  const place = stream.next()
  const targets: Target[] = []
  const values: Expression[] = []
  while (!stream.is('block_end')) {
    if (targets.length > 0) stream.expect('operator', ',')
    const target = parser.target()
    parser.markStore(target, 'param')
    targets.push(target)
    stream.expect('operator', '=')
    values.push(parser.expression())
  }
  return { kind: 'With', targets, values, body: parser.statementsUntil('endwith'), ...at(place) }
}

function parseBlock(parser: Parser): Block {
  const { stream } = parser
  const place = stream.next()
  const name = stream.expect('name').value
  const scoped = stream.skip('name', 'scoped')
  const required = stream.skip('name', 'required')
  if (stream.isOperator('-')) {
    stream.fail(`The name of the block "${name}" holds a hyphen: use an underscore.`)
  }
  const body = parser.statementsUntil('endblock')
  const blank = body.every(
    (node) =>
      node.kind === 'Output' &&
      node.parts.every((part) => part.kind === 'Data' && part.text.trim() === ''),
  )
  if (required && !blank) {
    stream.fail(`The required block "${name}" holds more than comments and white space.`)
  }
  stream.skip('name', name)
  return { kind: 'Block', name, scoped, required, body, ...at(place) }
}

function parseInclude(parser: Parser): Statement {
  const { stream } = parser
  const place = stream.next()
  const template = parser.expression()
  let ignoreMissing = false
  if (stream.is('name', 'ignore') && stream.look().value === 'missing') {
    ignoreMissing = true
    stream.next()
    stream.next()
  }
  return {
    kind: 'Include',
    template,
    ignoreMissing,
    withContext: parser.contextChoice(true),
    ...at(place),
  }
}

function parseImport(parser: Parser): Statement {
  const place = parser.stream.next()
  const template = parser.expression()
  parser.stream.expect('name', 'as')
  const target = parser.targetName().name
  return {
    kind: 'Import',
    template,
    target,
    withContext: parser.contextChoice(false),
    ...at(place),
  }
}

function importedName(parser: Parser): [string, string] {
  const target = parser.targetName()
  if (target.name.startsWith('_')) {
    parser.assertion(`"${target.name}" starts with an underscore and cannot be imported.`, target)
  }
  return [target.name, parser.stream.skip('name', 'as') ? parser.targetName().name : target.name]
}

function parseFrom(parser: Parser): FromImport {
  const { stream } = parser
  const place = stream.next()
  const template = parser.expression()
  stream.expect('name', 'import')
  const names: [string, string][] = []
  let choice: boolean | undefined
  const chosen = () => {
    const isChoice = stream.isName('with', 'without') && stream.look().value === 'context'
    if (isChoice) choice = parser.contextChoice(false)
    return isChoice
  }
  while (true) {
    if (names.length > 0) stream.expect('operator', ',')
    if (!stream.is('name')) stream.expect('name')
    if (chosen()) break
    names.push(importedName(parser))
    if (chosen() || !stream.isOperator(',')) break
  }
  return { kind: 'FromImport', template, names, withContext: choice ?? false, ...at(place) }
}

function parseMacro(parser: Parser): Statement {
  const place = parser.stream.next()
  const { name } = parser.targetName()
  const signature = parser.signature()
  return {
    kind: 'Macro',
    name,
    ...signature,
    body: parser.statementsUntil('endmacro'),
    ...at(place),
  }
}

function parseCallBlock(parser: Parser): Statement {
  const { stream } = parser
  const place = stream.next()
  const signature = stream.isOperator('(') ? parser.signature() : { parameters: [], defaults: [] }
  const call = parser.expression()
  if (call.kind !== 'Call')
    return stream.fail('A call block needs a call, as in "call macro()".', place)
  const body = parser.statementsUntil('endcall')
  return { kind: 'CallBlock', call, ...signature, body, ...at(place) }
}

function parseFilterBlock(parser: Parser): Statement {
  const place = parser.stream.next()
  const filter = parser.filters(undefined, true)
  if (filter === undefined) parser.stream.fail('A filter block needs the name of a filter.', place)
  return { kind: 'FilterBlock', filter, body: parser.statementsUntil('endfilter'), ...at(place) }
}

function parsePrint(parser: Parser): Statement {
  const { stream } = parser
  const place = stream.next()
  const parts: Expression[] = []
  while (!stream.is('block_end')) {
    if (parts.length > 0) stream.expect('operator', ',')
    parts.push(parser.expression())
  }
  return { kind: 'Output', parts, ...at(place) }
}

/** The tags of the language. */
export const builtinTags: ReadonlyMap<string, StatementParser> = new Map<string, StatementParser>([
  ['for', parseFor],
  ['if', parseIf],
  ['set', parseSet],
  ['with', parseWith],
  ['block', parseBlock],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFrom],
  ['macro', parseMacro],
  ['call', parseCallBlock],
  ['filter', parseFilterBlock],
  ['print', parsePrint],
  [
    'extends',
    (parser) => {
      const place = parser.stream.next()
      return { kind: 'Extends', template: parser.expression(), ...at(place) }
    },
  ],
  [
    'autoescape',
    (parser) => {
      const place = parser.stream.next()
      const value = parser.expression()
      const body = parser.statementsUntil('endautoescape')
      return { kind: 'Autoescape', value, body, ...at(place) }
    },
  ],
])
