import { Directives, type DirectivesInit } from './directives.ts'

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

type Named = { [Name in (typeof directives)[number]]: string | null | undefined }
type Init = DirectivesInit<string> | null

class Policy extends Directives<string> {
  toHeader(): string {
    return [...this].map(([directive, value]) => `${directive} ${value}`).join('; ')
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
export type ContentSecurityPolicy = Policy & Named

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
