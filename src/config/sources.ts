import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RuntimeError, ValueError } from '../errors.ts'
import { codeOf, messageOf } from '../guards.ts'
import { readArguments } from '../options.ts'

/** Makes an object of the content of a config file. */
export type LoadConfig<Content = string> = (content: Content) => unknown

/** How a config file is read. */
export type ConfigFileOptions =
  | {
      /** Makes an object of the content of the file; `JSON.parse` unless given. */
      load?: LoadConfig
      /** Whether a missing file is no error. */
      silent?: boolean
      /** Whether `load` gets the content as text; with false it gets a Buffer. */
      text?: true
    }
  | { load: LoadConfig<Buffer>; silent?: boolean; text: false }

/** What a config file is read from. */
export interface ConfigFile {
  path: string
  load: LoadConfig<string & Buffer>
  silent: boolean
  text: boolean
}

/** Reads the arguments of `fromFile`. */
export function configFileOf(root: string, given: readonly unknown[]): ConfigFile {
  const names = ['filename', 'load', 'silent', 'text']
  const options = readArguments(names, given, 'fromFile()') as Partial<ConfigFile> & {
    filename: string | URL
  }
  const { filename, load = JSON.parse, silent = false, text = true } = options
  if (typeof filename !== 'string' && !(filename instanceof URL)) {
    throw new TypeError(
      `fromFile() takes the name of a file, and was given ${filename === undefined ? 'none' : String(filename)}: write fromFile('config.json', { silent: true }).`,
    )
  }
  const path = resolve(root, filename instanceof URL ? fileURLToPath(filename) : filename)
  return { path, load, silent, text }
}

/** Gives the object that is in a config file; undefined when the file may be missing and is. */
export function readConfigFile(file: ConfigFile): object | undefined {
  const { path } = file
  const content = contentOf(file)
  if (content === undefined) return undefined
  const values = loaded(file, content)
  if (values instanceof Promise) {
    throw new TypeError(
      `The load function for the config file "${path}" gives a promise. Await it yourself, and give the object to fromMapping().`,
    )
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new ValueError(`The config file "${path}" holds no object with keys.`)
  return values
}

function loaded({ path, load, text }: ConfigFile, content: Buffer): unknown {
  try {
    if (text && !isUtf8(content)) throw new ValueError('It is not UTF-8.')
    return load((text ? content.toString() : content) as string & Buffer)
  } catch (error) {
    throw new ValueError(`The config file "${path}" cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function contentOf({ path, silent }: ConfigFile): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = codeOf(error)
    if (silent && (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR')) return undefined
    const failure = `The config file "${path}" cannot be opened: ${messageOf(error)}.`
    throw Object.assign(new RuntimeError(failure, { cause: error }), { code })
  }
}

/** Gives an environment variable by our name, or by Flask's. */
export function variable(name: string): string | undefined {
  return process.env[`HIPFLASK_${name}`] ?? process.env[`FLASK_${name}`]
}

/** Tells what the environment says of debug mode; undefined when it says nothing. Flask's `get_debug_flag`. */
export function debugFlag(): boolean | undefined {
  const text = variable('DEBUG')
  return text === undefined ? undefined : !['', '0', 'false', 'no'].includes(text.toLowerCase())
}

/** Gives the environment variables behind a prefix, sorted, each with its value as `loads` reads it. */
export function* environmentBehind(
  start: string,
  loads: (text: string) => unknown = JSON.parse,
): IterableIterator<[name: string, value: unknown]> {
  for (const name of Object.keys(process.env).sort())
    if (name.startsWith(start))
      yield [name.slice(start.length), valueOf(process.env[name] ?? '', loads)]
}

function valueOf(text: string, loads: (text: string) => unknown): unknown {
  // A number that JavaScript rounds would be another one, such as the id of an account.
  if (/^\s*-?\d+\s*$/.test(text) && !Number.isSafeInteger(Number(text)) && loads === JSON.parse)
    return text
  try {
    return loads(text)
  } catch {
    return text
  }
}

/** Sets a value in an object; two underscores in the name go into objects, which are made where there are none. */
export function setNested(data: object, name: string, value: unknown): void {
  const parts = name.split('__')
  const last = parts.pop() ?? name
  let place = data as Record<string, unknown>
  for (const [index, part] of parts.entries()) {
    if (!Object.hasOwn(place, part) || place[part] === null || place[part] === undefined)
      Object.defineProperty(place, part, ownValue({}))
    place = place[part] as Record<string, unknown>
    if (typeof place === 'object' && !Array.isArray(place)) continue
    // The value is not said: it may be a secret.
    throw new TypeError(
      `The environment sets "${name}", but "${parts.slice(0, index + 1).join('__')}" holds no object that "${last}" could be set in.`,
    )
  }
  Object.defineProperty(place, last, ownValue(value))
}

function ownValue(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true }
}
