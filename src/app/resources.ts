import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { LookupError, ValueError } from '../errors.ts'
import { readArguments } from '../options.ts'

/** How a resource is read: `rb` as bytes, `r` or `rt` as text (UTF-8). */
export type ResourceMode = 'rb' | 'r' | 'rt'
/** What `openResource` gives in a mode. */
export type ResourceOf<Mode extends ResourceMode> = Resource<Mode extends 'rb' ? Buffer : string>

/** How a resource is read, by name. */
export interface ResourceOptions<Mode extends ResourceMode = ResourceMode> {
  /** `rb` for bytes, `r` or `rt` for text; `rb` unless given. */
  mode?: Mode
  /** How text is encoded; `utf-8` unless given. */
  encoding?: string | null
}

/** A file of the app that was opened for reading, as bytes or as text. */
export class Resource<Content extends Buffer | string = Buffer> {
  readonly #content: Content
  #position = 0

  constructor(content: Content) {
    this.#content = content
  }

  /**
   * Gives the content from the current place on, and moves on behind it.
   *
   * @param size How much at most; all that is left unless given.
   */
  read(size?: number | null): Content {
    const rest = this.#content.length - this.#position
    return this.#take(size == null || size < 0 ? rest : Math.min(size, rest))
  }

  /** Gives the next line with its line feed; nothing is empty at the end. */
  readline(): Content {
    const end = this.#content.indexOf('\n', this.#position)
    return this.#take((end < 0 ? this.#content.length : end + 1) - this.#position)
  }

  /** Gives the lines that are left, each with its line feed. */
  readlines(): Content[] {
    return [...this]
  }

  /** Gives line after line, each with its line feed. */
  *[Symbol.iterator](): IterableIterator<Content> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }

  /** Does nothing, as the file was read at once. */
  close(): void {}

  #take(length: number): Content {
    const start = this.#position
    this.#position += length
    const content: Buffer | string = this.#content
    const part =
      typeof content === 'string'
        ? content.slice(start, this.#position)
        : content.subarray(start, this.#position)
    return part as Content
  }
}

/**
 * Opens a file below a folder for reading, and runs a function with it when one is given.
 *
 * @param folder The folder.
 * @param name The path below it.
 * @param rest The mode, the encoding and the function, or an object of the first two.
 * @throws LookupError When there is no such file, or no such encoding.
 * @throws ValueError For a mode that writes.
 */
export function openBelow(folder: string, name: string, rest: readonly unknown[]): unknown {
  const fn = rest.find((given) => typeof given === 'function')
  const given = rest.filter((argument) => argument !== fn)
  const { mode = 'rb', encoding } = readArguments(
    ['mode', 'encoding'],
    given,
    'openResource()',
  ) as ResourceOptions
  if (mode !== 'rb' && mode !== 'r' && mode !== 'rt') {
    throw new ValueError(
      `Resources are opened for reading: with "rb" or "r", not "${mode}". Use node:fs to write.`,
    )
  }
  const bytes = readBelow(folder, name)
  const resource = new Resource<Buffer | string>(
    mode === 'rb' ? bytes : textOf(bytes, encoding ?? 'utf-8'),
  )
  return fn === undefined ? resource : fn(resource)
}

// Python's names have hyphens where those of the Encoding standard have none.
function textOf(bytes: Buffer, encoding: string): string {
  const plain = encoding.toLowerCase().replace(/[-_]/g, '')
  if (/^(?:utf8|utf16le|latin1|ascii)$/.test(plain)) return bytes.toString(plain as BufferEncoding)
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch (cause) {
    throw new LookupError(`There is no encoding "${encoding}".`, { cause })
  }
}

function readBelow(folder: string, name: string): Buffer {
  try {
    return readFileSync(resolve(folder, name))
  } catch (cause) {
    const failure = `There is no readable file "${name}" in "${folder}".`
    const { code } = cause as NodeJS.ErrnoException
    throw Object.assign(new LookupError(failure, { cause }), { code })
  }
}
