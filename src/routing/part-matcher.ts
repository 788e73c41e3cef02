import { ValueError } from '../errors.ts'
import type { BaseConverter } from './converters.ts'
import { escapeRegex } from './converters.ts'
import { lastSlash, matchLinear, type Piece } from './linear-match.ts'
import type { RuleToken } from './rule-parser.ts'
import { hasShape, regexOf, type Shape, shapeOf } from './shapes.ts'

/** What a part of a rule says to a text: no, yes, or yes with a slash at its end. */
export type PartAnswer = 0 | 1 | 2

/** Tests the text of a segment, or of all that is left of a path. */
export interface PartMatcher {
  /** Tests `text` from `start` to `end`, and appends the texts of the arguments to `values`. */
  match(text: string, start: number, end: number, values: string[]): PartAnswer
}

/** Gives what tests the tokens of a part. */
export function matcherOf(tokens: readonly RuleToken[], suffixed: boolean): PartMatcher {
  const shapes = tokens.map((token) =>
    typeof token === 'string' ? token : shapeOf(token.converter),
  )
  if (shapes.includes(undefined)) return new RegexMatcher(tokens, suffixed)
  const pieces = shapes as (string | Shape)[]
  if (pieces.length === 1 && !suffixed) return wholeMatcher(pieces[0] as Shape)
  const lone = suffixed ? undefined : loneMatcher(pieces)
  return lone ?? new LinearMatcher(suffixed ? [...pieces, lastSlash] : pieces)
}

const wholeMatchers = new Map<string, LoneMatcher>()

// Segments that are one argument of the same shape share what tests them.
function wholeMatcher(shape: Shape): LoneMatcher {
  const key = JSON.stringify(shape)
  const matcher = wholeMatchers.get(key) ?? new LoneMatcher('', shape, '')
  if (wholeMatchers.size < 1000) wholeMatchers.set(key, matcher)
  return matcher
}

function loneMatcher(pieces: readonly (string | Shape)[]): LoneMatcher | undefined {
  const shapes = pieces.filter((piece) => typeof piece !== 'string')
  if (shapes.length !== 1) return undefined
  const place = pieces.indexOf(shapes[0])
  return new LoneMatcher(
    pieces.slice(0, place).join(''),
    shapes[0],
    pieces.slice(place + 1).join(''),
  )
}

// One argument, with literal text around it or without.
class LoneMatcher implements PartMatcher {
  readonly #before: string
  readonly #shape: Shape
  readonly #after: string

  constructor(before: string, shape: Shape, after: string) {
    this.#before = before
    this.#shape = shape
    this.#after = after
  }

  match(text: string, start: number, end: number, values: string[]): PartAnswer {
    const from = start + this.#before.length
    const to = end - this.#after.length
    if (from > to || !hasShape(this.#shape, text, from, to)) return 0
    if (from !== start && !text.startsWith(this.#before, start)) return 0
    if (to !== end && !text.startsWith(this.#after, to)) return 0
    values.push(text.slice(from, to))
    return 1
  }
}

class LinearMatcher implements PartMatcher {
  readonly #pieces: readonly Piece[]

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  match(text: string, start: number, end: number, values: string[]): PartAnswer {
    const pieces = this.#pieces
    const texts = matchLinear(pieces, text.slice(start, end))
    if (texts === undefined) return 0
    for (let index = 0; index < pieces.length; index++) {
      if (typeof pieces[index] === 'object') values.push(texts[index])
    }
    return pieces.at(-1) === lastSlash && texts.at(-1) === '/' ? 2 : 1
  }
}

class RegexMatcher implements PartMatcher {
  readonly #regex: RegExp
  readonly #count: number

  constructor(tokens: readonly RuleToken[], suffixed: boolean) {
    const args = tokens.filter((token) => typeof token !== 'string')
    this.#count = args.length
    const flags = new Set(args.flatMap(({ converter }) => flagsOf(converter)))
    const source = sourceOf(tokens) + (suffixed ? '(?<!/)(?<slash__>/?)' : '')
    this.#regex = compile(`^${source}$`, [...flags].join(''))
  }

  match(text: string, start: number, end: number, values: string[]): PartAnswer {
    const found = this.#regex.exec(text.slice(start, end))
    if (found === null) return 0
    const groups = found.groups!
    for (let index = 0; index < this.#count; index++) values.push(groups[`value__${index}`])
    return groups.slash__ === '/' ? 2 : 1
  }
}

/** Gives the regular expression that the tokens of a part stand for; equal ones are one part. */
export function sourceOf(tokens: readonly RuleToken[]): string {
  let count = 0
  return tokens
    .map((token) => {
      if (typeof token === 'string') return escapeRegex(token)
      const regex = regexOf(token.converter)
      return `(?<value__${count++}>${typeof regex === 'string' ? regex : regex.source})`
    })
    .join('')
}

function flagsOf(converter: BaseConverter): string[] {
  const regex = regexOf(converter)
  return typeof regex === 'string' ? [] : [...regex.flags].filter((flag) => 'ims'.includes(flag))
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // By characters it refuses escapes that mean nothing, such as "\\-".
    return compileByUnits(source, flags)
  }
}

function compileByUnits(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new ValueError(
      `A converter has a regular expression that cannot be used: ${(error as Error).message}`,
    )
  }
}
