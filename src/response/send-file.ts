import { accessSync, constants, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, isAbsolute, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { TimeLike } from '../clock.ts'
import { type Context, requireContext } from '../context/context.ts'
import { type DurationLike, toSeconds } from '../duration.ts'
import { NotFound } from '../exceptions/index.ts'
import { codeOf } from '../guards.ts'
import { guessType } from '../http/mime-types.ts'
import { quotePlain } from '../http/percent.ts'
import { checkOptions, readArguments } from '../options.ts'
import { safeJoin } from '../safe-paths.ts'
import type { Body } from './body.ts'
import { FileBody } from './file-body.ts'
import type { Response } from './response.ts'

/** What `sendFile` takes by name. */
export interface SendFileOptions {
  /** The media type; guessed from the name unless given. */
  mimetype?: string | null
  /** Whether the browser saves the file in place of showing it. */
  asAttachment?: boolean
  /** The name that the browser gives the file, in any script; the path's last part unless given. */
  downloadName?: string | null
  /** Whether conditional and range requests are answered as such, which is the default. */
  conditional?: boolean
  /** Whether an ETag is made of the file's time and size, which is the default; or a tag of one's own. */
  etag?: boolean | string
  /** When the content was changed last; the file's time unless given. */
  lastModified?: TimeLike | null
  /** For how many seconds a browser may use the file without asking; `getSendFileMaxAge` unless given. */
  maxAge?: DurationLike | ((path: string | undefined) => number | null | undefined) | null
}

/** What `sendFile` sends. */
export type SendFileSource = string | URL | Uint8Array | Readable | Blob

/** What `sendFile` takes by place, each of which may also be named in a last object. */
export type SendFileArguments = [mimetype?: string | SendFileOptions | null, ...more: unknown[]]

const optionNames: readonly (keyof SendFileOptions)[] = [
  'mimetype',
  'asAttachment',
  'downloadName',
  'conditional',
  'etag',
  'lastModified',
  'maxAge',
]

/**
 * Makes a response of a file, at once; the content is read while it is sent. Flask's `send_file`.
 * Never pass a path that a user chose: `sendFromDirectory` is for those.
 *
 * @param source A path (below the app's root unless it is absolute), a file URL, bytes, a stream or a Blob.
 * @param args The rest by name, or by place in Flask's order, `mimetype` first.
 * @throws TypeError When the media type or the attachment's name can be told by nothing.
 */
export function sendFile(source: SendFileSource, ...args: SendFileArguments): Response {
  const options: SendFileOptions = readArguments(optionNames, args, 'sendFile()')
  const ctx = requireContext('sendFile')
  return new FileAnswer(ctx, source, options).response()
}

/**
 * Makes a response of a file below a folder. Flask's `send_from_directory`. Hidden files, and links
 * that leave the folder, are not found, unless `STATIC_DOTFILES` and `STATIC_SYMLINKS` say otherwise.
 *
 * @param directory The folder, below the app's root unless it is absolute.
 * @param path The path that was asked for, which is not trusted.
 * @param options What `sendFile` takes.
 * @throws NotFound (404) When there is no such file.
 */
export function sendFromDirectory(
  directory: string | URL,
  path: string,
  options: SendFileOptions = {},
): Response {
  checkOptions(options, optionNames, 'sendFromDirectory()')
  const ctx = requireContext('sendFromDirectory')
  return new FileAnswer(ctx, fileBelow(ctx, directory, path), options).response()
}

function fileBelow(ctx: Context, directory: string | URL, path: string): string {
  const { config } = ctx.app
  const root = absolutePath(ctx, directory)
  const joined = safeJoin(root, path)
  if (joined === undefined || joined.includes('\0')) throw new NotFound()
  if (!config.STATIC_DOTFILES && isHidden(joined.slice(root.length))) throw new NotFound()
  try {
    if (!statSync(joined).isFile()) throw new NotFound()
    if (config.STATIC_SYMLINKS) return joined
    const realRoot = realpathSync(root)
    const real = realpathSync(joined)
    const inside = real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)
    if (inside && (config.STATIC_DOTFILES || !isHidden(real.slice(realRoot.length)))) {
      accessSync(joined, constants.R_OK)
      return joined
    }
  } catch (error) {
    // Whatever cannot be looked at is not there; whoever put it there will wonder why.
    if (codeOf(error) === 'EACCES')
      ctx.app.logger.warn(
        `"${joined}" is answered with 404, as its rights do not allow to read it.`,
      )
  }
  throw new NotFound()
}

function isHidden(path: string): boolean {
  return /(?:^|[\\/])\.(?![\\/]|$)/.test(path)
}

function absolutePath(ctx: Context, path: string | URL): string {
  const text = typeof path === 'string' ? path : fileURLToPath(path)
  return isAbsolute(text) ? text : join(ctx.app.rootPath, text)
}

class FileAnswer {
  readonly #ctx: Context
  readonly #options: SendFileOptions
  readonly #path: string | undefined
  readonly #stats: Stats | undefined
  readonly #body: Body
  readonly #size: number | undefined
  readonly #name: string | undefined

