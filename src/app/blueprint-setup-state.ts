import type { App } from '../app.ts'
import { withoutEndSlashes } from '../http/target.ts'
import type { Blueprint } from './blueprint.ts'
import type { RegisterOptions } from './blueprint-options.ts'
import { endpointOf, methodsOf, readRuleArguments } from './endpoints.ts'
import type { RouteOptions, View } from './route-types.ts'

/** What a blueprint knows while it is registered; `record` hands it on. Flask's `BlueprintSetupState`. */
export class BlueprintSetupState {
  /** The app. */
  readonly app: App
  /** The blueprint. */
  readonly blueprint: Blueprint
  /** The options of this registration. */
  readonly options: RegisterOptions
  /** Whether the blueprint is registered on this app for the first time. */
  readonly firstRegistration: boolean
  /** The subdomain of its rules. */
  readonly subdomain: string | undefined
  /** The host of its rules. */
  readonly host: string | undefined
  /** What stands before its rules. */
  readonly urlPrefix: string | undefined
  /** The name it is registered under, without those of the blueprints around it. */
  readonly name: string
  /** The names of the blueprints around it. */
  readonly namePrefix: string
  /** Values that all its views get. */
  readonly urlDefaults: Record<string, unknown>

  /**
   * @param blueprint The blueprint.
   * @param app The app.
   * @param options The options of this registration.
   * @param firstRegistration Whether it is the first on this app.
   */
  constructor(
    blueprint: Blueprint,
    app: App,
    options: RegisterOptions,
    firstRegistration: boolean,
  ) {
    this.blueprint = blueprint
    this.app = app
    this.options = options
    this.firstRegistration = firstRegistration
    this.subdomain = options.subdomain ?? blueprint.subdomain ?? undefined
    this.host = options.host ?? blueprint.host ?? undefined
    this.urlPrefix = options.urlPrefix ?? blueprint.urlPrefix ?? undefined
    this.name = options.name ?? blueprint.name
    this.namePrefix = options.namePrefix ?? ''
    this.urlDefaults = { ...blueprint.urlValuesDefaults, ...options.urlDefaults }
  }

  /** The name with those of the blueprints around it. */
  get fullName(): string {
    return `${this.namePrefix}.${this.name}`.replace(/^\.+/, '')
  }

  /**
   * Adds a rule to the app, behind the prefix and under the name of the blueprint.
   *
   * @param rule The rule; empty for the prefix itself.
   * @param endpoint The endpoint, or the options.
   * @param view The view, or the options.
   * @param options The options.
   */
  addUrlRule(
    rule: string,
    endpoint?: string | null | RouteOptions<object>,
    view?: View | null | RouteOptions<object>,
    options: RouteOptions<object> = {},
  ): void {
    const { viewFunc, endpoint: named, ...rest } = readRuleArguments(endpoint, view, options)
    const name =
      named ??
      endpointOf(rule, viewFunc ?? undefined, methodsOf(rest.methods, viewFunc ?? undefined))
    this.app.addUrlRule(this.#prefixed(rule), `${this.fullName}.${name}`, viewFunc, {
      ...rest,
      subdomain: rest.subdomain ?? this.subdomain,
      host: rest.host ?? this.host,
      defaults: { ...this.urlDefaults, ...rest.defaults },
    })
  }

  #prefixed(rule: string): string {
    if (this.urlPrefix === undefined) return rule
    return rule === '' ? this.urlPrefix : joinPaths(this.urlPrefix, rule)
  }
}

/** Joins two paths with one slash. */
export function joinPaths(before: string, after: string): string {
  return `${withoutEndSlashes(before)}/${after.replace(/^\/+/, '')}`
}
