import { KeyError } from '../errors.ts'
import { withoutEndSlashes } from '../http/target.ts'
import type { UrlMap } from './map.ts'
import { Rule, type RuleFactory } from './rule.ts'

/** Rules that are made from other rules, each changed in one way. */
abstract class ChangedRules implements RuleFactory {
  readonly #rules: Iterable<RuleFactory>

  constructor(rules: Iterable<RuleFactory>) {
    this.#rules = rules
  }

  *getRules(map: UrlMap): IterableIterator<Rule> {
    for (const factory of this.#rules) {
      for (const rule of factory.getRules(map)) {
        const copy = rule.empty()
        this.change(copy)
        yield copy
      }
    }
  }

  protected abstract change(rule: Rule): void
}

/** Puts rules below a path: `new Submount('/blog', [new Rule('/', { endpoint: 'blog/index' })])`. */
export class Submount extends ChangedRules {
  readonly path: string

  /**
   * @param path What stands before the rules.
   * @param rules The rules.
   */
  constructor(path: string, rules: Iterable<RuleFactory>) {
    super(rules)
    this.path = withoutEndSlashes(path)
  }

  protected override change(rule: Rule): void {
    rule.rule = this.path + rule.rule
  }
}

/** Gives rules a subdomain. */
export class Subdomain extends ChangedRules {
  readonly subdomain: string

  /**
   * @param subdomain The subdomain, which may have arguments.
   * @param rules The rules.
   */
  constructor(subdomain: string, rules: Iterable<RuleFactory>) {
    super(rules)
    this.subdomain = subdomain
  }

  protected override change(rule: Rule): void {
    rule.subdomain = this.subdomain
  }
}

/** Puts a text before the endpoints of rules. */
export class EndpointPrefix extends ChangedRules {
  readonly prefix: string

  /**
   * @param prefix What stands before the endpoints.
   * @param rules The rules.
   */
  constructor(prefix: string, rules: Iterable<RuleFactory>) {
    super(rules)
    this.prefix = prefix
  }

  protected override change(rule: Rule): void {
    rule.endpoint = this.prefix + rule.endpoint
  }
}

/** What an instance of the class below is besides: a function of the values that are filled in. */
export interface RuleTemplate {
  (context: Readonly<Record<string, unknown>>): RuleTemplateFactory
  /** The rules that are filled in. */
  readonly rules: readonly RuleFactory[]
}

/** Rules with `$name` in rule, endpoint, defaults and subdomain: `template({ name: 'user' })` makes rules of them. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: an instance is a function, as in Werkzeug.
export class RuleTemplate {
  /** @param rules The rules that are filled in. */
  constructor(rules: Iterable<RuleFactory>) {
    const list = [...rules]
    const make = (context: Readonly<Record<string, unknown>>) =>
      new RuleTemplateFactory(list, context)
    Object.assign(make, { rules: list })
    // biome-ignore lint/correctness/noConstructorReturn: the function is the instance.
    return Object.setPrototypeOf(make, new.target.prototype)
  }
}

/** Rules of a template, filled in with values. */
export class RuleTemplateFactory implements RuleFactory {
  readonly rules: Iterable<RuleFactory>
  readonly context: Readonly<Record<string, unknown>>

  /**
   * @param rules The rules that are filled in.
   * @param context The values by name.
   */
  constructor(rules: Iterable<RuleFactory>, context: Readonly<Record<string, unknown>>) {
    this.rules = rules
    this.context = context
  }

  *getRules(map: UrlMap): IterableIterator<Rule> {
    for (const factory of this.rules)
      for (const rule of factory.getRules(map)) yield this.#filled(rule)
  }

  // Werkzeug keeps no more of a rule than this.
  #filled(rule: Rule): Rule {
    const defaults = Object.entries(rule.defaults ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.#fill(value) : value,
    ])
    const { methods, buildOnly, strictSlashes } = rule.getEmptyKwargs()
    return new Rule(this.#fill(rule.rule), {
      defaults: rule.defaults && Object.fromEntries(defaults),
      subdomain: rule.subdomain === undefined ? undefined : this.#fill(rule.subdomain),
      endpoint: this.#fill(rule.endpoint),
      methods,
      buildOnly,
      strictSlashes,
    })
  }

  #fill(text: string): string {
    return text.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar, plain, braced) => {
      if (dollar !== undefined) return '$'
      const name: string = plain ?? braced
      if (name in this.context) return String(this.context[name])
      throw new KeyError(name)
    })
  }
}
