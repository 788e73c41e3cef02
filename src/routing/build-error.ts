import { LookupError } from '../errors.ts'
import { repr } from '../python/repr.ts'
import type { MapAdapter } from './adapter.ts'
import type { Rule } from './rule.ts'
import { similarity } from './similarity.ts'

/** No URL can be built. Werkzeug's `BuildError`; the message names what was probably meant. */
export class BuildError extends LookupError {
  override name = 'BuildError'
  readonly endpoint: string
  readonly values: Record<string, unknown>
  readonly method: string | undefined
  readonly #adapter: MapAdapter | undefined
  #suggested: { rule: Rule | undefined } | undefined

  /**
   * @param endpoint The endpoint.
   * @param values The values.
   * @param method The method, where one was asked for.
   * @param adapter Where the rules are looked up for a suggestion.
   */
  constructor(
    endpoint: string,
    values?: Record<string, unknown> | null,
    method?: string | null,
    adapter?: MapAdapter,
  ) {
    super()
    delete (this as { message?: string }).message
    this.endpoint = endpoint
    this.values = values ?? {}
    this.method = method ?? undefined
    this.#adapter = adapter
  }

  /** Where the rules were looked up. Not a field: printing the error would print every rule. */
  get adapter(): MapAdapter | undefined {
    return this.#adapter
  }

  /** The rule that was probably meant. */
  get suggested(): Rule | undefined {
    this.#suggested ??= { rule: this.closestRule(this.#adapter) }
    return this.#suggested.rule
  }

  /** Says what could not be built, and what was probably meant. */
  override get message(): string {
    const values = Object.keys(this.values).sort()
    const method = this.method === undefined ? '' : ` (${repr(this.method)})`
    const given = values.length === 0 ? '' : ` with values ${repr(values)}`
    return `Could not build url for endpoint ${repr(this.endpoint)}${method}${given}.${this.#advice()}`
  }

  override set message(message: string) {
    Object.defineProperty(this, 'message', { value: message, writable: true, configurable: true })
  }

  #advice(): string {
    const rule = this.suggested
    if (rule === undefined) return ''
    if (rule.endpoint !== this.endpoint) return ` Did you mean ${repr(rule.endpoint)} instead?`
    const wrongMethod = this.method !== undefined && rule.methods?.has(this.method) === false
    const methods = [...(rule.methods ?? [])].sort()
    const missing = [...new Set([...rule.arguments, ...Object.keys(rule.defaults ?? {})])]
      .filter((name) => !(name in this.values))
      .sort()
    return (
      (wrongMethod ? ` Did you mean to use methods ${repr(methods)}?` : '') +
      (missing.length > 0 ? ` Did you forget to specify values ${repr(missing)}?` : '')
    )
  }

  /** Gives the rule of an adapter that looks most like what could not be built. Werkzeug's `closest_rule`. */
  closestRule(adapter?: MapAdapter): Rule | undefined {
    let best: Rule | undefined
    let bestScore = -1
    for (const rule of adapter?.map.rulesByEndpoint() ?? []) {
      const score = this.#score(rule)
      if (score <= bestScore) continue
      best = rule
      bestScore = score
    }
    return best
  }

  #score(rule: Rule): number {
    const fits = Object.keys(this.values).every((name) => rule.arguments.has(name))
    const takes = this.method !== undefined && rule.methods?.has(this.method) === true
    return 0.98 * similarity(rule.endpoint, this.endpoint) + (fits ? 0.01 : 0) + (takes ? 0.01 : 0)
  }
}
