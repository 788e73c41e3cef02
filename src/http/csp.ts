const directives = [
  'baseUri',
  'childSrc',
  'connectSrc',
  'defaultSrc',
  'fontSrc',
  'formAction',
  'frameAncestors',
  'frameSrc',
  'imgSrc',
  'manifestSrc',
  'mediaSrc',
  'navigateTo',
  'objectSrc',
  'prefetchSrc',
  'pluginTypes',
  'reportTo',
  'reportUri',
  'sandbox',
  'scriptSrc',
  'scriptSrcAttr',
  'scriptSrcElem',
  'styleSrc',
  'styleSrcAttr',
  'styleSrcElem',
  'workerSrc',
] as const

type Directives = { [Name in (typeof directives)[number]]: string | null | undefined }
type Init = Readonly<Record<string, string>> | Iterable<readonly [string, string]> | null

class Policy {
  /** Called after each change. */
  onUpdate: ((policy: Policy) => void) | undefined
  readonly #values = new Map<string, string>()

  constructor(init?: Init) {
    const pairs = init && Symbol.iterator in init ? init : Object.entries(init ?? {})
    for (const [directive, value] of pairs) this.#values.set(directive, value)
  }

  /** The number of directives. */
  get size(): number {
    return this.#values.size
  }

  /** Gives the value of a directive by its name in the header. */
  get(directive: string): string | undefined {
    return this.#values.get(directive)
  }

  /** Tells whether a directive is there. */
  has(directive: string): boolean {
    return this.#values.has(directive)
  }

  /** Sets a directive by its name in the header. */
  set(directive: string, value: string): void {
    this.#values.set(directive, value)
    this.onUpdate?.(this)
  }

  /** Removes a directive, and tells whether it was there. */
  delete(directive: string): boolean {
    const found = this.#values.delete(directive)
    if (found) this.onUpdate?.(this)
    return found
  }

  /** Gives the directives and their values. */
  entries(): IterableIterator<[string, string]> {
    return this.#values.entries()
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries()
  }

  /** Gives the header's text. */
  toHeader(): string {
    return [...this.#values].map(([directive, value]) => `${directive} ${value}`).join('; ')
  }

  toString(): string {
    return this.toHeader()
  }
}

for (const name of directives) {
  const directive = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  Object.defineProperty(Policy.prototype, name, {
    configurable: true,
    get(this: Policy) {
      return this.get(directive)
    },
    set(this: Policy, value: string | null | undefined) {
      if (value === null || value === undefined) this.delete(directive)
      else this.set(directive, value)
    },
  })
}

/** A Content-Security-Policy: each directive is a property (`scriptSrc`). A change shows in the response. */
export type ContentSecurityPolicy = Policy & Directives

/** Makes a Content-Security-Policy of directives as the header names them. Werkzeug's class of that name. */
export const ContentSecurityPolicy: new (init?: Init) => ContentSecurityPolicy =
  Policy as unknown as new (
    init?: Init,
  ) => ContentSecurityPolicy

/** Reads a policy; a directive without a value is left out. */
export function parseCsp(text?: string | null): ContentSecurityPolicy {
  const pairs: [string, string][] = []
  for (const part of (text ?? '').split(';')) {
    const policy = part.trim()
    const space = policy.indexOf(' ')
    if (space > 0) pairs.push([policy.slice(0, space), policy.slice(space + 1).trim()])
  }
  return new ContentSecurityPolicy(pairs)
}
