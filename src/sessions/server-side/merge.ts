import type { DataSerializer } from '../../signing/serializer.ts'

type Data = Record<string, unknown>
type Same = (left: unknown, right: unknown) => boolean

/**
 * Gives the newest data with the changes that one request made to an older state: each key that it
 * set or removed, and nothing else. Flashed messages are lists: what was shown goes, what was added
 * stays.
 *
 * @param before The state that the request began with.
 * @param mine The state that it ended with.
 * @param newest What others have written meanwhile.
 * @param serializer Tells whether two values are the same.
 */
export function replay(before: Data, mine: Data, newest: Data, serializer: DataSerializer): Data {
  const merged = new Map(Object.entries(newest))
  const same: Same = (left, right) =>
    String(serializer.dumps([left])) === String(serializer.dumps([right]))
  for (const key of new Set([...Object.keys(before), ...Object.keys(mine)])) {
    const had = Object.hasOwn(before, key)
    const has = Object.hasOwn(mine, key)
    if (had && has && same(before[key], mine[key])) continue
    if (key === '_flashes') mergeFlashes(merged, before[key], mine[key], same)
    else if (has) merged.set(key, mine[key])
    else merged.delete(key)
  }
  return Object.fromEntries(merged)
}

function mergeFlashes(merged: Map<string, unknown>, before: unknown, mine: unknown, same: Same) {
  const shown = without(asList(before), asList(mine), same)
  const added = without(asList(mine), asList(before), same)
  const all = [...without(asList(merged.get('_flashes')), shown, same), ...added]
  if (all.length > 0) merged.set('_flashes', all)
  else merged.delete('_flashes')
}

/** Gives what is left of a list when each of the others has taken one away. */
function without(list: readonly unknown[], others: readonly unknown[], same: Same): unknown[] {
  const left = [...list]
  for (const other of others) {
    const place = left.findIndex((message) => same(message, other))
    if (place >= 0) left.splice(place, 1)
  }
  return left
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
