import { ValueError } from '../errors.ts'
import { getOptions } from './conversion.ts'
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
   * @param items Values and their qualities; null when there was no header.
   */
  constructor(items: Iterable<Item> | null = []) {
    this.provided = items !== null
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
   * @param fallback What is given when nothing is accepted; also by name, as `default`.
   */
  bestMatch(offers: Iterable<string>): string | undefined
  bestMatch<D>(offers: Iterable<string>, fallback: { default: D }): string | D
  bestMatch<D>(offers: Iterable<string>, fallback: D): string | D
  bestMatch(offers: Iterable<string>, fallback?: unknown): unknown {
    let result: unknown = getOptions(fallback).default
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

  /** Gives the place of the first value that a value meets, -1 when it is not accepted. */
  find(value: string): number {
    return this.#items.findIndex(([accepted]) => this.matches(value, accepted))
  }

  /**
   * Gives the place of the first value that a value meets.
   *
   * @throws ValueError When it is not accepted.
   */
  index(value: string): number {
    const place = this.find(value)
    if (place < 0) throw new ValueError(`"${value}" is not accepted.`)
    return place
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
    return this.#items[this.find(offer)]
  }
}

// Spaces are trimmed afterwards: a pattern with spaces on both sides takes time by their square.
function mimeParts(text: string): string[] {
  return text.split(/[/;]/).map((part, index) => (index === 0 ? part : part.trim()))
}

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
    return mimeParts(value).map((part) => part !== '*')
  }

  protected override matches(offer: string, value: string): boolean {
    if (!value.includes('/')) return false
    const [type, subtype, ...parameters] = mimeParts(offer.toLowerCase())
    if (!offer.includes('/') || (type === '*' && subtype !== '*')) {
      throw new ValueError(`"${offer}" is no media type. Write it as "text/html".`)
    }
    const [ofType, ofSubtype, ...ofParameters] = mimeParts(value.toLowerCase())
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
   * @param fallback What is given when nothing is accepted; also by name, as `default`.
   */
  override bestMatch(offers: Iterable<string>): string | undefined
  override bestMatch<D>(offers: Iterable<string>, fallback: { default: D }): string | D
  override bestMatch<D>(offers: Iterable<string>, fallback: D): string | D
  override bestMatch(offers: Iterable<string>, fallback?: unknown): unknown {
    const all = [...offers]
    const exact = super.bestMatch(all)
    if (exact !== undefined) return exact
    const primaries = new Accept(
      [...this].map(([value, quality]) => [value.split(subtagSeparator)[0], quality]),
    )
    const general = primaries.bestMatch(all)
    if (general !== undefined) return general
    const primary = super.bestMatch(all.map((offer) => offer.split(subtagSeparator)[0]))
    if (primary === undefined) return getOptions(fallback).default
    return all.find((offer) => offer.startsWith(primary))
  }

  protected override matches(offer: string, value: string): boolean {
    if (value === '*') return true
    return value.toLowerCase().replaceAll('_', '-') === offer.toLowerCase().replaceAll('_', '-')
  }
}

// The other names by which Python knows a charset, which count as the same.
const charsetAliases = {
  'utf-8': 'utf u8 utf8 cp65001',
  'utf-16': 'utf16 u16',
  'utf-16-be': 'utf-16be',
  'utf-16-le': 'utf-16le',
  'utf-32': 'utf32 u32',
  'utf-7': 'utf7 u7',
  ascii: '646 us us-ascii ansi-x3.4-1968 cp367 csascii',
  'iso8859-1': '8859 iso8859 latin latin1 latin-1 l1 cp819 csisolatin1',
  'iso8859-2': 'latin2 l2 csisolatin2',
  'iso8859-3': 'latin3 l3 csisolatin3',
  'iso8859-4': 'latin4 l4 csisolatin4',
  'iso8859-5': 'cyrillic csisolatincyrillic',
  'iso8859-6': 'arabic ecma-114 asmo-708 csisolatinarabic',
  'iso8859-7': 'greek greek8 ecma-118 elot-928 csisolatingreek',
  'iso8859-8': 'hebrew csisolatinhebrew',
  'iso8859-9': 'latin5 l5 csisolatin5',
  'iso8859-10': 'latin6 l6 csisolatin6',
  'iso8859-11': 'thai',
  'iso8859-15': 'latin9 l9',
  'shift-jis': 'sjis shiftjis s-jis csshiftjis',
  'euc-jp': 'eucjp ujis u-jis',
  'iso2022-jp': 'iso-2022-jp iso2022jp csiso2022jp',
  'euc-kr': 'euckr korean ksc5601 ks-c-5601 ks-c-5601-1987 ksx1001',
  big5: 'big5-tw csbig5',
  gb2312: 'chinese euc-cn euccn gb2312-80 csiso58gb231280',
  gbk: '936 cp936 ms936',
  'koi8-r': 'cskoi8r',
}

const charsetNames: ReadonlyMap<string, string> = new Map(
  Object.entries(charsetAliases).flatMap(([name, aliases]) =>
    aliases.split(' ').map((alias): [string, string] => [alias, name]),
  ),
)

/** The charsets that a client accepts. Werkzeug's `CharsetAccept`. */
export class CharsetAccept extends Accept {
  protected override matches(offer: string, value: string): boolean {
    return value === '*' || charsetName(value) === charsetName(offer)
  }
}

function charsetName(text: string): string {
  const name = text.toLowerCase().replaceAll(/[_ -]+/g, '-')
  return charsetNames.get(name) ?? name.replace(/^iso-(?=8859-)/, 'iso').replace(/^windows-/, 'cp')
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
  if (!text) return new kind(null)
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
