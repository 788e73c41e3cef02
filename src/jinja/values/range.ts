import { ValueError } from '../../errors.ts'
import { OverflowError } from '../../python/errors.ts'

const LONGEST = 10_000_000

/** The numbers of `range`, which print as Python's range does. */
export class Range extends Array<number> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  /**
   * Makes the numbers from `start` up to `stop`, which is not one of them.
   * @param start The first number.
   * @param stop Where they end.
   * @param step The distance between two of them.
   * @param longest How many there may be.
   */
  static between(start: number, stop: number, step: number, longest = LONGEST): Range {
    if (step === 0) throw new ValueError('The function "range" cannot have the step 0.')
    const size = Math.max(0, Math.ceil((stop - start) / step))
    if (size > longest) {
      throw new OverflowError(`A range of ${size} numbers is too long, ${longest} is the most.`)
    }
    const numbers = new Range()
    for (let index = 0; index < size; index++) numbers.push(start + index * step)
    const hidden = { value: [start, stop, step], enumerable: false }
    return Object.defineProperty(numbers, 'bounds', hidden)
  }

  declare readonly bounds: readonly [start: number, stop: number, step: number]

  /** Gives the numbers at some places, as a range again. */
  part(from: number, to: number, by: number): Range {
    const [start, , step] = this.bounds
    return Range.between(start + from * step, start + to * step, step * by)
  }

  __repr__(): string {
    const [start, stop, step] = this.bounds
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`
  }

  __str__(): string {
    return this.__repr__()
  }
}
