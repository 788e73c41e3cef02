import { type Token as PathToken, parse } from 'path-to-regexp'
import { didYouMean, LookupError, ValueError } from '../errors.ts'
import { messageOf } from '../guards.ts'
import { parseConverterArguments } from './converter-arguments.ts'
import type { BaseConverter } from './converters.ts'
import { type ConverterClass, DEFAULT_CONVERTERS, WildcardConverter } from './converters.ts'
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
  return rule.includes('<') ? [parseFlask(map, rule)] : expand(map, rule, pathTokens(rule))
}

/** Refuses a rule that has an argument twice, in its path or in that and its host or subdomain. */
export function refuseDuplicates(rule: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  throw new ValueError(`The rule "${rule}" has two arguments named "${twice}". Rename one of them.`)
}

const argumentPattern = /<(?:([a-zA-Z_][a-zA-Z0-9_]*)(?:\((.*?)\))?:)?([a-zA-Z_][a-zA-Z0-9_]*)>/y

/** Reads a rule in Flask's syntax, where only `<` has a meaning: that of a host or subdomain always is. */
export function parseFlask(map: UrlMap, rule: string): RuleToken[] {
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
    return (
      shared(map, kind, args) ?? new kind(map, ...(parseConverterArguments(args ?? '') as never[]))
    )
  } catch (error) {
    if (error instanceof ValueError) {
      throw new ValueError(`The rule "${rule}" cannot work: ${error.message}`, { cause: error })
    }
    if (error instanceof TypeError) {
      throw new TypeError(`The rule "${rule}" cannot work: ${error.message}`, { cause: error })
    }
    throw error
  }
}

const sharedConverters = new WeakMap<UrlMap, Map<ConverterClass, BaseConverter>>()
const builtIn = new Set(Object.values(DEFAULT_CONVERTERS))

// Converters of ours without arguments hold no state: all rules of a map have the same one.
function shared(
  map: UrlMap,
  kind: ConverterClass,
  args: string | undefined,
): BaseConverter | undefined {
  if (args !== undefined || !builtIn.has(kind)) return undefined
  let converters = sharedConverters.get(map)
  if (converters === undefined) {
    converters = new Map()
    sharedConverters.set(map, converters)
  }
  let converter = converters.get(kind)
  if (converter === undefined) {
    converter = new kind(map)
    converters.set(kind, converter)
  }
  return converter
}

// What path-to-regexp refuses and Flask takes as it stands; : and * only where no name follows.
const literalCharacter = /\\.|[()[\]?+!]|[:*](?![\p{ID_Start}$_"])/gu

function pathTokens(rule: string): readonly PathToken[] {
  try {
    return parse(rule.replace(literalCharacter, (text) => (text.length > 1 ? text : `\\${text}`)))
      .tokens
  } catch (error) {
    const reason = messageOf(error).split(/[:;] /)[0]
    throw new ValueError(
      `The rule "${rule}" is malformed: ${reason}. In a rule without "<" the characters : * { } have a meaning; ` +
        'write a backslash before one that is meant literally.',
      { cause: error },
    )
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
