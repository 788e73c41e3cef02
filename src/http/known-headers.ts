import { isNamed } from './header-list.ts'

/** The headers that are asked for in every request. */
export interface KnownHeaders {
  /** The first Host header. */
  readonly host: string | undefined
  /** How many Host headers there are. */
  readonly hosts: number
  /** The first Cookie header. */
  readonly cookie: string | undefined
  readonly upgrade: string | undefined
  readonly contentLength: string | undefined
  readonly transferEncoding: string | undefined
}

/**
 * Finds them in one look over all names, most of which their length tells apart. The first of equal
 * headers counts.
 *
 * @param flat Header names and values in turn.
 */
export function knownHeaders(flat: readonly string[]): KnownHeaders {
  let hosts = 0
  let host: string | undefined
  let cookie: string | undefined
  let upgrade: string | undefined
  let contentLength: string | undefined
  let transferEncoding: string | undefined
  for (let index = flat.length - 2; index >= 0; index -= 2) {
    const name = flat[index]
    const { length } = name
    if (length === 4 && isNamed(name, 'host')) {
      host = flat[index + 1]
      hosts++
    } else if (length === 6 && isNamed(name, 'cookie')) cookie = flat[index + 1]
    else if (length === 7 && isNamed(name, 'upgrade')) upgrade = flat[index + 1]
    else if (length === 14 && isNamed(name, 'content-length')) contentLength = flat[index + 1]
    else if (length === 17 && isNamed(name, 'transfer-encoding')) transferEncoding = flat[index + 1]
  }
  return { host, hosts, cookie, upgrade, contentLength, transferEncoding }
}
