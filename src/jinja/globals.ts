import { RuntimeError } from '../errors.ts'
import { escapeText, Markup } from '../markup.ts'
import { isPlainObject } from '../options.ts'
import { repr } from '../python/repr.ts'
import { capitalize } from '../python/text.ts'
import type { Callable } from './types.ts'
import { splitArguments } from './values/call.ts'
import { makeDict } from './values/dict.ts'
import { onlyOne, pairsOf } from './values/dict-methods.ts'
import { Range } from './values/range.ts'
import { table } from './values/table.ts'
import { wantInt } from './values/text-methods.ts'
import { truth } from './values/truth.ts'

function range(first: unknown, second?: unknown, by: unknown = 1): Range {
  const [start, stop] =
    second === undefined ? [0, wantInt(first)] : [wantInt(first), wantInt(second)]
  return Range.between(start, stop, wantInt(by))
}

function dict(...args: unknown[]): object {
  const [values, kwargs] = splitArguments(args)
  const source = onlyOne(values)
  const pairs = source === undefined ? [] : pairsOf(source)
  return makeDict(distinct([...pairs, ...Object.entries(kwargs)]))
}

function distinct(pairs: [unknown, unknown][]): [unknown, unknown][] {
  return [...new Map(pairs)]
}

/** Gives its values one after the other, again and again. Jinja's `cycler`. */
export class Cycler {
  readonly items: readonly unknown[]
  pos = 0

  constructor(...items: unknown[]) {
    if (items.length === 0)
      throw new RuntimeError('The function "cycler" wants at least one value.')
    this.items = items
  }

  get current(): unknown {
    return this.items[this.pos]
  }

  next(): unknown {
    const value = this.current
    this.pos = (this.pos + 1) % this.items.length
    return value
  }

  reset(): void {
    this.pos = 0
  }

  __repr__(): string {
    return '<Cycler object>'
  }
}

/** Gives nothing the first time, and its text at every later call. Jinja's `joiner`. */
export class Joiner {
  readonly sep: unknown
  used = false

  constructor(sep: unknown = ', ') {
    this.sep = isPlainObject(sep) && 'sep' in sep ? sep.sep : sep
  }

  __call__(...args: unknown[]): unknown {
    if (args.length > 0) throw new TypeError('A joiner takes no arguments when it is called.')
    if (this.used) return this.sep
    this.used = true
    return ''
  }
}

/** An object whose attributes a template may set. Jinja's `namespace`. */
export class Namespace {
  declare __setitem__: (name: string, value: unknown) => void;
  [name: string]: unknown

  constructor(...sources: object[]) {
    for (const source of sources) {
      for (const [name, value] of pairsOf(source)) setOwn(this, String(name), value)
    }
  }
}

Object.defineProperties(Namespace.prototype, {
  __setitem__: {
    value(this: Namespace, name: string, value: unknown) {
      setOwn(this, name, value)
    },
  },
  __repr__: {
    value(this: Namespace) {
      return `<Namespace ${repr({ ...this })}>`
    },
  },
})

function setOwn(target: object, name: string, value: unknown): void {
  const options = { value, writable: true, enumerable: true, configurable: true }
  Object.defineProperty(target, name, options)
}

function namespace(...args: unknown[]): Namespace {
  const [values, kwargs] = splitArguments(args)
  const source = onlyOne(values)
  return new Namespace(...(source === undefined ? [] : [source as object]), { ...kwargs })
}

const WORDS = `a ac accumsan ad adipiscing aenean aliquam ante arcu at auctor augue bibendum blandit
commodo condimentum congue consectetur convallis cras cubilia curae cursus dapibus diam dictum
dignissim dis dolor donec dui duis egestas eget eleifend elit enim erat eros est et etiam eu euismod
facilisi fames faucibus felis fermentum fringilla fusce gravida habitant hendrerit iaculis id in
integer ipsum justo lacinia lacus laoreet lectus leo libero ligula lobortis lorem luctus maecenas
magna malesuada massa mattis mauris metus mi molestie mollis montes morbi nam nec neque nibh nisi non
nostra nulla nunc odio orci ornare parturient pede pellentesque pharetra placerat porta posuere
potenti praesent pretium primis proin pulvinar purus quam quis rhoncus risus rutrum sagittis sapien
scelerisque sed sem senectus sit sociis sodales sollicitudin suscipit tellus tempor tincidunt torquent
tortor tristique turpis ullamcorper ultrices urna ut varius vehicula velit vestibulum vitae vivamus
viverra volutpat vulputate`.split(/\s+/)

function random(from: number, to: number): number {
  return from + Math.floor(Math.random() * Math.max(1, to - from))
}

function lipsum(
  n: unknown = 5,
  html: unknown = true,
  min: unknown = 20,
  max: unknown = 100,
): unknown {
  const bounds: [number, number] = [wantInt(min), Math.min(wantInt(max), 10_000)]
  const count = Math.min(Math.max(wantInt(n), 0), 1000)
  const paragraphs = Array.from({ length: count }, () => paragraph(random(...bounds)))
  if (!truth(html)) return paragraphs.join('\n\n')
  return new Markup(paragraphs.map((text) => `<p>${escapeText(text)}</p>`).join('\n'))
}

function paragraph(words: number): string {
  const parts: string[] = []
  let inSentence = 0
  let length = random(8, 18)
  for (let index = 0; index < words; index++) {
    const word = WORDS[random(0, WORDS.length)]
    let text = inSentence === 0 ? capitalize(word) : word
    inSentence++
    if (index === words - 1 || inSentence >= length) {
      text += '.'
      inSentence = 0
      length = random(8, 18)
    } else if (inSentence % random(4, 8) === 0) text += ','
    parts.push(text)
  }
  return parts.join(' ')
}

/** Jinja's builtin globals by their names. */
export const defaultGlobals: Record<string, Callable> = table({
  range: ['start stop? step?', range],
  dict: ['*', dict],
  lipsum: ['n? html? min? max?', lipsum],
  cycler: ['*', (...items: unknown[]) => new Cycler(...items)],
  joiner: ['sep?', (sep?: unknown) => new Joiner(sep)],
  namespace: ['*', namespace],
})
