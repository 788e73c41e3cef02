import { toFloat } from './float.ts'

const DAY = 86_400_000

const two = (value: number) => String(value).padStart(2, '0')

/**
 * The time between two moments, Python's `timedelta`: whole days, of which there may be fewer than
 * none, and the seconds beyond them.
 */
export class TimeDelta {
  /** How long it is, in milliseconds. */
  readonly milliseconds: number

  /**
   * Makes a time.
   * @param milliseconds How long it is; what a division leaves is rounded to a microsecond.
   */
  constructor(milliseconds: number) {
    this.milliseconds = Math.round(milliseconds * 1000) / 1000
  }

  get days(): number {
    return Math.floor(this.milliseconds / DAY)
  }

  get seconds(): number {
    return Math.floor(this.rest / 1000)
  }

  get microseconds(): number {
    return Math.round((this.rest % 1000) * 1000)
  }

  private get rest(): number {
    return this.milliseconds - this.days * DAY
  }

  /** Gives all of it in seconds, as a float. */
  total_seconds(): unknown {
    return toFloat(this.milliseconds / 1000)
  }

  __bool__(): boolean {
    return this.milliseconds !== 0
  }

  __eq__(other: unknown): boolean {
    return other instanceof TimeDelta && other.milliseconds === this.milliseconds
  }

  __str__(): string {
    const { days, seconds, microseconds } = this
    const head = days === 0 ? '' : `${days} ${Math.abs(days) === 1 ? 'day' : 'days'}, `
    const tail = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`
    const clock = [
      Math.floor(seconds / 3600),
      two(Math.floor(seconds / 60) % 60),
      two(seconds % 60),
    ]
    return head + clock.join(':') + tail
  }

  __repr__(): string {
    const parts = (['days', 'seconds', 'microseconds'] as const)
      .filter((name) => this[name] !== 0)
      .map((name) => `${name}=${this[name]}`)
    return `datetime.timedelta(${parts.join(', ') || '0'})`
  }
}
