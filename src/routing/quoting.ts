import { domainToASCII } from 'node:url'

// The characters that stay as they are; letters, digits and "_.-~" always do.
const pathUnsafe = /[^\w.~!$&'()*+,/:;=@-]+/g
const queryUnsafe = /[^\w.~!$'()*,/:;?@-]+/g
const anchorUnsafe = /[^\w.~%!#$&'()*+,/:;=?@-]+/g
const isAscii = /^[\0-\x7f]*$/
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Percent-encodes what a path cannot hold as it is (WHATWG URL, path segments; slashes stay). */
export function quotePath(text: string): string {
  return text.replace(pathUnsafe, encode)
}

/** Gives a host as the DNS has it: names of other scripts in their ASCII form (RFC 5891), the port as it is. */
export function asciiHost(host: string): string {
  if (isAscii.test(host)) return host
  const [name, port] = host.split(/(?=:\d*$)/)
  return (domainToASCII(name) || name) + (port ?? '')
}

/** Percent-encodes what a fragment cannot hold as it is; what is encoded already stays. */
export function quoteAnchor(text: string): string {
  return text.replace(anchorUnsafe, encode)
}

/** Encodes pairs as a query; null and undefined are left out, of a list too. */
export function encodeQuery(pairs: Iterable<readonly [string, unknown]>): string {
  let query = ''
  for (const [name, value] of pairs) {
    for (const one of isList(value) ? value : [value]) {
      if (one === null || one === undefined) continue
      query += `${query === '' ? '' : '&'}${quoteQuery(name)}=${quoteQuery(urlText(one))}`
    }
  }
  return query
}

/** Puts the pairs of a query in order: by name and value, or by what a function says of a pair. */
export function sortPairs(
  pairs: Iterable<readonly [string, unknown]>,
  key: SortKey = (pair) => pair,
): [string, unknown][] {
  return [...pairs]
    .flatMap(([name, value]) =>
      isList(value) ? [...value].map((one): [string, unknown] => [name, one]) : [[name, value]],
    )
    .map((pair) => [key(pair as [string, unknown]), pair] as [unknown, [string, unknown]])
    .sort(([left], [right]) => compare(left, right))
    .map(([, pair]) => pair)
}

/** Says where a pair of a query stands among others: a number, a text, or a list of them. */
export type SortKey = (pair: [name: string, value: unknown]) => unknown

function compare(left: unknown, right: unknown): number {
  if (!Array.isArray(left) || !Array.isArray(right)) {
    return (left as string) < (right as string) ? -1 : (left as string) > (right as string) ? 1 : 0
  }
  for (const [index, value] of left.entries()) {
    const order = index < right.length ? compare(value, right[index]) : 1
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** Gives the text of a query, which may be text already. */
export function queryText(query: string | Readonly<Record<string, unknown>>): string {
  return typeof query === 'string' ? query : encodeQuery(Object.entries(query))
}

/** Gives what stands behind a path for a query: nothing for an empty one. */
export function asSearch(query: string): string {
  return query === '' ? '' : `?${query}`
}

/** Gives a value's text as Flask's URLs have it: booleans are `True` and `False`. */
export function urlText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === true) return 'True'
  if (value === false) return 'False'
  return String(value)
}

function quoteQuery(text: string): string {
  return text.replace(queryUnsafe, encodeQueryRun)
}

function encodeQueryRun(run: string): string {
  return encode(run).replaceAll('%20', '+')
}

function encode(run: string): string {
  return encodeURIComponent(run.replace(loneSurrogate, '\ufffd'))
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set
}
