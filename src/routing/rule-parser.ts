import { type Token as PathToken, parse } from 'path-to-regexp'
import { didYouMean, LookupError, ValueError } from '../errors.ts'
import type { BaseConverter } from './converters.ts'
import { WildcardConverter } from './converters.ts'
import type { UrlMap } from './map.ts'

/** A piece of a rule: literal text, or an argument with its converter. */
export type RuleToken = string | RuleArgument

/** An argument of a rule. */
export interface RuleArgument {
  name: string
  converter: BaseConverter
}

/** Reads a rule; one with optional parts gives several variants, the longest first. */
export function parseRule(map: UrlMap, rule: string): RuleToken[][] {
  const variants = rule.includes('<')
    ? [parseFlask(map, rule)]
    : expand(map, rule, pathTokens(rule))
  for (const tokens of variants) refuseDuplicates(rule, tokens)
  return variants
}

const argumentPattern = /<(?:([a-zA-Z_][a-zA-Z0-9_]*)(?:\((.*?)\))?:)?([a-zA-Z_][a-zA-Z0-9_]*)>/y

function parseFlask(map: UrlMap, rule: string): RuleToken[] {
  const tokens: RuleToken[] = []
  let place = 0
  while (place < rule.length) {
    const open = rule.indexOf('<', place)
    if (open < 0) break
    if (open > place) tokens.push(rule.slice(place, open))
    argumentPattern.lastIndex = open
    const match = argumentPattern.exec(rule)
    if (match === null) {
      throw new ValueError(
        `The rule "${rule}" is malformed at "${rule.slice(open)}". Write an argument as <name> or <converter:name>.`,
      )
    }
    const [whole, converter, args, name] = match
    tokens.push({ name, converter: makeConverter(map, rule, converter ?? 'default', args) })
    place = open + whole.length
  }
  if (place < rule.length) tokens.push(rule.slice(place))
  return tokens
}

function makeConverter(
  map: UrlMap,
  rule: string,
  name: string,
  args: string | undefined,
): BaseConverter {
  const kind = map.converters[name]
  if (kind === undefined) {
    throw new LookupError(
      `The rule "${rule}" uses the converter "${name}", which does not exist.${didYouMean(name, Object.keys(map.converters))} ` +
        `Add your own with app.urlMap.converters.${name} = class extends BaseConverter { … } before the rule.`,
    )
  }
  try {
    return new kind(map, ...(converterArguments(args ?? '') as never[]))
  } catch (error) {
    if (error instanceof ValueError)
      throw new ValueError(`The rule "${rule}" cannot work: ${error.message}`, { cause: error })
    throw error
  }
}

const itemPattern =
  /\s*(?:([a-zA-Z_]\w*)\s*=\s*)?(?:(True|False|None)|([+-]?\d+\.\d+)|([+-]?\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s,'"=()]+))\s*(?:,|$)/y

/** Reads the arguments of a converter: words, numbers, True, False, None and texts; keywords last, as one object. */
export function converterArguments(text: string): unknown[] {
  const positional: unknown[] = []
  const keywords: Record<string, unknown> = Object.create(null)
  let place = 0
  while (place < text.length && text.slice(place).trim() !== '') {
    itemPattern.lastIndex = place
    const match = itemPattern.exec(text)
    if (match === null)
      throw new ValueError(`The arguments "${text}" of a converter are malformed.`)
    place = itemPattern.lastIndex
    if (match[1] === undefined) positional.push(itemValue(match))
    else keywords[match[1]] = itemValue(match)
  }
  return Object.keys(keywords).length > 0 ? [...positional, keywords] : positional
}

function itemValue(match: RegExpExecArray): unknown {
  const [, , word, float, int, double, single, bare] = match
  if (word !== undefined) return word === 'None' ? null : word === 'True'
  if (float !== undefined || int !== undefined) return Number(float ?? int)
  return bare ?? (double ?? single).replace(/\\(.)/g, '$1')
}

function pathTokens(rule: string): PathToken[] {
  try {
    return parse(rule.replace(/\\.|[()[\]?+!]/g, (text) => (text.length > 1 ? text : `\\${text}`)))
      .tokens
  } catch (error) {
    throw new ValueError(`The rule "${rule}" is malformed: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

const mostVariants = 256

function expand(map: UrlMap, rule: string, tokens: readonly PathToken[]): RuleToken[][] {
  let variants: RuleToken[][] = [[]]
  for (const token of tokens) {
    const choices = choicesOf(map, rule, token)
    variants = choices.flatMap((choice) => variants.map((variant) => [...variant, ...choice]))
    if (variants.length > mostVariants)
      throw new ValueError(`The rule "${rule}" has too many optional parts.`)
  }
  return variants.map(joinTexts)
}

function choicesOf(map: UrlMap, rule: string, token: PathToken): RuleToken[][] {
  if (token.type === 'text') return [[token.value]]
  if (token.type === 'param')
    return [[{ name: token.name, converter: makeConverter(map, rule, 'default', undefined) }]]
  if (token.type === 'wildcard')
    return [[{ name: token.name, converter: new WildcardConverter(map) }]]
  return [...expand(map, rule, token.tokens), []]
}

function joinTexts(tokens: RuleToken[]): RuleToken[] {
  const joined: RuleToken[] = []
  for (const token of tokens) {
    const last = joined.length - 1
    if (typeof token === 'string' && typeof joined[last] === 'string')
      joined[last] = `${joined[last]}${token}`
    else joined.push(token)
  }
  return joined
}

function refuseDuplicates(rule: string, tokens: readonly RuleToken[]): void {
  const seen = new Set<string>()
  for (const token of tokens) {
    if (typeof token === 'string') continue
    if (seen.has(token.name))
      throw new ValueError(
        `The rule "${rule}" has two arguments named "${token.name}". Rename one of them.`,
      )
    seen.add(token.name)
  }
}
