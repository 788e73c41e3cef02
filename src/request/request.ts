import type { Readable } from 'node:stream'
import { RuntimeError } from '../errors.ts'
import {
  BadRequest,
  BadRequestKeyError,
  type HTTPException,
  UnsupportedMediaType,
} from '../exceptions/index.ts'
import { parseCookies } from '../http/cookies.ts'
import { Headers } from '../http/headers.ts'
import { CombinedMultiDict, ImmutableMultiDict, type MissingKey } from '../http/multidict.ts'
import { readArguments } from '../options.ts'
import type { Rule } from '../routing/rule.ts'
import { RequestAddress } from './address.ts'
import {
  type BytesArguments,
  emptyBody,
  formPairs,
  type RequestBody,
  type TextArguments,
} from './body.ts'
import { openStream } from './body-reader.ts'
import type { FileStorage } from './file-storage.ts'
import { type GetJsonArguments, type GetJsonOptions, getJsonOptions, readJson } from './json.ts'
import { explainMissingFile } from './missing-file.ts'

/** A request. Flask's `Request`; everything on it is computed when it is first asked for. */
export class Request extends RequestAddress {
  /** The class of `args`, `form` and `files`: `MultiDict` makes them dicts that can be changed. */
  static parameterStorageClass: StorageClass = ImmutableMultiDict
  /** The class of `cookies`. */
  static dictStorageClass: StorageClass = ImmutableMultiDict
  /** The largest body of requests of this class, in bytes; without it `MAX_CONTENT_LENGTH` counts. */
  static maxContentLength: number | null | undefined
  /** The largest form field of requests of this class, in bytes. */
  static maxFormMemorySize: number | null | undefined
  /** The number of parts of a multipart form of requests of this class. */
  static maxFormParts: number | null | undefined

  declare parameterStorageClass?: StorageClass
  declare dictStorageClass?: StorageClass
  /** The rule that matched. */
  urlRule: Rule | undefined = undefined
  /** The view arguments, undefined when no rule matched. */
  viewArgs: Record<string, unknown> | undefined = undefined
  /** Why no rule matched: it is thrown when the view would be called. */
  routingException: HTTPException | undefined = undefined
  /** The body, once it has been read. */
  loadedBody: RequestBody | undefined = undefined
  /** Whether the view of the route reads the body itself (`{ stream: true }`). */
  streamed = false
  #headers: Headers | undefined
  #args: ImmutableMultiDict<string> | undefined
  #form: ImmutableMultiDict<string> | undefined
  #files: ImmutableMultiDict<FileStorage> | undefined
  #cookies: ImmutableMultiDict<string> | undefined
  #json: { value: unknown } | undefined
  #stream: Readable | undefined
  #maxContentLength: number | null | undefined
  #maxFormMemorySize: number | null | undefined
  #maxFormParts: number | null | undefined

  /** The headers: immutable, in any case. */
  get headers(): Headers {
    this.#headers ??= Headers.adopt(this.incoming.rawHeaders as string[], { immutable: true })
    return this.#headers
  }

  /** The endpoint of the rule that matched. */
  get endpoint(): string | undefined {
    return this.urlRule?.endpoint
  }

  /** The name of the blueprint whose rule matched: all before the last dot of the endpoint. */
  get blueprint(): string | undefined {
    const { endpoint } = this
    return endpoint === undefined ? undefined : blueprintOf(endpoint)
  }

  /** The names of that blueprint and of those around it, the inner one first. */
  get blueprints(): string[] {
    const { blueprint } = this
    return blueprint === undefined ? [] : blueprintPath(blueprint)
  }

  /**
   * The query's parameters. A missing one in brackets is a 400.
   *
   * @throws RequestEntityTooLarge (413) When there are more than `MAX_FORM_PAIRS`.
   */
  get args(): ImmutableMultiDict<string> {
    this.#args ??= this.#dict(formPairs(this.queryString, this))
    return this.#args
  }

