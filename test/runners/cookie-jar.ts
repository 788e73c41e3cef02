interface StoredCookie {
  domain: string
  wide: boolean
  path: string
  name: string
  value: string
}

function attributesOf(parts: string[]) {
  const attributes = new Map<string, string>()
  for (const part of parts) {
    const equals = part.indexOf('=')
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase()
    attributes.set(name, equals < 0 ? '' : part.slice(equals + 1).trim())
  }
  return attributes
}

const withoutPort = (host: string) => host.replace(/:\d*$/, '')

function folderOf(target: string) {
  const path = target.split('?')[0]!
  const slash = path.lastIndexOf('/')
  return slash > 0 ? path.slice(0, slash) : '/'
}

const below = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

/** The cookies of one client, kept and sent by the rules of the recorded clients. */
export class CookieJar {
  #cookies: StoredCookie[] = []

  keep(header: string, host: string, target: string): void {
    const [pair = '', ...parts] = header.split(';')
    const attributes = attributesOf(parts)
    const equals = pair.indexOf('=')
    const given = attributes.get('domain')
    const cookie: StoredCookie = {
      name: pair.slice(0, equals).trim(),
      value: pair.slice(equals + 1).trim(),
      domain: (given || withoutPort(host)).replace(/^\./, '').toLowerCase(),
      wide: Boolean(given),
      path: attributes.get('path') || folderOf(target),
    }
    const expires = attributes.get('expires')
    const dropped = attributes.get('max-age') === '0' || (expires && Date.parse(expires) === 0)
    const place = this.#cookies.findIndex(
      (old) => old.domain === cookie.domain && old.path === cookie.path && old.name === cookie.name,
    )
    if (dropped) {
      if (place >= 0) this.#cookies.splice(place, 1)
    } else if (place >= 0) this.#cookies[place] = cookie
    else this.#cookies.push(cookie)
  }

  /** Gives the Cookie header for a request, undefined when there is nothing to send. */
  header(host: string, target: string): string | undefined {
    const name = withoutPort(host).toLowerCase()
    const path = target.split('?')[0]!
    const sent = this.#cookies.filter(
      (cookie) =>
        (name === cookie.domain || (cookie.wide && name.endsWith(`.${cookie.domain}`))) &&
        below(path, cookie.path),
    )
    if (sent.length === 0) return undefined
    return sent.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ')
  }
}
