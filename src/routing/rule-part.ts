import type { BaseConverter } from './converters.ts'
import { matcherOf, type PartMatcher, sourceOf } from './part-matcher.ts'
import type { RuleArgument, RuleToken } from './rule-parser.ts'

/** How specific a part is, compared item by item: smaller goes first. */
export type Weight = readonly number[]

/** One step of a rule: a segment, or all that is left of the path. */
export interface RulePart {
  /** The text of a literal part, else what tells equal parts from others. */
  readonly content: string
  readonly literal: boolean
  /** Whether it takes all that is left of the path. */
  readonly final: boolean
  readonly weight: Weight
  readonly matcher: PartMatcher | undefined
}

/** Cuts a rule into its parts. */
export function partsOf(tokens: readonly RuleToken[]): RulePart[] {
  const parts: RulePart[] = []
  let current = new PartBuilder()
  const text = (piece: string, index: number): void => {
    if (index > 0 && current.final) current.addSlash()
    else if (index > 0) {
      parts.push(current.build(false))
      current = new PartBuilder()
    }
    if (piece !== '') current.addText(piece)
  }
  for (const token of tokens) {
    if (typeof token === 'string') token.split('/').forEach(text)
    else current.addArgument(token)
  }
  const suffixed = current.final && current.endsWithSlash
  const last = current.build(suffixed)
  parts.push(last)
  if (suffixed) parts.push({ ...new PartBuilder().build(false), weight: last.weight })
  return parts
}

class PartBuilder {
  final = false
  endsWithSlash = false
  readonly #tokens: RuleToken[] = []
  readonly #statics: number[] = []
  readonly #weights: number[] = []

  addText(text: string): void {
    this.#statics.push(text.length)
    this.#tokens.push(text)
    this.endsWithSlash = false
  }

  addSlash(): void {
    this.#tokens.push('/')
    this.endsWithSlash = true
  }

  addArgument(argument: RuleArgument): void {
    this.#tokens.push(argument)
    this.#weights.push(weightOf(argument.converter))
    if (!isIsolating(argument.converter)) this.final = true
    this.endsWithSlash = false
  }

  build(suffixed: boolean): RulePart {
    const tokens = suffixed ? this.#tokens.slice(0, -1) : this.#tokens
    const literal = tokens.every((token) => typeof token === 'string')
    return {
      content: literal ? tokens.join('') : `${sourceOf(tokens)}${suffixed ? '/?' : ''}`,
      literal,
      final: this.final,
      weight: this.#weight(),
      matcher: literal ? undefined : matcherOf(tokens, suffixed),
    }
  }

  // Werkzeug's order: more literal texts, then longer ones, more arguments, then lighter ones.
  #weight(): Weight {
    const lengths = this.#statics.map((length) => -length)
    return [-lengths.length, ...lengths, -this.#weights.length, ...this.#weights]
  }
}

function weightOf(converter: BaseConverter): number {
  return converter.weight ?? (converter.constructor as typeof BaseConverter).weight
}

// A class that has its own regular expression and does not say is isolating when that has no slash.
function isIsolating(converter: BaseConverter): boolean {
  if (converter.partIsolating !== undefined) return converter.partIsolating
  for (
    let type = converter.constructor as typeof BaseConverter;
    typeof type === 'function';
    type = Object.getPrototypeOf(type)
  ) {
    if (Object.hasOwn(type, 'partIsolating') && type.partIsolating !== undefined)
      return type.partIsolating
    if (Object.hasOwn(type, 'regex')) return !hasSlash(type.regex)
  }
  return true
}

function hasSlash(regex: string | RegExp): boolean {
  return (typeof regex === 'string' ? regex : regex.source).includes('/')
}

/** Compares two weights. */
export function compareWeights(left: Weight, right: Weight): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    if (left[index] !== right[index]) return left[index] < right[index] ? -1 : 1
  }
  return left.length - right.length
}
