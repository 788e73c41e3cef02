import { type BaseConverter, source, UnicodeConverter } from './converters.ts'
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
  /** Whether a final part is followed by a slash. */
  readonly suffixed: boolean
  readonly weight: Weight
  /** The converter of a part that is one argument and nothing else. */
  readonly only: BaseConverter | undefined
  /** Gives the texts of the arguments, or undefined when the part does not match. */
  readonly match: (text: string) => string[] | undefined
}

/** Cuts a rule into its parts. */
export function partsOf(tokens: readonly RuleToken[]): RulePart[] {
  const parts: RulePart[] = []
  let current = new PartBuilder()
  for (const token of tokens) {
    if (typeof token !== 'string') {
      current.addArgument(token)
      continue
    }
    token.split('/').forEach((text, index) => {
      if (index > 0) {
        if (current.final) current.addSlash()
        else {
          parts.push(current.build(false))
          current = new PartBuilder()
        }
      }
      if (text !== '') current.addText(text)
    })
  }
  const suffixed = current.final && current.endsWithSlash
  parts.push(current.build(suffixed))
  if (suffixed)
    parts.push({ ...new PartBuilder().build(false), weight: parts[parts.length - 1].weight })
  return parts
}

class PartBuilder {
  final = false
  endsWithSlash = false
  readonly #pieces: RuleToken[] = []
  readonly #statics: number[] = []
  readonly #weights: number[] = []

  addText(text: string): void {
    this.#statics.push(text.length)
    this.#pieces.push(text)
    this.endsWithSlash = false
  }

  addSlash(): void {
    this.#pieces.push('/')
    this.endsWithSlash = true
  }

  addArgument(argument: RuleArgument): void {
    this.#pieces.push(argument)
    this.#weights.push(argument.converter.weight)
    if (!argument.converter.partIsolating) this.final = true
    this.endsWithSlash = false
  }

  build(suffixed: boolean): RulePart {
    const pieces = suffixed ? this.#pieces.slice(0, -1) : this.#pieces
    const args = pieces.filter((piece) => typeof piece !== 'string')
    const content = args.length === 0 ? pieces.join('') : pattern(pieces) + (suffixed ? '/?' : '')
    return {
      content,
      literal: args.length === 0,
      final: this.final,
      suffixed,
      weight: weightOf(this.#statics, this.#weights),
      only: pieces.length === 1 && !this.final && args.length === 1 ? args[0].converter : undefined,
      match: matcher(pieces, suffixed),
    }
  }
}

const stop = Number.NEGATIVE_INFINITY

// Werkzeug's order: more literal texts, then longer ones, more arguments, then lighter ones.
function weightOf(statics: number[], weights: number[]): Weight {
  return [-statics.length, ...statics.map((length) => -length), stop, -weights.length, ...weights]
}

/** Compares two weights. */
export function compareWeights(left: Weight, right: Weight): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    if (left[index] !== right[index]) return left[index] < right[index] ? -1 : 1
  }
  return left.length - right.length
}

function pattern(pieces: readonly RuleToken[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? escaped(piece) : `(${grouped(piece)})`))
    .join('')
}

// Groups that an author wrote must not shift ours.
function grouped(argument: RuleArgument): string {
  return source(argument.converter.regex).replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)/g, (text) =>
    text === '(' ? '(?:' : text,
  )
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function matcher(
  pieces: readonly RuleToken[],
  suffixed: boolean,
): (text: string) => string[] | undefined {
  const fast = suffixed ? undefined : textMatcher(pieces)
  if (fast !== undefined) return fast
  const end = suffixed ? '(?<!/)(/?)' : ''
  const regex = compiled(`^${pattern(pieces)}${end}$`)
  return (text) => {
    const match = regex.exec(text)
    return match === null ? undefined : match.slice(1)
  }
}

// An author's expression may be one that only the older syntax takes.
function compiled(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch {
    return new RegExp(text)
  }
}

// Plain text arguments between literals, from the right: the first argument takes as much as it can.
function textMatcher(
  pieces: readonly RuleToken[],
): ((text: string) => string[] | undefined) | undefined {
  const plain = pieces.every(
    (piece, index) =>
      (typeof piece === 'string') !== (typeof pieces[index + 1] === 'string') ||
      index === pieces.length - 1,
  )
  const open = pieces.every((piece) => typeof piece === 'string' || isOpenText(piece.converter))
  if (!plain || !open) return undefined
  const first = typeof pieces[0] === 'string' ? pieces[0] : ''
  const body = first === '' ? pieces : pieces.slice(1)
  const last = typeof body[body.length - 1] === 'string' ? (body[body.length - 1] as string) : ''
  const separators = body
    .slice(1, last === '' ? undefined : -1)
    .filter((piece) => typeof piece === 'string')
  return (text) => fromTheRight(text, first, separators, last)
}

function isOpenText(converter: BaseConverter): boolean {
  return (
    Object.getPrototypeOf(converter) === UnicodeConverter.prototype &&
    (converter as UnicodeConverter).least <= 1 &&
    (converter as UnicodeConverter).least >= 1 &&
    (converter as UnicodeConverter).most === Number.POSITIVE_INFINITY
  )
}

function fromTheRight(
  text: string,
  first: string,
  separators: string[],
  last: string,
): string[] | undefined {
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined
  let end = text.length - last.length
  const values: string[] = []
  for (let index = separators.length - 1; index >= 0; index--) {
    const place = text.lastIndexOf(separators[index], end - 1 - separators[index].length)
    if (place < first.length || end - 1 - separators[index].length < 0) return undefined
    values.push(text.slice(place + separators[index].length, end))
    end = place
  }
  if (end <= first.length) return undefined
  values.push(text.slice(first.length, end))
  return values.reverse()
}