  /** The cookies, those of several `Cookie` headers as of one. A missing one in brackets is a 400. */
  get cookies(): ImmutableMultiDict<string> {
    this.#cookies ??= makeDict(
      this.dictStorageClass ?? (this.constructor as typeof Request).dictStorageClass,
      this.headers.getList('cookie').flatMap(parseCookies),
      missingKey,
    )
    return this.#cookies
  }

  /** The fields of the form. A missing one in brackets is a 400. */
  get form(): ImmutableMultiDict<string> {
    this.#form ??= this.#dict(this.#body('form').takeFields(this))
    return this.#form
  }

  /** The files of the form. A missing one in brackets is a 400. */
  get files(): ImmutableMultiDict<FileStorage> {
    this.#files ??= this.#dict(this.#body('files').takeFiles(this), (key) => {
      explainMissingFile(this, key)
      return missingKey(key)
    })
    return this.#files
  }

  /** `args` and, unless the method is GET, `form` behind it. */
  get values(): CombinedMultiDict<string> {
    const withForm = this.method !== 'GET'
    return new CombinedMultiDict<string>(
      withForm ? [this.args, this.form] : [this.args],
      missingKey,
    )
  }

  #dict<V>(
    pairs: Iterable<readonly [string, V]>,
    missing: MissingKey = missingKey,
  ): ImmutableMultiDict<V> {
    const { parameterStorageClass } = this.constructor as typeof Request
    return makeDict(this.parameterStorageClass ?? parameterStorageClass, pairs, missing)
  }

  /** The body as bytes; empty when it was a form. */
  get data(): Buffer {
    return this.getData({ parseFormData: true })
  }

  /**
   * Gives the body.
   *
   * @param args `cache` false forgets the body, `asText` gives text (UTF-8), `parseFormData` leaves
   *   a form out of it: by place or by name.
   */
  getData(...args: TextArguments): string
  getData(...args: BytesArguments): Buffer
  getData(...args: unknown[]): Buffer | string {
    const options = readArguments(['cache', 'asText', 'parseFormData'], args, 'getData()')
    const bytes = this.#body('data').takeBytes(this, options)
    return options.asText ? bytes.toString('utf8') : bytes
  }

  /** The body read as JSON. Another type than JSON is a 415, a malformed body a 400. */
  get json(): unknown {
    return this.getJson()
  }

  /**
   * Reads the body as JSON.
   *
   * @param args `force` reads it whatever its type, `silent` gives undefined in place of an error,
   *   `cache` false reads it anew the next time: by place or by name.
   */
  getJson<T = unknown>(...args: GetJsonArguments): T {
    const options: GetJsonOptions = readArguments(getJsonOptions, args, 'getJson()')
    if (this.#json !== undefined && options.cache !== false) return this.#json.value as T
    const result = readJson(this, options)
    if (result.cacheable && options.cache !== false) this.#json = result
    return result.value as T
  }

  /**
   * Is called when the body is not the JSON that was asked for; gives what `getJson` gives in its
   * place, or throws. Override it to answer in another way.
   *
   * @param error What is wrong with the body; undefined when its type is not JSON.
   */
  onJsonLoadingFailed(error: Error | undefined): unknown {
    if (error === undefined) {
      throw new UnsupportedMediaType(
        'The view reads JSON, and the request does not say that it sends any: set Content-Type to application/json.',
      )
    }
    const detail = `The body is not valid JSON: ${error.message}`
    throw new BadRequest(this.app?.debug ? detail : undefined)
  }

  /** Whether there may be a form in the body: the request says of which type it is. */
  get wantFormDataParsed(): boolean {
    return this.contentType !== undefined
  }

  /**
   * The unread body, in a view with `{ stream: true }`.
   *
   * @throws RequestEntityTooLarge (413) When it is larger than `maxContentLength`.
   */
  get stream(): Readable {
    if (!this.streamed) {
      throw new RuntimeError(
        'request.stream is the unread body, and this body has been read. Register the route with { stream: true }.',
      )
    }
    this.#stream ??= openStream(this)
    return this.#stream
  }

  #body(property: string): RequestBody {
    if (this.loadedBody !== undefined) return this.loadedBody
    if (this.streamed) {
      throw new RuntimeError(
        `request.${property} was used on a route with { stream: true }: read request.stream, or leave the option out.`,
      )
    }
    if (!this.incoming.hasBody) return (this.loadedBody = emptyBody())
    throw new RuntimeError(
      `request.${property} was used before the body was read: hooks registered with { body: false } run before it. ` +
        'Use it in a later hook or in the view.',
    )
  }

  /** The largest body, in bytes; null for no limit. `MAX_CONTENT_LENGTH` unless it is set here. */
  get maxContentLength(): number | null {
    return this.#limit(this.#maxContentLength, 'maxContentLength', 'MAX_CONTENT_LENGTH')
  }

  set maxContentLength(limit: number | null | undefined) {
    this.#maxContentLength = limit ?? null
  }

  /** The largest form field, in bytes. `MAX_FORM_MEMORY_SIZE` unless it is set here. */
  get maxFormMemorySize(): number | null {
    return this.#limit(this.#maxFormMemorySize, 'maxFormMemorySize', 'MAX_FORM_MEMORY_SIZE')
  }

  set maxFormMemorySize(limit: number | null | undefined) {
    this.#maxFormMemorySize = limit ?? null
  }

  /** The number of parts of a multipart form. `MAX_FORM_PARTS` unless it is set here. */
  get maxFormParts(): number | null {
    return this.#limit(this.#maxFormParts, 'maxFormParts', 'MAX_FORM_PARTS')
  }

  set maxFormParts(limit: number | null | undefined) {
    this.#maxFormParts = limit ?? null
  }

  // What was set on the request goes before what its class says, and that before the configuration.
  #limit(own: number | null | undefined, name: Limit, key: LimitKey): number | null {
    if (own !== undefined) return own
    const fixed = (this.constructor as typeof Request)[name]
    return fixed !== undefined ? fixed : (this.app?.config[key] ?? null)
  }
}

type Limit = 'maxContentLength' | 'maxFormMemorySize' | 'maxFormParts'
type LimitKey = 'MAX_CONTENT_LENGTH' | 'MAX_FORM_MEMORY_SIZE' | 'MAX_FORM_PARTS'

/** A class that a dict of the request can be of: `ImmutableMultiDict`, `MultiDict` or one of your own. */
export type StorageClass = new (pairs: never, missing: MissingKey) => object

// The type promises no change, which holds for the class that is used by default.
function makeDict<V>(
  kind: StorageClass,
  pairs: Iterable<readonly [string, V]>,
  missing: MissingKey,
): ImmutableMultiDict<V> {
  return new kind(pairs as never, missing) as ImmutableMultiDict<V>
}

function missingKey(key: string): never {
  throw new BadRequestKeyError(key)
}

/** Gives the blueprint of an endpoint: what stands before the last dot that precedes the first slash. */
export function blueprintOf(endpoint: string): string | undefined {
  const slash = endpoint.indexOf('/')
  const dot = endpoint.lastIndexOf('.', slash < 0 ? endpoint.length : slash)
  return dot < 0 ? undefined : endpoint.slice(0, dot)
}

/** Gives a blueprint's name and those of the blueprints around it, the inner one first. */
export function blueprintPath(name: string): string[] {
  const path = [name]
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    path.push(name.slice(0, dot))
  }
  return path
}
