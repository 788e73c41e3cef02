import { ValueError } from '../errors.ts'
import { dumpOptionsHeader, parseListHeader, parseOptionsHeader } from './options-header.ts'

type Item = readonly [value: string, quality: number]

/**
 * What a client accepts, the most specific first, then by quality. Werkzeug's `Accept`; iteration
 * gives `[value, quality]`.
 */
export class Accept implements Iterable<[string, number]> {
  /** Whether there was such a header. */
  readonly provided: boolean
  readonly #items: readonly Item[]

  /**
   * @param items Values and their qualities; nothing when there was no header.
   */
  constructor(items?: Iterable<Item> | null) {
    this.provided = items !== undefined && items !== null
    this.#items = [...(items ?? [])].sort(
      ([first, firstQuality], [second, secondQuality]) =>
        compare(this.specificity(second), this.specificity(first)) || secondQuality - firstQuality,
    )
  }

  /** The number of values. */
  get size(): number {
    return this.#items.length
  }

  /** The value that the client likes best. */
  get best(): string | undefined {
    return this.#items[0]?.[0]
  }

  /** Tells whether a value is accepted, whatever its quality. */
  has(value: string): boolean {
    return this.#find(value) !== undefined
  }

  /** Gives the quality of a value, 0 when it is not accepted. */
  quality(value: string): number {
    return this.#find(value)?.[1] ?? 0
  }

  /**
   * Gives the offer that the client likes best.
   *
   * @param offers What the server has, its own favourite first.
   * @param fallback What is given when nothing is accepted.
   */
  bestMatch(offers: Iterable<string>): string | undefined
  bestMatch<D>(offers: Iterable<string>, fallback: D): string | D
  bestMatch<D>(offers: Iterable<string>, fallback?: D): string | D | undefined {
    let result: string | D | undefined = fallback
    let best: Item | undefined
    for (const offer of offers) {
      const item = this.#find(offer)
      if (item === undefined || item[1] <= 0) continue
      if (best !== undefined && !this.#isBetter(item, best)) continue
      result = offer
      best = item
    }
    return result
  }

  #isBetter([value, quality]: Item, [bestValue, bestQuality]: Item): boolean {
    if (quality !== bestQuality) return quality > bestQuality
    return compare(this.specificity(value), this.specificity(bestValue)) > 0
  }

  /** Gives the values, the best first. */
  *values(): IterableIterator<string> {
    for (const [value] of this.#items) yield value
  }

  /** Gives the header's text. */
  toHeader(): string {
    return this.#items
      .map(([value, quality]) => (quality === 1 ? value : `${value};q=${qualityText(quality)}`))
      .join(',')
  }

  toString(): string {
    return this.toHeader()
  }

  *[Symbol.iterator](): IterableIterator<[string, number]> {
    for (const [value, quality] of this.#items) yield [value, quality]
  }

  /** Tells how specific an accepted value is, part by part. */
  protected specificity(value: string): readonly boolean[] {
    return [value !== '*']
  }

  /** Tells whether an offer meets an accepted value. */
  protected matches(offer: string, value: string): boolean {
    return value === '*' || value.toLowerCase() === offer.toLowerCase()
  }

  #find(offer: string): Item | undefined {
    return this.#items.find(([value]) => this.matches(offer, value))
  }
}

const mimeSeparator = /\/|\s*;\s*/

/** The media types that a client accepts. Werkzeug's `MIMEAccept`. */
export class MIMEAccept extends Accept {
  /** Whether JSON is accepted. */
  get acceptJson(): boolean {
    return this.has('application/json')
  }

  /** Whether HTML is accepted. */
  get acceptHtml(): boolean {
    return this.has('text/html') || this.acceptXhtml
  }

  /** Whether XHTML is accepted. */
  get acceptXhtml(): boolean {
    return this.has('application/xhtml+xml') || this.has('application/xml')
  }

  protected override specificity(value: string): readonly boolean[] {
    return value.split(mimeSeparator).map((part) => part !== '*')
  }

  protected override matches(offer: string, value: string): boolean {
    if (!value.includes('/')) return false
    const [type, subtype, ...parameters] = offer.toLowerCase().split(mimeSeparator)
    if (!offer.includes('/') || (type === '*' && subtype !== '*')) {
      throw new ValueError(`"${offer}" is no media type. Write it as "text/html".`)
    }
    const [ofType, ofSubtype, ...ofParameters] = value.toLowerCase().split(mimeSeparator)
    if (ofType === '*') return ofSubtype === '*'
    if (type === '*') return true
    if (type !== ofType) return false
    if (subtype === '*' || ofSubtype === '*') return true
    return subtype === ofSubtype && sameParts(parameters, ofParameters)
  }
}

