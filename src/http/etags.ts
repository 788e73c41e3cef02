import { createHash } from 'node:crypto'
import { ValueError } from '../errors.ts'
import { type Flag, readFlag } from '../options.ts'

/** What `ETags` takes by name. */
export interface ETagsInit {
  strong?: Iterable<string> | null | undefined
  weak?: Iterable<string> | null | undefined
  starTag?: boolean | undefined
}

/** Entity tags of `If-Match` and `If-None-Match`. Werkzeug's `ETags`; iteration gives the strong ones. */
export class ETags implements Iterable<string> {
  /** Whether the header is `*`, which every tag matches. */
  readonly starTag: boolean
  readonly #strong: ReadonlySet<string>
  readonly #weak: ReadonlySet<string>

  /**
   * @param strong The strong tags, or an object of this and all that follows.
   * @param weak The weak tags.
   * @param starTag Whether every tag matches.
   */
  constructor(
    strong?: Iterable<string> | ETagsInit | null,
    weak?: Iterable<string> | null,
    starTag?: boolean,
  ) {
    const isList = !strong || typeof strong === 'string' || Symbol.iterator in strong
    const init: ETagsInit = isList ? { strong, weak, starTag } : strong
    this.starTag = init.starTag ?? false
    this.#strong = new Set(this.starTag ? [] : (init.strong ?? []))
    this.#weak = new Set(init.weak ?? [])
  }

  /** Tells whether a tag is among the strong ones, or every tag matches. */
  contains(etag: string): boolean {
    return this.starTag || this.isStrong(etag)
  }

  /** Tells whether a tag is among the strong or weak ones, or every tag matches. */
  containsWeak(etag: string): boolean {
    return this.isWeak(etag) || this.contains(etag)
  }

  /** Tells whether a tag in quotes matches: a weak one any, a strong one the strong ones. */
  containsRaw(text: string): boolean {
    const [etag = emptyTag, weak] = unquoteEtag(text)
    return weak ? this.containsWeak(etag) : this.contains(etag)
  }

  /** Tells whether a tag is contained: another word for `contains`. */
  has(etag: string): boolean {
    return this.contains(etag)
  }

  /** Tells whether a tag is among the weak ones. */
  isWeak(etag: string): boolean {
    return this.#weak.has(etag)
  }

  /** Tells whether a tag is among the strong ones. */
  isStrong(etag: string): boolean {
    return this.#strong.has(etag)
  }

  /**
   * Gives the strong tags as a set.
   *
   * @param includeWeak True adds the weak ones.
   */
  asSet(includeWeak?: Flag<'includeWeak'>): Set<string> {
    const withWeak = readFlag(includeWeak, 'includeWeak', 'asSet()')
    return new Set(withWeak ? [...this.#strong, ...this.#weak] : this.#strong)
  }

  /** The number of tags, `*` counted as one. */
  get size(): number {
    return this.#strong.size + this.#weak.size + (this.starTag ? 1 : 0)
  }

  /** Gives the header's text. */
  toHeader(): string {
    if (this.starTag) return '*'
    const weak = [...this.#weak].map((etag) => `W/"${etag}"`)
    return [...[...this.#strong].map((etag) => `"${etag}"`), ...weak].join(', ')
  }

  toString(): string {
    return this.toHeader()
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.#strong.values()
  }
}

/**
 * Puts an entity tag in quotes.
 *
 * @param etag The tag.
 * @param weak Whether `W/` stands before it.
 * @throws ValueError When the tag has a quote in it.
 */
export function quoteEtag(etag: string, weak = false): string {
  if (etag.includes('"')) {
    throw new ValueError(`The entity tag "${etag}" has a quote in it, which a tag cannot have.`)
  }
  return weak ? `W/"${etag}"` : `"${etag}"`
}

/** Takes the quotes off an entity tag, and tells whether it is weak. */
export function unquoteEtag(text?: string | null): [string, boolean] | [undefined, undefined] {
  if (!text) return [undefined, undefined]
  let etag = text.trim()
  const weak = isWeakMark(etag, 0)
  if (weak) etag = etag.slice(2)
  if (etag.startsWith('"') && etag.endsWith('"')) etag = etag.slice(1, -1)
  return [etag, weak]
}

/** Makes an entity tag of data: its SHA-1 in hexadecimal. */
export function generateEtag(data: string | Uint8Array): string {
  return createHash('sha1').update(data).digest('hex')
}

/** Reads a list of entity tags. */
export function parseEtags(text?: string | null): ETags {
  const strong: string[] = []
  const weak: string[] = []
  const tags = { text: text ?? '', position: 0, unclosed: false }
  while (tags.position < tags.text.length) {
    const list = isWeakMark(tags.text, tags.position) ? weak : strong
    if (list === weak) tags.position += 2
    const quoted = quotedTag(tags)
    const etag = quoted ?? plainTag(tags)
    if (etag === '*' && quoted === undefined) return new ETags(null, null, true)
    list.push(etag)
  }
  return new ETags(strong, weak)
}

// Counts as a tag and matches none, as in Werkzeug: no header has this text in it.
const emptyTag = '\0none'

interface Tags {
  text: string
  position: number
  /** Whether no quote that ends a tag was found: none will be further on, either. */
  unclosed: boolean
}

// A quote ends a tag only where a comma or the end follows.
function quotedTag(tags: Tags): string | undefined {
  const { text, position } = tags
  if (tags.unclosed || text[position] !== '"') return undefined
  for (let end = text.indexOf('"', position + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    const next = skipSpace(text, end + 1)
    if (end + 1 !== text.length && text[next] !== ',') continue
    tags.position = next >= text.length ? text.length : skipSpace(text, next + 1)
    return text.slice(position + 1, end) || emptyTag
  }
  tags.unclosed = true
  return undefined
}

function plainTag(tags: Tags): string {
  const { text, position } = tags
  const comma = text.indexOf(',', position)
  tags.position = comma < 0 ? text.length : skipSpace(text, comma + 1)
  return comma < 0 ? text.slice(position) : text.slice(position, comma).trimEnd()
}

function isWeakMark(text: string, position: number): boolean {
  return text[position + 1] === '/' && (text[position] === 'W' || text[position] === 'w')
}

function skipSpace(text: string, position: number): number {
  let next = position
  while (text[next] === ' ' || text[next] === '\t') next++
  return next
}
