import type { App } from '../app.ts'
import { currentUrl } from '../http/iri.ts'
import { parseTarget, type Target } from '../http/target.ts'
import { REPR, type Repr } from '../python/protocol.ts'
import { repr } from '../python/repr.ts'
import { environOf } from './environ.ts'
import { RequestHead } from './head.ts'
import { requestHost } from './host.ts'
import type { Incoming } from './incoming.ts'

const nowhere: Target = { path: '/', query: '', host: undefined }

/** Where a request goes, and where it comes from. */
export abstract class RequestAddress extends RequestHead {
  /** The class, as subclasses may set its statics. */
  declare ['constructor']: typeof RequestAddress
  /** The hosts that requests of this class are answered for; `TRUSTED_HOSTS` stands above it. */
  static trustedHosts: readonly string[] | null | undefined

  /** The transport's side of the request. */
  readonly incoming: Incoming
  /** The app that handles it; undefined for a request made by hand. */
  readonly app: App | undefined
  /** The method, in capitals. */
  readonly method: string
  /** Whether the target is none that a server understands. */
  readonly badTarget: boolean

  readonly #target: Target
  #host: string | undefined
  #trustedHosts: readonly string[] | null | undefined

  /**
   * @param incoming What the transport brings.
   * @param app The app that handles it.
   */
  constructor(incoming: Incoming, app?: App) {
    super()
    this.incoming = incoming
    this.app = app
    this.method = incoming.method
    const target = parseTarget(incoming.front?.target ?? incoming.target)
    this.badTarget = target === undefined
    this.#target = target ?? nowhere
    const { path } = this.#target
    this.path = path.charCodeAt(1) === 47 ? `/${path.replace(/^\/+/, '')}` : path
  }

  /** The path below the app's root, decoded, with one slash in front. */
  readonly path: string

  /** The query as it was sent, without the question mark. */
  get queryString(): string {
    return this.#target.query
  }

  /**
   * What a WSGI server would say of the request, under the names it has there: `REMOTE_ADDR`,
   * `HTTP_ACCEPT`, `wsgi.url_scheme`. Whatever is put into it stays for this request.
   */
  get environ(): Record<string, string> {
    return environOf(this)
  }

  /** The path and the query: `/p?x=1`; the question mark is always there. */
  get fullPath(): string {
    return `${this.path}?${this.queryString}`
  }

  /** The scheme: `http` or `https`. */
  get scheme(): string {
    return this.incoming.front?.scheme ?? (this.incoming.secure ? 'https' : 'http')
  }

  /** Whether the request came over an encrypted connection. */
  get isSecure(): boolean {
    return this.scheme === 'https' || this.scheme === 'wss'
  }

  /** Where the app is mounted, without a slash at the end; empty at the root. */
  get scriptRoot(): string {
    return this.rootPath
  }

  /** Where the app is mounted, without a slash at the end; empty at the root. */
  get rootPath(): string {
    return this.incoming.front?.scriptRoot ?? ''
  }

  /**
   * The host, with the port unless it is the scheme's own.
   *
   * @throws SecurityError (400) When it is not among `trustedHosts`.
   */
  get host(): string {
    this.#host ??= requestHost(this, this.#target.host)
    return this.#host
  }

  /** The hosts that are answered for: what is set here, else `config.TRUSTED_HOSTS`, else those of the class. */
  get trustedHosts(): readonly string[] | null | undefined {
    if (this.#trustedHosts !== undefined) return this.#trustedHosts
    const { trustedHosts } = this.constructor
    return this.app?.config.TRUSTED_HOSTS ?? trustedHosts
  }

  set trustedHosts(hosts: readonly string[] | null | undefined) {
    this.#trustedHosts = hosts
    this.#host = undefined
  }

  /** The whole URL, as an IRI. */
  get url(): string {
    return currentUrl({ ...this.#parts, path: this.path, query: this.queryString })
  }

  /** The URL without the query. */
  get baseUrl(): string {
    return currentUrl({ ...this.#parts, path: this.path })
  }

  /** The URL of the app's root. */
  get rootUrl(): string {
    return currentUrl(this.#parts)
  }

  /** The URL of the app's root. */
  get urlRoot(): string {
    return this.rootUrl
  }

  /** Scheme and host. */
  get hostUrl(): string {
    return currentUrl({ scheme: this.scheme, host: this.host })
  }

  get #parts(): { scheme: string; host: string; root: string } {
    return { scheme: this.scheme, host: this.host, root: this.rootPath }
  }

  /** The address of the client, or of the last proxy that is not trusted. */
  get remoteAddr(): string | undefined {
    return this.incoming.front?.remoteAddr ?? this.incoming.remoteAddr
  }

  /** Aborts when the client goes away. */
  get signal(): AbortSignal {
    return this.incoming.signal
  }

  [REPR](repr: Repr): string {
    return `<${this.constructor.name} ${repr(this.url)} [${this.method}]>`
  }

  override toString(): string {
    return this[REPR](repr)
  }
}
