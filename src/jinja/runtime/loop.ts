import type { Environment } from '../environment.ts'
import { iterate } from '../values/slice.ts'
import { equals } from '../values/truth.ts'
import { missing } from './undefined.ts'

/** Renders the body of a recursive loop over other items. */
export type LoopRender = (items: unknown, render: LoopRender, depth: number) => unknown

/** The variable `loop`. Jinja's `LoopContext`. */
export class LoopContext {
  /** The number of the current round, from 0. */
  index0 = -1
  /** How deep a recursive loop is, from 0. */
  readonly depth0: number
  private readonly environment: Environment
  private readonly render: LoopRender | undefined
  private list: readonly unknown[] | undefined
  private iterator: Iterator<unknown> | undefined
  private item: unknown
  private before: unknown
  private after: IteratorResult<unknown> | undefined
  private lastChanged: unknown[] | undefined

  constructor(items: unknown, environment: Environment, render?: LoopRender, depth = 0) {
    this.environment = environment
    this.render = render
    this.depth0 = depth
    if (Array.isArray(items)) this.list = items
    else {
      const iterable = iterate(items)
      if (Array.isArray(iterable)) this.list = iterable
      else this.iterator = iterable[Symbol.iterator]()
    }
  }

  /** Goes on to the next item; false at the end. */
  advance(): boolean {
    if (this.list !== undefined) {
      const index = this.index0 + 1
      if (index >= this.list.length) return false
      this.index0 = index
      return true
    }
    const next = this.peek()
    if (next.done === true) return false
    this.after = undefined
    this.index0++
    this.before = this.item
    this.item = next.value
    return true
  }

  /** The current item. */
  get current(): unknown {
    return this.list === undefined ? this.item : this.list[this.index0]
  }

  private peek(): IteratorResult<unknown> {
    this.after ??= this.iterator?.next() ?? { done: true, value: undefined }
    return this.after
  }

  /** The number of the current round, from 1. */
  get index(): number {
    return this.index0 + 1
  }

  /** The number of items; what comes one by one is read to its end. */
  get length(): number {
    return this.all().length
  }

  private all(): readonly unknown[] {
    if (this.list !== undefined) return this.list
    const items: unknown[] = new Array(Math.max(0, this.index0 - 1)).fill(undefined)
    if (this.index0 > 0) items.push(this.before)
    if (this.index0 >= 0) items.push(this.item)
    for (let next = this.peek(); next.done !== true; next = this.peek()) {
      items.push(next.value)
      this.after = undefined
    }
    this.list = items
    return items
  }

  /** The number of rounds to come with this one. */
  get revindex(): number {
    return this.length - this.index0
  }

  /** The number of rounds to come. */
  get revindex0(): number {
    return this.length - this.index0 - 1
  }

  /** True in the first round. */
  get first(): boolean {
    return this.index0 === 0
  }

  /** True in the last round. */
  get last(): boolean {
    return this.list === undefined
      ? this.peek().done === true
      : this.index0 === this.list.length - 1
  }

  /** How deep a recursive loop is, from 1. */
  get depth(): number {
    return this.depth0 + 1
  }

  /** The item of the round before. */
  get previtem(): unknown {
    if (this.first) return this.none('there is no previous item')
    return this.list === undefined ? this.before : this.list[this.index0 - 1]
  }

  /** The item of the next round. */
  get nextitem(): unknown {
    if (this.last) return this.none('there is no next item')
    return this.list === undefined ? this.peek().value : this.list[this.index0 + 1]
  }

  private none(hint: string): unknown {
    return new this.environment.undefined(hint, missing)
  }

  /** Gives one of its arguments, the next one in each round. */
  cycle(...values: unknown[]): unknown {
    if (values.length === 0) throw new TypeError('loop.cycle() needs values to cycle through.')
    return values[this.index0 % values.length]
  }

  /** Tells whether its arguments are others than in the call before. */
  changed(...values: unknown[]): boolean {
    if (this.lastChanged !== undefined && equals(this.lastChanged, values)) return false
    this.lastChanged = values
    return true
  }

  /** Renders the loop's body over other items, in a recursive loop. */
  __call__(items: unknown): unknown {
    if (this.render === undefined) {
      throw new TypeError(
        'loop() needs a recursive loop: write "recursive" at the end of the "for".',
      )
    }
    return this.render(items, this.render, this.depth)
  }

  __len__(): number {
    return this.length
  }

  __repr__(): string {
    return `<LoopContext ${this.index}/${this.length}>`
  }
}
