import type { RuleVariant } from './rule.ts'
import { compareWeights, type RulePart } from './rule-part.ts'

interface Branch {
  part: RulePart
  next: State
}

class State {
  readonly literal: Map<string, State> = new Map()
  readonly dynamic: Branch[] = []
  readonly ends: RuleVariant[] = []
}

/** The rules as a tree of segments: the most specific way through it is tried first. */
export class RuleTree {
  readonly #root = new State()
  readonly #literals = new Map<string, RuleVariant[]>()
  #sorted = true

  /** Adds a way to match. */
  add(variant: RuleVariant): void {
    this.#sorted = false
    let state = this.#root
    for (const part of variant.parts) {
      state = part.literal ? literalStep(state, part) : dynamicStep(state, part)
    }
    state.ends.push(variant)
    if (variant.literal === undefined) return
    const same = this.#literals.get(variant.literal)
    if (same === undefined) this.#literals.set(variant.literal, [variant])
    else same.push(variant)
  }

  /** Finds the way for a path without arguments, which goes before any other. */
  findLiteral(path: string, method: string): RuleVariant | undefined {
    const variants = this.#literals.get(path)
    if (variants === undefined) return undefined
    for (const variant of variants) if (takes(variant, method)) return variant
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

function literalStep(state: State, part: RulePart): State {
  let next = state.literal.get(part.content)
  if (next === undefined) {
    next = new State()
    state.literal.set(part.content, next)
  }
  return next
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
  state.dynamic.push({ part, next })
  return next
}

function sortStates(state: State): void {
  state.dynamic.sort((left, right) => compareWeights(left.part.weight, right.part.weight))
  for (const next of state.literal.values()) sortStates(next)
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
    const next = root.literal.get(domain)?.literal.get('')
    if (next !== undefined) this.variant = this.#follow(next, 1)
    for (const { part, next: after } of root.dynamic) {
      if (this.variant !== undefined || this.slashRequired) return
      const begun = after.literal.get('')
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
    const next = state.literal.get(path.slice(place, end))
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
    const found = this.#accepted(state, true)
    if (found !== undefined) return found
    const slashed = state.literal.get('')
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
    for (const variant of state.ends) {
      if (!strict && variant.rule.strictSlashes) continue
      if (takes(variant, this.#method)) return variant
      this.methods ??= new Set()
      for (const method of variant.rule.methods ?? []) this.methods.add(method)
    }
    return undefined
  }
}
