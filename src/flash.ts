import { requireContext } from './context/context.ts'
import { readArguments } from './options.ts'
import { Tuple } from './python/tuple.ts'
import { messageFlashed } from './signals.ts'

/** Which messages are taken, and how they are given. */
export interface FlashOptions {
  /** Whether to give `[category, message]` pairs; default only the messages. */
  withCategories?: boolean
  /** The categories to give; default all. */
  categoryFilter?: Iterable<string>
}

/**
 * Keeps a message in the session for the next request that shows messages. Flask's `flash`.
 *
 * @param message What to show: text, Markup, or whatever a session can hold.
 * @param category Its kind, such as `error` or `info`; default `message`.
 */
export function flash(
  message: unknown,
  category: string | { category?: string } = 'message',
): void {
  const ctx = requireContext('flash')
  const { session } = ctx
  const given: { category?: string } = readArguments(['category'], [category], 'flash')
  const kind = given.category ?? 'message'
  const waiting = session.get('_flashes', []) as unknown[]
  session.set('_flashes', [...waiting, Tuple.of<unknown>(kind, message)])
  messageFlashed.send(ctx.app, { message, category: kind })
}

/**
 * Takes the messages out of the session and gives them; later calls in the same request give the
 * same. Flask's `get_flashed_messages`.
 *
 * @param args `withCategories` and `categoryFilter`, by place or by name.
 */
export function getFlashedMessages(
  options: FlashOptions & { withCategories: true },
): [string, unknown][]
export function getFlashedMessages(
  withCategories: true,
  categoryFilter?: Iterable<string>,
): [string, unknown][]
export function getFlashedMessages(options?: FlashOptions): unknown[]
export function getFlashedMessages(
  withCategories?: boolean,
  categoryFilter?: Iterable<string>,
): unknown[]
export function getFlashedMessages(...args: unknown[]): unknown[] {
  const options: FlashOptions = readArguments(
    ['withCategories', 'categoryFilter'],
    args,
    'getFlashedMessages',
  )
  const wanted = new Set(options.categoryFilter ?? [])
  const flashes = takeFlashes().filter(([category]) => wanted.size === 0 || wanted.has(category))
  return options.withCategories ? flashes : flashes.map(([, message]) => message)
}

function takeFlashes(): [string, unknown][] {
  const ctx = requireContext('getFlashedMessages').owner
  if (ctx.flashes === undefined) {
    const { session } = ctx
    ctx.flashes = session.has('_flashes') ? (session.pop('_flashes') as unknown[]) : []
  }
  return ctx.flashes.map((flashed) => Array.from(flashed as Iterable<unknown>) as [string, unknown])
}
