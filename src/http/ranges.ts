import { ValueError } from '../errors.ts'
import { httpDate, parseHttpDate } from './dates.ts'
import { quoteEtag, unquoteEtag } from './etags.ts'

/** A `Range` header. Werkzeug's `Range`; `stop` is the first place that is no longer in the range. */
export class Range {
  /** The unit, usually `bytes`. */
  readonly units: string
  /** Pairs of start and stop; without a stop the range goes to the end, and a negative start counts from it. */
  readonly ranges: readonly (readonly [start: number, stop: number | undefined])[]

  /**
   * @param units The unit.
   * @param ranges Pairs of start and stop.
   * @throws ValueError When a range is empty or begins before the start.
   */
  constructor(
    units: string,
    ranges: readonly (readonly [start: number, stop?: number | null | undefined])[],
  ) {
    this.units = units
    this.ranges = ranges.map(([start, stop]) => [start, stop ?? undefined])
    for (const [start, stop] of this.ranges) {
      if (Number.isInteger(start) && (stop === undefined || (start >= 0 && start < stop))) continue
      throw new ValueError(
        `"${start}" to "${stop}" is no range. A range starts at 0 or later and is not empty.`,
      )
    }
  }

  /**
   * Gives start and stop of the range within a length; undefined when there are several ranges, the
   * unit is not `bytes`, or nothing of it lies within.
   *
   * @param length The complete length.
   */
  rangeForLength(length: number | null | undefined): [number, number] | undefined {
    if (this.units !== 'bytes' || typeof length !== 'number' || this.ranges.length !== 1)
      return undefined
    let [start, stop] = this.ranges[0]
    if (stop === undefined) {
      stop = length
      if (start < 0) start += length
    }
    return isRangeValid(start, stop, length) ? [start, Math.min(stop, length)] : undefined
  }

  /**
   * Makes the `Content-Range` that answers this range; undefined when it cannot be met.
   *
   * @param length The complete length.
   */
  makeContentRange(length: number | null | undefined): ContentRange | undefined {
    const range = this.rangeForLength(length)
    return range === undefined
      ? undefined
      : new ContentRange(this.units, range[0], range[1], length)
  }

  /** Gives the header's text. */
  toHeader(): string {
    const texts = this.ranges.map(([start, stop]) => {
      if (stop !== undefined) return `${start}-${stop - 1}`
      return start < 0 ? String(start) : `${start}-`
    })
    return `${this.units}=${texts.join(',')}`
  }

  /** Gives the text of the `Content-Range` that answers this range. */
  toContentRangeHeader(length: number | null | undefined): string | undefined {
    return this.makeContentRange(length)?.toHeader()
  }

  toString(): string {
    return this.toHeader()
  }
}

/** A `Content-Range` header. Werkzeug's `ContentRange`; a change shows in the response. */
export class ContentRange {
  /** Called after each change. */
  onUpdate: ((range: ContentRange) => void) | undefined
  #units: string | undefined
  #start: number | undefined
  #stop: number | undefined
  #length: number | undefined

  /**
   * @param units The unit; without one there is no header.
   * @param start The first place, null when the range could not be met.
   * @param stop The place after the last one.
   * @param length The complete length, null when it is not known.
   */
  constructor(
    units?: string | null,
    start?: number | null,
    stop?: number | null,
    length?: number | null,
  ) {
    this.set(start, stop, length, units ?? null)
  }

  /** The unit. */
  get units(): string | undefined {
    return this.#units
  }

  set units(units: string | null | undefined) {
    this.#units = units ?? undefined
    this.onUpdate?.(this)
  }

  /** The first place. */
  get start(): number | undefined {
    return this.#start
  }

  set start(start: number | null | undefined) {
    this.#start = start ?? undefined
    this.onUpdate?.(this)
  }

  /** The place after the last one. */
  get stop(): number | undefined {
    return this.#stop
  }

  set stop(stop: number | null | undefined) {
    this.#stop = stop ?? undefined
    this.onUpdate?.(this)
  }

  /** The complete length. */
  get length(): number | undefined {
    return this.#length
  }

  set length(length: number | null | undefined) {
    this.#length = length ?? undefined
    this.onUpdate?.(this)
  }

  /**
   * Sets everything at once.
   *
   * @param start The first place.
   * @param stop The place after the last one.
   * @param length The complete length.
   * @param units The unit, `bytes` unless given.
   * @throws ValueError When the range does not lie within the length.
   */
  set(
    start?: number | null,
    stop?: number | null,
    length?: number | null,
    units: string | null = 'bytes',
  ): void {
    if (!isRangeValid(start ?? undefined, stop ?? undefined, length ?? undefined)) {
      throw new ValueError(
        `"${start}" to "${stop}" is no range within a length of "${length ?? '*'}".`,
      )
    }
    this.#units = units ?? undefined
    this.#start = start ?? undefined
    this.#stop = stop ?? undefined
    this.#length = length ?? undefined
    this.onUpdate?.(this)
  }

