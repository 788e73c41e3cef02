import { isDigit, type Shape } from './shapes.ts'

/** A piece of a segment: literal text, a shape, or the slash that may end a path. */
export type Piece = string | Shape | typeof lastSlash
export const lastSlash: unique symbol = Symbol('last slash')

const slash = 47
const newline = 10
const minus = 45
const point = 46

/**
 * Matches pieces against all of a text as a backtracking regular expression would, in one pass for
 * each piece from the right: what a client sends cannot make it slow.
 *
 * @returns The texts of all pieces, or undefined.
 */
export function matchLinear(pieces: readonly Piece[], text: string): string[] | undefined {
  const characters = charactersOf(text)
  const ends: Int32Array[] = []
  let after = new Uint8Array(characters.codes.length + 1)
  after[characters.codes.length] = 1
  for (let index = pieces.length - 1; index >= 0; index--) {
    const step = endsOf(pieces[index], characters, after)
    ends[index] = step
    after = reached(step)
  }
  if (after[0] === 0) return undefined
  const texts: string[] = []
  let place = 0
  for (const step of ends) {
    texts.push(sliceOf(text, characters, place, step[place]))
    place = step[place]
  }
  return texts
}

interface Characters {
  codes: Uint32Array
  /** Where each begins in the text, when some take two code units. */
  offsets: Uint32Array | undefined
}

const surrogate = /[\ud800-\udfff]/

function charactersOf(text: string): Characters {
  if (!surrogate.test(text)) {
    const codes = new Uint32Array(text.length)
    for (let index = 0; index < codes.length; index++) codes[index] = text.charCodeAt(index)
    return { codes, offsets: undefined }
  }
  const parts = [...text]
  const codes = Uint32Array.from(parts, (part) => part.codePointAt(0)!)
  const offsets = new Uint32Array(parts.length + 1)
  for (const [index, part] of parts.entries()) offsets[index + 1] = offsets[index] + part.length
  return { codes, offsets }
}

function sliceOf(text: string, { offsets }: Characters, start: number, end: number): string {
  return offsets === undefined ? text.slice(start, end) : text.slice(offsets[start], offsets[end])
}

function reached(ends: Int32Array): Uint8Array<ArrayBuffer> {
  const places = new Uint8Array(ends.length)
  for (let index = 0; index < ends.length; index++) places[index] = ends[index] < 0 ? 0 : 1
  return places
}

// Where a piece that begins at each place ends, so that the rest matches; -1 for nowhere.
function endsOf(piece: Piece, characters: Characters, after: Uint8Array): Int32Array {
  const ends = new Int32Array(after.length).fill(-1)
  if (typeof piece === 'string') literalEnds(piece, characters.codes, after, ends)
  else if (piece === lastSlash) slashEnds(characters.codes, after, ends)
  else shapeEnds(piece, characters.codes, after, ends)
  return ends
}

function shapeEnds(shape: Shape, codes: Uint32Array, after: Uint8Array, ends: Int32Array): void {
  if (shape.kind === 'path') pathEnds(codes, after, ends)
  else if (shape.kind === 'uuid') uuidEnds(codes, after, ends)
  else if (shape.kind === 'any') {
    for (const item of [...shape.items].reverse()) literalEnds(item, codes, after, ends)
  } else runEnds(shape, codes, after, ends)
}

function literalEnds(
  literal: string,
  codes: Uint32Array,
  after: Uint8Array,
  ends: Int32Array,
): void {
  const wanted = Array.from(literal, (character) => character.codePointAt(0)!)
  for (let place = 0; place + wanted.length < after.length; place++) {
    const end = place + wanted.length
    if (after[end] === 1 && wanted.every((code, index) => codes[place + index] === code))
      ends[place] = end
  }
}

function slashEnds(codes: Uint32Array, after: Uint8Array, ends: Int32Array): void {
  const last = codes.length
  if (after[last] === 0 || last === 0) return
  if (codes[last - 1] !== slash) ends[last] = last
  else if (last > 1 && codes[last - 2] !== slash) ends[last - 1] = last
}

function pathEnds(codes: Uint32Array, after: Uint8Array, ends: Int32Array): void {
  let nextEnd = -1
  let stop = codes.length
  for (let place = codes.length - 1; place >= 0; place--) {
    if (after[place + 1] === 1) nextEnd = place + 1
    // The first character may be a newline, none after it.
    if (place + 1 < codes.length && codes[place + 1] === newline) stop = place + 1
    if (codes[place] !== slash && nextEnd >= 0 && nextEnd <= stop) ends[place] = nextEnd
  }
}

const uuidPattern = /^[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/

function uuidEnds(codes: Uint32Array, after: Uint8Array, ends: Int32Array): void {
  for (let place = 0; place + 36 < after.length; place++) {
    if (after[place + 36] === 0 || codes[place + 8] !== minus) continue
    if (uuidPattern.test(String.fromCodePoint(...codes.subarray(place, place + 36))))
      ends[place] = place + 36
  }
}

type Run = Exclude<Shape, { kind: 'path' } | { kind: 'uuid' } | { kind: 'any' }>

// As many characters as can be.
function runEnds(shape: Run, codes: Uint32Array, after: Uint8Array, ends: Int32Array): void {
  const last = lastPlaces(after)
  const runs = runsOf(shape.kind === 'text' ? isNotSlash : isDigit, codes)
  for (let place = 0; place < codes.length + 1; place++) {
    const end =
      shape.kind === 'text'
        ? textEnd(shape, place, runs, last)
        : numberEnd(shape, place, codes, runs, last)
    if (end >= 0) ends[place] = end
  }
}

function textEnd(
  shape: { min: number; max: number },
  place: number,
  runs: Int32Array,
  last: Int32Array,
): number {
  const end = last[Math.min(runs[place], place + shape.max)]
  return end >= place + shape.min ? end : -1
}

function numberEnd(
  shape: { kind: 'digits' | 'float'; signed: boolean },
  place: number,
  codes: Uint32Array,
  ...[runs, last]: [Int32Array, Int32Array]
): number {
  let start = shape.signed && codes[place] === minus ? place + 1 : place
  if (start >= runs.length) return -1
  if (shape.kind === 'float') {
    if (runs[start] === start || codes[runs[start]] !== point) return -1
    start = runs[start] + 1
  }
  const end = last[runs[start]]
  return end > start ? end : -1
}

// For each place the last one up to it from which the rest matches.
function lastPlaces(after: Uint8Array): Int32Array {
  const places = new Int32Array(after.length)
  let last = -1
  for (let place = 0; place < after.length; place++) {
    if (after[place] === 1) last = place
    places[place] = last
  }
  return places
}

// For each place where the run of characters of a class ends that begins there.
function runsOf(belongs: (code: number) => boolean, codes: Uint32Array): Int32Array {
  const runs = new Int32Array(codes.length + 1)
  runs[codes.length] = codes.length
  for (let place = codes.length - 1; place >= 0; place--) {
    runs[place] = belongs(codes[place]) ? runs[place + 1] : place
  }
  return runs
}

function isNotSlash(code: number): boolean {
  return code !== slash
}