function sameParts(first: string[], second: string[]): boolean {
  return first.sort().join(';') === second.sort().join(';')
}

const subtagSeparator = /[_-]/

/** The languages that a client accepts. Werkzeug's `LanguageAccept`. */
export class LanguageAccept extends Accept {
  /**
   * Gives the offer that the client likes best. When none is accepted as it is, the first subtags
   * alone are compared: `en-US` meets `en`, and then `en` meets `en-US`.
   *
   * @param offers What the server has.
   * @param fallback What is given when nothing is accepted.
   */
  override bestMatch(offers: Iterable<string>): string | undefined
  override bestMatch<D>(offers: Iterable<string>, fallback: D): string | D
  override bestMatch<D>(offers: Iterable<string>, fallback?: D): string | D | undefined {
    const all = [...offers]
    const exact = super.bestMatch(all)
    if (exact !== undefined) return exact
    const primaries = new Accept(
      [...this].map(([value, quality]) => [value.split(subtagSeparator)[0], quality]),
    )
    const general = primaries.bestMatch(all)
    if (general !== undefined) return general
    const primary = super.bestMatch(all.map((offer) => offer.split(subtagSeparator)[0]))
    return primary === undefined ? fallback : all.find((offer) => offer.startsWith(primary))
  }

  protected override matches(offer: string, value: string): boolean {
    if (value === '*') return true
    return value.toLowerCase().replaceAll('_', '-') === offer.toLowerCase().replaceAll('_', '-')
  }
}

const charsetNames: Record<string, string> = {
  __proto__: null as never,
  utf: 'utf-8',
  u8: 'utf-8',
  utf8: 'utf-8',
  '646': 'ascii',
  'us-ascii': 'ascii',
  'ansi-x3.4-1968': 'ascii',
  latin: 'iso8859-1',
  latin1: 'iso8859-1',
  'latin-1': 'iso8859-1',
  l1: 'iso8859-1',
  cp819: 'iso8859-1',
  '8859': 'iso8859-1',
  latin9: 'iso8859-15',
  'latin-9': 'iso8859-15',
  l9: 'iso8859-15',
  utf16: 'utf-16',
  u16: 'utf-16',
  utf32: 'utf-32',
  u32: 'utf-32',
}

/** The charsets that a client accepts. Werkzeug's `CharsetAccept`. */
export class CharsetAccept extends Accept {
  protected override matches(offer: string, value: string): boolean {
    return value === '*' || charsetName(value) === charsetName(offer)
  }
}

function charsetName(text: string): string {
  const name = text.toLowerCase().replaceAll('_', '-')
  return charsetNames[name] ?? name.replace(/^iso-(?=8859)/, 'iso').replace(/^windows-/, 'cp')
}

const qualityPattern = /^-?\d+(\.\d+)?$/

/**
 * Reads a header of the Accept family; values with a quality that is none are left out.
 *
 * @param text The header.
 * @param kind Which header it is.
 */
export function parseAccept<T extends Accept>(
  text: string | null | undefined,
  kind: new (items?: Iterable<Item> | null) => T,
): T {
  if (!text) return new kind()
  const items: Item[] = []
  for (const part of parseListHeader(text)) {
    const [value, { q, ...parameters }] = parseOptionsHeader(part)
    const quality = q === undefined ? 1 : qualityOf(q.trim())
    if (quality === undefined) continue
    const bare = Object.keys(parameters).length === 0
    items.push([bare ? value : dumpOptionsHeader(value, parameters), quality])
  }
  return new kind(items)
}

function qualityOf(text: string): number | undefined {
  const quality = qualityPattern.test(text) ? Number(text) : Number.NaN
  return quality >= 0 && quality <= 1 ? quality : undefined
}

// Python writes a whole float with its fraction.
function qualityText(quality: number): string {
  return Number.isInteger(quality) ? quality.toFixed(1) : String(quality)
}

function compare(first: readonly boolean[], second: readonly boolean[]): number {
  for (const [index, part] of first.entries()) {
    if (index >= second.length) return 1
    if (part !== second[index]) return part ? 1 : -1
  }
  return first.length - second.length
}
