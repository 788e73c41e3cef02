/** The options of an environment that decide how a template falls into tokens. */
export interface Syntax {
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
}

/** The patterns of a syntax. */
export interface Rules {
  begin: RegExp
  kinds: BeginKind[]
  commentEnd: RegExp
  rawEnd: RegExp
  blockEnd: RegExp
  variableEnd: RegExp
}

/** What can begin in a text. */
export type BeginKind = 'raw' | 'comment' | 'block' | 'variable' | 'lineStatement' | 'lineComment'

const cache = new Map<string, Rules>()

/** Gives the patterns of a syntax. */
export function rulesFor(syntax: Syntax): Rules {
  const key = JSON.stringify([
    syntax.blockStartString,
    syntax.blockEndString,
    syntax.variableStartString,
    syntax.variableEndString,
    syntax.commentStartString,
    syntax.commentEndString,
    syntax.lineStatementPrefix ?? null,
    syntax.lineCommentPrefix ?? null,
    syntax.trimBlocks,
  ])
  let rules = cache.get(key)
  if (rules === undefined) {
    if (cache.size > 50) cache.clear()
    rules = buildRules(syntax)
    cache.set(key, rules)
  }
  return rules
}

function quote(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}

function buildRules(syntax: Syntax): Rules {
  const begins: [BeginKind, number, string][] = [
    ['variable', syntax.variableStartString.length, quote(syntax.variableStartString)],
    ['comment', syntax.commentStartString.length, quote(syntax.commentStartString)],
    ['block', syntax.blockStartString.length, quote(syntax.blockStartString)],
  ]
  const { lineStatementPrefix, lineCommentPrefix } = syntax
  if (lineStatementPrefix) {
    const pattern = `(?<![^\\n])[ \\t\\v]*${quote(lineStatementPrefix)}`
    begins.push(['lineStatement', lineStatementPrefix.length, pattern])
  }
  if (lineCommentPrefix) {
    const pattern = `(?:(?<![^\\n])|(?<=\\S))[^\\S\\r\\n]*${quote(lineCommentPrefix)}`
    begins.push(['lineComment', lineCommentPrefix.length, pattern])
  }
  begins.sort(([, length], [, otherLength]) => otherLength - length)
  const start = quote(syntax.blockStartString)
  const end = quote(syntax.blockEndString)
  const suffix = syntax.trimBlocks ? '\\n?' : ''
  const blockEnd = `(?:\\+${end}|-${end}\\s*|${end}${suffix})`
  const raw = `${start}([-+]?)\\s*raw\\s*(?:-${end}\\s*|${end})`
  const patterns = [raw, ...begins.map(([, , pattern]) => `${pattern}([-+]?)`)]
  const commentEnd = quote(syntax.commentEndString)
  const variableEnd = quote(syntax.variableEndString)
  return {
    begin: new RegExp(patterns.map((pattern) => `(${pattern})`).join('|'), 'g'),
    kinds: ['raw', ...begins.map(([kind]) => kind)],
    commentEnd: new RegExp(`(?:\\+${commentEnd}|-${commentEnd}\\s*|${commentEnd}${suffix})`, 'g'),
    rawEnd: new RegExp(`${start}([-+]?)\\s*endraw\\s*${blockEnd}`, 'g'),
    blockEnd: new RegExp(blockEnd, 'y'),
    variableEnd: new RegExp(`-${variableEnd}\\s*|${variableEnd}`, 'y'),
  }
}
