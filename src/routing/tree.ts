import type { RuleVariant } from './rule.ts'
import { compareWeights, type RulePart } from './rule-part.ts'

interface Branch {
  part: RulePart
  next: State
}

const noBranches: readonly Branch[] = []
const noEnds: readonly RuleVariant[] = []

// Most states have one way on: kept small, so that those of many rules fit into the processor's caches.
class State {
  dynamic: readonly Branch[] = noBranches
  ends: readonly RuleVariant[] = noEnds
  /** The one literal segment that leads on, while there is no other. */
  onlyKey: string | undefined
  onlyNext: State | undefined
  literal: Map<string, State> | undefined

  find(segment: string): State | undefined {
    if (this.literal !== undefined) return this.literal.get(segment)
    return this.onlyKey === segment ? this.onlyNext : undefined
  }

  // As `find`, for a piece of a path, which need not be cut out to be compared.
  findIn(path: string, start: number, end: number): State | undefined {
    const { literal, onlyKey } = this
    if (literal !== undefined) return literal.get(path.slice(start, end))
    if (onlyKey === undefined || onlyKey.length !== end - start) return undefined
    return path.startsWith(onlyKey, start) ? this.onlyNext : undefined
  }

  add(segment: string): State {
    const found = this.find(segment)
    if (found !== undefined) return found
    const next = new State()
    if (this.literal !== undefined) this.literal.set(segment, next)
    else if (this.onlyKey === undefined) {
      this.onlyKey = segment
      this.onlyNext = next
    } else {
      this.literal = new Map([
        [this.onlyKey, this.onlyNext!],
        [segment, next],
      ])
    }
    return next
  }

  literals(): Iterable<State> {
    return this.literal?.values() ?? (this.onlyNext === undefined ? [] : [this.onlyNext])
  }
}

/** The rules as a tree of segments: the most specific way through it is tried first. */
export class RuleTree {
  readonly #root = new State()
  readonly #literals = new Map<string, RuleVariant[]>()
  // Looked at first, as the hash of a path costs more than its length.
  readonly #literalLengths: (true | undefined)[] = []
  #sorted = true

  /** Adds a way to match. */
  add(variant: RuleVariant): void {
    this.#sorted = false
    let state = this.#root
    for (const part of variant.parts) {
      state = part.literal ? state.add(part.content) : dynamicStep(state, part)
    }
    state.ends = [...state.ends, variant]
    if (variant.literal === undefined) return
    this.#literalLengths[variant.literal.length] = true
    const same = this.#literals.get(variant.literal)
    if (same === undefined) this.#literals.set(variant.literal, [variant])
    else same.push(variant)
  }

  /** Finds the way for a path without arguments, which goes before any other. */
  findLiteral(path: string, method: string): RuleVariant | undefined {
    if (this.#literalLengths[path.length] === undefined) return undefined
    const variants = this.#literals.get(path)
    if (variants === undefined) return undefined
    for (let index = 0; index < variants.length; index++) {
      if (takes(variants[index], method)) return variants[index]
    }
    return undefined
  }

  /** Follows the tree. */
  walk(domain: string, path: string, method: string): Walk {
    if (!this.#sorted) {
      sortStates(this.#root)
      this.#sorted = true
    }
    const walk = new Walk(path, method)
    walk.begin(this.#root, domain)
    return walk
  }
}

function dynamicStep(state: State, part: RulePart): State {
  const same = state.dynamic.find(
    ({ part: other }) =>
      other.content === part.content &&
      other.final === part.final &&
      compareWeights(other.weight, part.weight) === 0,
  )
  if (same !== undefined) return same.next
  const next = new State()
  state.dynamic = [...state.dynamic, { part, next }]
  return next
}

function sortStates(state: State): void {
  if (state.dynamic.length > 1) {
    state.dynamic = [...state.dynamic].sort((left, right) =>
      compareWeights(left.part.weight, right.part.weight),
    )
  }
  for (const next of state.literals()) sortStates(next)
  for (const { next } of state.dynamic) sortStates(next)
}

function takes(variant: RuleVariant, method: string): boolean {
  const { methods } = variant.rule
  return methods === undefined || methods.has(method)
}

/** What following the tree gave. */
export class Walk {
  /** The variant that matched. */
  variant: RuleVariant | undefined
  /** The texts of its arguments. */
  readonly values: string[] = []
  /** Whether the address would match with a slash at its end. */
  slashRequired = false
  /** The methods of the rules that matched but for the method. */
  methods: Set<string> | undefined
  readonly #path: string
  readonly #method: string

  constructor(path: string, method: string) {
    this.#path = path
    this.#method = method
  }

  /** Goes from the domain to the path, whose first segment is the empty one before the slash. */
  begin(root: State, domain: string): void {
    const next = root.find(domain)?.find('')
    if (next !== undefined) this.variant = this.#follow(next, 1)
    if (root.dynamic.length > 0) this.#beginBelowDomains(root, domain)
  }

  #beginBelowDomains(root: State, domain: string): void {
    for (const { part, next: after } of root.dynamic) {
      if (this.variant !== undefined || this.slashRequired) return
      const begun = after.find('')
      if (begun === undefined || part.matcher?.match(domain, 0, domain.length, this.values) === 0)
        continue
      this.variant = this.#follow(begun, 1)
      if (this.variant === undefined) this.values.length = 0
    }
  }

  // `place` is where a segment begins; beyond the path's length no segment is left.
  #follow(state: State, place: number): RuleVariant | undefined {
    const path = this.#path
    if (place > path.length) return this.#end(state)
    let end = path.indexOf('/', place)
    if (end < 0) end = path.length
    const next = state.findIn(path, place, end)
    if (next !== undefined) {
      const found = this.#follow(next, end + 1)
      if (found !== undefined || this.slashRequired) return found
    }
    const { dynamic } = state
    for (let index = 0; index < dynamic.length; index++) {
      const found = this.#step(dynamic[index], place, end)
      if (found !== undefined || this.slashRequired) return found
    }
    // A slash too many is none to a rule that is not strict.
    return place === path.length ? this.#accepted(state, false) : undefined
  }

  #step({ part, next }: Branch, place: number, end: number): RuleVariant | undefined {
    const { length } = this.#path
    const count = this.values.length
    const answer = part.matcher!.match(this.#path, place, part.final ? length : end, this.values)
    if (answer === 0) return undefined
    // Behind a slash that the part left at the end stands the empty segment.
    const after = part.final ? length + (answer === 2 ? 0 : 1) : end + 1
    const found = this.#follow(next, after)
    if (found === undefined) this.values.length = count
    return found
  }

  #end(state: State): RuleVariant | undefined {
    return this.#accepted(state, true) ?? this.#endWithSlash(state)
  }

  #endWithSlash(state: State): RuleVariant | undefined {
    const slashed = state.find('')
    if (slashed === undefined) return undefined
    for (const variant of slashed.ends) {
      if (!takes(variant, this.#method)) continue
      if (!variant.rule.strictSlashes) return variant
      this.slashRequired = true
      return undefined
    }
    return undefined
  }

  #accepted(state: State, strict: boolean): RuleVariant | undefined {
    const { ends } = state
    for (let index = 0; index < ends.length; index++) {
      const variant = ends[index]
      if (!strict && variant.rule.strictSlashes) continue
      if (takes(variant, this.#method)) return variant
      this.#noteMethods(variant)
    }
    return undefined
  }

  #noteMethods({ rule }: RuleVariant): void {
    this.methods ??= new Set()
    for (const method of rule.methods ?? []) this.methods.add(method)
  }
}
