import { type ConfigKeys, configDefaults } from './config-defaults.ts'

/** What is read from the configuration: the known keys typed, any other key as it is. */
export type Config = ConfigMethods & ConfigKeys & { [key: Uppercase<string>]: any }

/** The methods of `app.config`. */
export class ConfigMethods {
  /**
   * Gives the value of a key.
   *
   * @param key The key.
   * @param fallback What is given when there is no such key; undefined unless given.
   */
  get<K extends keyof ConfigKeys>(key: K): ConfigKeys[K]
  get<T = unknown>(key: string, fallback?: T): T | undefined
  get(key: string, fallback?: unknown): unknown {
    return Object.hasOwn(this, key) ? this.#data[key] : fallback
  }

  /** Tells whether there is such a key. */
  has(key: string): boolean {
    return Object.hasOwn(this, key)
  }

  /** Sets several keys. */
  update(values: object): void {
    Object.assign(this, values)
  }

  /** Gives the value of a key, and sets it first when there is none. */
  setDefault<T>(key: string, value: T): T {
    if (!Object.hasOwn(this, key)) this.#data[key] = value
    return this.#data[key] as T
  }

  get #data(): Record<string, unknown> {
    return this as unknown as Record<string, unknown>
  }
}

/** Makes a configuration with all defaults. */
export function makeConfig(): Config {
  return Object.assign(new ConfigMethods(), configDefaults()) as Config
}
