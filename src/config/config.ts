import { didYouMean, KeyError, RuntimeError } from '../errors.ts'
import { pairsOf } from '../guards.ts'
import { readArguments } from '../options.ts'
import type { ConfigKeys } from './keys.ts'
import {
  type ConfigFileOptions,
  configFileOf,
  environmentBehind,
  type LoadConfig,
  readConfigFile,
  setNested,
} from './sources.ts'

export type { ConfigFileOptions }

/**
 * What is read from the configuration: the known keys typed, any other key as it is. Augment it to
 * type keys of your own: `declare module 'hipflask' { interface Config { MAIL_SERVER: string } }`.
 */
export interface Config extends ConfigKeys {
  // biome-ignore lint/suspicious/noExplicitAny: a key that nobody has typed may be anything.
  [key: Uppercase<string>]: any
}

/** How `getNamespace` gives the keys. */
export interface NamespaceOptions {
  /** Whether names are in lower case; true unless given. */
  lowercase?: boolean
  /** Whether the namespace is cut off; true unless given. */
  trimNamespace?: boolean
}

/** What `app.config` is. Flask's `Config`. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the keys are there once the defaults are.
export class Config {
  readonly #root: string

  /**
   * @param root The folder that names of config files are relative to.
   * @param defaults The first keys with their values.
   */
  constructor(root: string, defaults: object = {}) {
    this.#root = root
    Object.assign(this, defaults)
  }

  /** The folder that names of config files are relative to. */
  get rootPath(): string {
    return this.#root
  }

  /**
   * Gives the value of a key.
   *
   * @param key The key.
   * @param fallback What is given when there is no such key; undefined unless given.
   */
  get<K extends keyof ConfigKeys>(key: K): ConfigKeys[K]
  // biome-ignore lint/suspicious/noExplicitAny: a key that nobody has typed may be anything.
  get(key: string, fallback?: unknown): any
  get(key: string, fallback?: unknown): unknown {
    return Object.hasOwn(this, key) ? this.#data[key] : fallback
  }

  /** Tells whether there is such a key. */
  has(key: string): boolean {
    return Object.hasOwn(this, key)
  }

  /** Gives the keys. */
  keys(): IterableIterator<string> {
    return Object.keys(this).values()
  }

  /** Gives the values. */
  values(): IterableIterator<unknown> {
    return Object.values(this).values()
  }

  /** Gives the keys with their values. */
  entries(): IterableIterator<[string, unknown]> {
    return Object.entries(this).values()
  }

  /** Gives the number of keys. */
  get size(): number {
    return Object.keys(this).length
  }

  [Symbol.iterator](): IterableIterator<[string, unknown]> {
    return this.entries()
  }

  /** Sets several keys. */
  update(values: object): void {
    Object.assign(this, Object.fromEntries(checkedPairs(values, 'update()')))
  }

  /** Gives the value of a key, and sets it first when there is none. */
  setDefault<T>(key: string, value: T): T {
    if (!Object.hasOwn(this, key)) this.#data[key] = value
    return this.#data[key] as T
  }

  /**
   * Removes a key and gives its value.
   *
   * @param key The key.
   * @param fallback What is given when there is no such key.
   * @throws KeyError When there is no such key and no fallback, not even undefined.
   */
  // biome-ignore lint/suspicious/noExplicitAny: what a key holds is known to the app alone.
  pop(key: string, ...fallback: [fallback?: unknown]): any {
    if (!Object.hasOwn(this, key)) {
      if (fallback.length === 0) {
        throw new KeyError(
          `There is no "${key}" in the configuration.${didYouMean(key, this.keys())}`,
        )
      }
      return fallback[0]
    }
    const value = this.#data[key]
    delete this.#data[key]
    return value
  }

  /**
   * Takes the upper-case names of an object: a module (`import * as settings`), an instance, or a
   * class with static fields, inherited ones too. Flask's `from_object`.
   *
   * @throws TypeError When it is the name of a module: import it, and give the module.
   */
  fromObject(source: object): void {
    if (typeof source === 'string') {
      throw new TypeError(
        `fromObject() takes an object, not the name "${String(source)}". Import the module and give it: import * as settings from '…'.`,
      )
    }
    if (Object(source) !== source || source instanceof Promise) {
      throw new TypeError(
        'fromObject() takes an object, a class or a module. A module that is imported when needed is awaited: fromObject(await import("…")).',
      )
    }
    for (const key of allNames(source)) if (isUpper(key)) this.#data[key] = Reflect.get(source, key)
  }

  /** Takes the upper-case keys of an object or of pairs, and of more objects behind it. Flask's `from_mapping`. */
  fromMapping(...values: (object | null | undefined)[]): boolean {
    for (const [key, value] of values.flatMap((some) => [
      ...checkedPairs(some ?? {}, 'fromMapping()'),
    ]))
      if (isUpper(key)) this.#data[key] = value
    return true
  }

  /**
   * Takes the upper-case keys of a file. Flask's `from_file`.
   *
   * @param filename The name, relative to the app's root.
   * @param load Makes an object of the content; `JSON.parse` unless given.
   * @param rest `silent`: a missing file is no error; `text`: with false `load` gets a Buffer.
   * @throws RuntimeError When the file cannot be opened.
   * @throws ValueError When its content cannot be read.
   */
  fromFile(filename: string | URL, options?: ConfigFileOptions): boolean
  fromFile(filename: string | URL, load: LoadConfig, rest?: { silent?: boolean }): boolean
  fromFile(
    filename: string | URL,
    load: LoadConfig<Buffer>,
    rest: { silent?: boolean; text: false },
  ): boolean
  fromFile(filename: string | URL, load: LoadConfig, silent?: boolean, text?: true): boolean
  fromFile(filename: string | URL, load: LoadConfig<Buffer>, silent: boolean, text: false): boolean
  fromFile(...given: unknown[]): boolean {
    const values = readConfigFile(configFileOf(this.#root, given))
    return values !== undefined && this.fromMapping(values)
  }

  /**
   * Takes the upper-case keys of the file that an environment variable names. Flask's
   * `from_envvar`.
   *
   * @param variableName The environment variable.
   * @param silent Whether a missing variable or file is no error; or the options of `fromFile`.
   * @throws RuntimeError When the variable is not set, or the file cannot be opened.
   */
  fromEnvvar(variableName: string, silent?: boolean | ConfigFileOptions): boolean
  fromEnvvar(...given: unknown[]): boolean {
    const names = ['variableName', 'silent', 'load', 'text']
    const { variableName, ...options } = readArguments(names, given, 'fromEnvvar()')
    const filename = process.env[String(variableName)]
    if (filename) return this.fromFile(filename, options)
    if (options.silent) return false
    throw new RuntimeError(
      `The environment variable "${variableName}" is not set. It names a config file: ${variableName}=config.json.`,
    )
  }

  /**
   * Takes environment variables that begin with a prefix: `FLASK_SECRET_KEY` is SECRET_KEY, and two
   * underscores go into an object: `FLASK_MAIL__PORT` is MAIL.PORT. Flask's `from_prefixed_env`.
   *
   * @param prefix What the names begin with, before an underscore; `FLASK` unless given.
   * @param options `loads` reads a value; JSON unless given. What it refuses stays text, and so does
   *   an integer that JavaScript would round.
   * @throws TypeError When a variable goes into a value that is no object.
   */
  fromPrefixedEnv(
    prefix?: string | { prefix?: string; loads?: (text: string) => unknown },
    options?: { loads?: (text: string) => unknown },
  ): boolean
  fromPrefixedEnv(...given: unknown[]): boolean {
    const read: { prefix?: string; loads?: (text: string) => unknown } = readArguments(
      ['prefix', 'loads'],
      given,
      'fromPrefixedEnv()',
    )
    const { prefix = 'FLASK', loads } = read
    for (const [name, value] of environmentBehind(`${prefix}_`, loads)) setNested(this, name, value)
    return true
  }

  /**
   * Gives the keys that begin with a text, as an object. Flask's `get_namespace`.
   *
   * @param namespace What the keys begin with.
   * @param lowercase Whether names are in lower case; true unless given.
   * @param trimNamespace Whether the namespace is cut off; true unless given.
   */
  getNamespace(
    namespace: string,
    lowercase?: boolean | NamespaceOptions,
    trimNamespace?: boolean | Pick<NamespaceOptions, 'trimNamespace'>,
  ): Record<string, unknown>
  getNamespace(...given: unknown[]): Record<string, unknown> {
    const names = ['namespace', 'lowercase', 'trimNamespace']
    const read: NamespaceOptions & { namespace?: unknown } = readArguments(
      names,
      given,
      'getNamespace()',
    )
    const { namespace, lowercase = true, trimNamespace = true } = read
    if (typeof namespace !== 'string') {
      throw new TypeError(
        `getNamespace() takes what the keys begin with, and was given ${String(namespace)}: write getNamespace('MAIL_').`,
      )
    }
    const found: Record<string, unknown> = Object.create(null)
    for (const key of Object.keys(this)) {
      if (!key.startsWith(namespace)) continue
      const name = trimNamespace ? key.slice(namespace.length) : key
      found[lowercase ? name.toLowerCase() : name] = this.#data[key]
    }
    return found
  }

  get #data(): Record<string, unknown> {
    return this as unknown as Record<string, unknown>
  }
}

function checkedPairs(values: object, where: string): Iterable<readonly [string, unknown]> {
  if (typeof values !== 'object') {
    const advice = typeof values === 'string' ? ' A file is read by fromFile().' : ''
    throw new TypeError(
      `${where} takes an object with keys and values, and was given ${JSON.stringify(values)}.${advice}`,
    )
  }
  return pairsOf(values)
}

function allNames(source: object): Set<string> {
  const names = new Set<string>()
  for (
    let from: object | null = source;
    from !== null && from !== Object.prototype && from !== Function.prototype;
    from = Object.getPrototypeOf(from)
  ) {
    for (const name of Object.getOwnPropertyNames(from)) names.add(name)
  }
  return names
}

function isUpper(key: string): boolean {
  return key === key.toUpperCase() && key !== key.toLowerCase()
}