  /** Removes the header. */
  unset(): void {
    this.set(null, null, null, null)
  }

  /** Gives the header's text, empty without a unit. */
  toHeader(): string {
    if (this.#units === undefined) return ''
    const length = this.#length ?? '*'
    if (this.#start === undefined || this.#stop === undefined) return `${this.#units} */${length}`
    return `${this.#units} ${this.#start}-${this.#stop - 1}/${length}`
  }

  toString(): string {
    return this.toHeader()
  }
}

/** An `If-Range` header: an entity tag, or a date. Werkzeug's `IfRange`. */
export class IfRange {
  /** The tag, without quotes. */
  readonly etag: string | undefined
  /** The date. */
  readonly date: Date | undefined

  /**
   * @param etag The tag.
   * @param date The date.
   */
  constructor(etag?: string | null, date?: Date | null) {
    this.etag = etag ?? undefined
    this.date = date ?? undefined
  }

  /** Gives the header's text. */
  toHeader(): string {
    if (this.date !== undefined) return httpDate(this.date)
    return this.etag === undefined ? '' : quoteEtag(this.etag)
  }

  toString(): string {
    return this.toHeader()
  }
}

/** Tells whether a range lies within a length; undefined for both ends is a range that could not be met. */
export function isRangeValid(start?: number, stop?: number, length?: number): boolean {
  if (start === undefined || stop === undefined) {
    return start === stop && (length === undefined || length >= 0)
  }
  return start >= 0 && start < stop && (length === undefined || start < length)
}

/** Reads a `Range` header; undefined when it is missing or malformed. */
export function parseRange(text?: string | null): Range | undefined {
  const equals = text?.indexOf('=') ?? -1
  if (!text || equals < 0) return undefined
  const ranges: [number, number | undefined][] = []
  let lastStop: number | undefined = 0
  for (const part of text.slice(equals + 1).split(',')) {
    // Nothing can follow a range that is open.
    const range: [number, number | undefined] | undefined =
      lastStop === undefined ? undefined : parsePart(part.trim(), lastStop)
    if (range === undefined) return undefined
    ranges.push(range)
    lastStop = range[1]
  }
  return new Range(text.slice(0, equals).trim().toLowerCase(), ranges)
}

function parsePart(part: string, lastStop: number): [number, number | undefined] | undefined {
  const dash = part.indexOf('-')
  if (dash < 0) return undefined
  if (dash === 0) {
    const suffix = plainInt(part)
    return suffix === undefined ? undefined : [suffix, undefined]
  }
  const start = plainInt(part.slice(0, dash))
  if (start === undefined || start < lastStop) return undefined
  const endText = part.slice(dash + 1).trim()
  if (endText === '') return [start, undefined]
  const end = plainInt(endText)
  return end === undefined || start > end ? undefined : [start, end + 1]
}

/** Reads a `Content-Range` header; undefined when it is missing or malformed. */
export function parseContentRange(text?: string | null): ContentRange | undefined {
  const [, units, rangeText, lengthText] = /^(\S+)\s([^/]*)\/(.*)$/s.exec(text?.trim() ?? '') ?? []
  if (units === undefined) return undefined
  const range = rangeText.trimStart()
  const length = lengthText.trim() === '*' ? null : plainInt(lengthText)
  if (length === undefined) return undefined
  if (range === '*')
    return isRangeValid(undefined, undefined, length ?? undefined)
      ? new ContentRange(units, null, null, length)
      : undefined
  const dash = range.indexOf('-')
  const start = dash < 0 ? undefined : plainInt(range.slice(0, dash))
  const end = dash < 0 ? undefined : plainInt(range.slice(dash + 1))
  if (start === undefined || end === undefined) return undefined
  return isRangeValid(start, end + 1, length ?? undefined)
    ? new ContentRange(units, start, end + 1, length)
    : undefined
}

/** Reads an `If-Range` header. */
export function parseIfRange(text?: string | null): IfRange {
  if (!text) return new IfRange()
  const date = parseHttpDate(text)
  return date === undefined ? new IfRange(unquoteEtag(text)[0]) : new IfRange(null, date)
}

function plainInt(text: string): number | undefined {
  return /^\s*-?[0-9]+\s*$/.test(text) ? Number(text) || 0 : undefined
}
