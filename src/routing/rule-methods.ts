import { ValueError } from '../errors.ts'

// Rules with equal methods share the set: what all rules share stays in the processor's caches.
const methodSets = new Map<string, ReadonlySet<string>>()

/** Reads the methods of a rule; HEAD goes with GET. */
export function methodSet(
  methods: Iterable<string> | null | undefined,
): ReadonlySet<string> | undefined {
  if (methods === undefined || methods === null) return undefined
  if (typeof methods === 'string') {
    throw new TypeError(`The methods of a rule are a list: ['${methods}'], not '${methods}'.`)
  }
  const set = new Set([...methods].map((method) => method.toUpperCase()))
  if (set.has('GET')) set.add('HEAD')
  const key = [...set].join(' ')
  const same = methodSets.get(key) ?? set
  if (methodSets.size < 1000) methodSets.set(key, same)
  return same
}

/** Refuses methods that no WebSocket begins with. */
export function checkSocketMethods(rule: string, methods: ReadonlySet<string> | undefined): void {
  const other = [...(methods ?? [])].find((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
  if (other === undefined) return
  throw new ValueError(
    `A WebSocket begins with GET: the rule "${rule}" cannot take ${other} as well as \`websocket: true\`.`,
  )
}
