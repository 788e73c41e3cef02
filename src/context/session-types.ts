/** What the session holds. Augment it in `declare module 'hipflask'`, and `session` is typed by it. */
// biome-ignore lint/suspicious/noEmptyInterface: to be filled by augmentation
export interface SessionData {}

/** What is declared, each key as if present (a missing one throws); any key while nothing is. */
// biome-ignore lint/suspicious/noExplicitAny: the contract of an untyped session
export type Declared<T> = keyof T extends never ? Record<string, any> : Required<T>

type Text<Data> = Extract<keyof Data, string>

/** The methods and flags of `session`. */
export interface SessionMethods<Data> {
  get<K extends keyof Data>(key: K): Data[K] | undefined
  get<K extends keyof Data, D>(key: K, fallback: D): Data[K] | D
  set<K extends keyof Data>(key: K, value: Data[K]): void
  has(key: string): boolean
  pop<K extends keyof Data>(key: K): Data[K]
  pop<K extends keyof Data, D>(key: K, fallback: D): Data[K] | D
  popItem(): [Text<Data>, Data[keyof Data]]
  delete(key: keyof Data): boolean
  setDefault<K extends keyof Data>(key: K): Data[K] | null
  setDefault<K extends keyof Data>(key: K, value: Data[K]): Data[K]
  update(values: Partial<Data> | Iterable<readonly [string, unknown]>): void
  clear(): void
  keys(): IterableIterator<Text<Data>>
  values(): IterableIterator<Data[keyof Data]>
  entries(): IterableIterator<[Text<Data>, Data[keyof Data]]>
  [Symbol.iterator](): IterableIterator<[Text<Data>, Data[keyof Data]]>
  readonly size: number
  /** Whether the session outlives the browser. */
  permanent: boolean
  /** Whether the session is saved. */
  modified: boolean
  /** Whether the request used the session. */
  accessed: boolean
  /** Whether the session was made by this request. */
  new: boolean
}

/** The type of `session`: its methods, and the data by name. */
export type Session = SessionMethods<Declared<SessionData>> &
  Omit<Declared<SessionData>, keyof SessionMethods<object>>
