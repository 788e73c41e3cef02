import { compareWeights, type RulePart } from './rule-part.ts'
import type { RuleVariant } from './rule.ts'

class State {
  readonly literal: Map<string, State> = new Map()
  readonly dynamic: { part: RulePart; next: State }[] = []
  readonly ends: RuleVariant[] = []
}

/** What following the tree gave. */
export interface Walk {
  /** The variant that matched. */
  variant: RuleVariant | undefined
  /** The texts of its arguments. */
  values: string[]
  /** Whether the address would match with a slash at its end. */
  slashRequired: boolean
  /** The methods of the rules that matched but for the method. */
  methods: Set<string> | undefined
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
    for (const part of variant.parts) state = part.literal ? literalStep(state, part) : dynamicStep(state, part)
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
    const walker = new Walker([domain, ...path.split('/')], method)
    walker.variant = walker.follow(this.#root, 0)
    return walker
  }
}

function literalStep(state: State, part: RulePart): State {
  let next = state.literal.get(part.content)
  if (next === undefined) state.literal.set(part.content, (next = new State()))
  return next
}

function dynamicStep(state: State, part: RulePart): State {
  const same = state.dynamic.find(
    ({ part: other }) =>
      other.content === part.content && other.final === part.final && compareWeights(other.weight, part.weight) === 0,
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

class Walker implements Walk {
  variant: RuleVariant | undefined
  readonly values: string[] = []
  slashRequired = false
  methods: Set<string> | undefined
  readonly #segments: string[]
  readonly #method: string

  constructor(segments: string[], method: string) {
    this.#segments = segments
    this.#method = method
  }

  follow(state: State, place: number): RuleVariant | undefined {
    const segments = this.#segments
    if (place === segments.length) return this.#end(state)
    const segment = segments[place]
    const next = state.literal.get(segment)
    if (next !== undefined) {
      const found = this.follow(next, place + 1)
      if (found !== undefined || this.slashRequired) return found
    }
    for (const { part, next: after } of state.dynamic) {
      const found = this.#step(part, after, place)
      if (found !== undefined || this.slashRequired) return found
    }
    // A slash too many is none to a rule that is not strict.
    if (segment === '' && place === segments.length - 1) return this.#accepted(state, (variant) => !variant.rule.strictSlashes)
    return undefined
  }

  #step(part: RulePart, next: State, place: number): RuleVariant | undefined {
    const text = part.final ? this.#segments.slice(place).join('/') : this.#segments[place]
    const groups = part.match(text)
    if (groups === undefined) return undefined
    const before = this.values.length
    let after = part.final ? this.#segments.length : place + 1
    if (part.suffixed && groups.pop() === '/') {
      // What is left is the empty segment behind the slash, which the path ends with.
      after = this.#segments.length - 1
    }
    this.values.push(...groups)
    const found = this.follow(next, after)
    if (found === undefined) this.values.length = before
    return found
  }

  #end(state: State): RuleVariant | undefined {
    const found = this.#accepted(state, () => true)
    if (found !== undefined) return found
    for (const variant of state.literal.get('')?.ends ?? []) {
      if (!takes(variant, this.#method)) continue
      if (!variant.rule.strictSlashes) return variant
      this.slashRequired = true
      return undefined
    }
    return undefined
  }

  #accepted(state: State, also: (variant: RuleVariant) => boolean): RuleVariant | undefined {
    for (const variant of state.ends) {
      if (!also(variant)) continue
      if (takes(variant, this.#method)) return variant
      this.methods ??= new Set()
      for (const method of variant.rule.methods ?? []) this.methods.add(method)
    }
    return undefined
  }
}
