import { ZeroDivisionError } from '../../python/errors.ts'
import { Float, toFloat } from '../../python/float.ts'
import { Day, momentType } from '../../python/moments.ts'
import { TimeDelta } from '../../python/timedelta.ts'

const DAY = 86_400_000

/**
 * Reckons with moments and the times between them as Python's `datetime` does.
 * @param operator One of `+ - * / // %`.
 * @returns Undefined where the two do not go together.
 */
export function reckonTime(operator: string, left: unknown, right: unknown): unknown {
  if (left instanceof Date) return reckonMoment(operator, left, right)
  if (left instanceof TimeDelta) return reckonDelta(operator, left, right)
  return operator === '*' && right instanceof TimeDelta ? scaled(right, factorOf(left)) : undefined
}

function reckonMoment(operator: string, left: Date, right: unknown): unknown {
  if (momentType(left) === 'time') return undefined
  if (right instanceof TimeDelta) {
    if (operator === '+') return moved(left, right)
    return operator === '-' ? moved(left, new TimeDelta(-right.milliseconds)) : undefined
  }
  if (operator !== '-' || !(right instanceof Date)) return undefined
  if (momentType(left) !== momentType(right)) return undefined
  return new TimeDelta(left.getTime() - right.getTime())
}

// A day moves by whole days only.
function moved(date: Date, by: TimeDelta): Date {
  if (date instanceof Day) return new Day(date.getTime() + by.days * DAY)
  return new Date(date.getTime() + by.milliseconds)
}

function reckonDelta(operator: string, left: TimeDelta, right: unknown): unknown {
  const a = left.milliseconds
  if (right instanceof Date) {
    return operator === '+' ? reckonMoment('+', right, left) : undefined
  }
  if (right instanceof TimeDelta) return betweenDeltas(operator, a, right.milliseconds)
  const factor = factorOf(right)
  if (operator === '*') return scaled(left, factor)
  if (factor === undefined || (operator === '//' && right instanceof Float)) return undefined
  if (operator !== '/' && operator !== '//') return undefined
  const quotient = a / nonZero(factor)
  return new TimeDelta(operator === '/' ? quotient : Math.floor(quotient * 1000) / 1000)
}

function betweenDeltas(operator: string, a: number, b: number): unknown {
  switch (operator) {
    case '+':
      return new TimeDelta(a + b)
    case '-':
      return new TimeDelta(a - b)
    case '/':
      return toFloat(a / nonZero(b))
    case '//':
      return Math.floor(a / nonZero(b))
    case '%':
      return new TimeDelta(a - b * Math.floor(a / nonZero(b)))
    default:
      return undefined
  }
}

function scaled(delta: TimeDelta, factor: number | undefined): TimeDelta | undefined {
  return factor === undefined ? undefined : new TimeDelta(delta.milliseconds * factor)
}

function factorOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value)
  return value instanceof Float ? value.valueOf() : undefined
}

function nonZero(value: number): number {
  if (value === 0) throw new ZeroDivisionError('A time cannot be divided by zero.')
  return value
}