  constructor(ctx: Context, source: SendFileSource, options: SendFileOptions) {
    this.#ctx = ctx
    this.#options = options
    if (typeof source === 'string' || source instanceof URL) {
      this.#path = absolutePath(ctx, source)
      this.#stats = readableFile(this.#path)
      this.#size = this.#stats.size
      this.#body = new FileBody(this.#path, this.#stats)
      this.#name = options.downloadName ?? basename(this.#path)
    } else {
      this.#body = source
      this.#size = sizeOf(source)
      this.#name = options.downloadName ?? undefined
    }
  }

  response(): Response {
    const { app, request } = this.#ctx
    const { mimetype, encoding } = this.#type()
    const response = new app.responseClass(null, { mimetype, directPassthrough: true })
    if (encoding !== undefined) response.headers.set('Content-Encoding', encoding)
    this.#setDisposition(response)
    // The server in front adds the body and its length.
    if (this.#path !== undefined && app.config.USE_X_SENDFILE) {
      response.headers.set('X-Sendfile', this.#path)
    } else {
      response.body = this.#body
      if (this.#size !== undefined) response.contentLength = this.#size
    }
    this.#setValidators(response)
    this.#setAge(response)
    if (this.#options.conditional !== false) {
      response.makeConditional(request, { acceptRanges: true, completeLength: this.#size })
      if (response.statusCode === 304) response.headers.delete('X-Sendfile')
    }
    return response
  }

  #type(): { mimetype: string; encoding?: string } {
    const given = this.#options.mimetype
    if (given !== undefined && given !== null) return { mimetype: given }
    if (this.#name === undefined) {
      throw new TypeError(
        'sendFile cannot tell the media type of content without a name. Give "mimetype" or "downloadName".',
      )
    }
    const { mimetype = 'application/octet-stream', encoding } = guessType(this.#name)
    return encoding === undefined || this.#options.asAttachment
      ? { mimetype }
      : { mimetype, encoding }
  }

  #setDisposition(response: Response): void {
    const { asAttachment = false } = this.#options
    if (this.#name !== undefined) {
      const value = asAttachment ? 'attachment' : 'inline'
      response.headers.set('Content-Disposition', value, dispositionNames(this.#name))
    } else if (asAttachment) {
      throw new TypeError(
        'sendFile needs a name for an attachment. Give "downloadName", or a path as the file.',
      )
    }
  }

  #setValidators(response: Response): void {
    const { lastModified, etag = true } = this.#options
    const modified = lastModified ?? this.#stats?.mtime
    if (modified !== undefined) response.lastModified = modified
    if (typeof etag === 'string') response.setEtag(etag)
    else if (etag && this.#stats !== undefined && this.#path !== undefined) {
      const { mtimeMs, size } = this.#stats
      const time = Number.isInteger(mtimeMs / 1000) ? `${mtimeMs / 1000}.0` : mtimeMs / 1000
      response.setEtag(`${time}-${size}-${adler32(this.#path)}`)
    }
  }

  #setAge(response: Response): void {
    const { app } = this.#ctx
    const { maxAge } = this.#options
    const control = response.cacheControl
    let age: DurationLike | null | undefined
    if (typeof maxAge === 'function') age = maxAge(this.#path)
    else age = maxAge ?? app.getSendFileMaxAge(this.#path)
    const seconds = age === null || age === undefined ? undefined : toSeconds(age)
    if (seconds === undefined || seconds <= 0) control.noCache = true
    else control.public = true
    if (seconds === undefined) return
    control.maxAge = seconds
    response.expires = Math.trunc(app.now() + seconds)
  }
}

function readableFile(path: string): Stats {
  const stats = statSync(path)
  if (!stats.isFile()) {
    throw new TypeError(
      `"${path}" is not a file, so that sendFile cannot send it. Give the path of a file.`,
    )
  }
  accessSync(path, constants.R_OK)
  return stats
}

function sizeOf(source: Uint8Array | Readable | Blob): number | undefined {
  if (source instanceof Uint8Array) return source.byteLength
  if (source instanceof Readable) return undefined
  if (source instanceof Blob) return source.size
  throw new TypeError(
    'sendFile sends a path, a file URL, bytes, a Readable or a Blob, and was given something else.',
  )
}

/** Gives the parameters of a Content-Disposition for a file name (RFC 6266). */
export function dispositionNames(name: string): Record<string, string> {
  // No header carries control characters; line breaks stay, so that they are refused.
  const beyond = /\P{ASCII}|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]/gu
  const simple = name.normalize('NFKD').replace(beyond, '')
  if (simple === name) return { filename: name }
  return { filename: simple, 'filename*': `UTF-8''${quotePlain(name)}` }
}

// Tells files of equal time and size apart.
function adler32(text: string): number {
  let low = 1
  let high = 0
  for (const byte of Buffer.from(text)) {
    low = (low + byte) % 65521
    high = (high + low) % 65521
  }
  return high * 65536 + low
}
