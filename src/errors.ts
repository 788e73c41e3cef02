/** A lookup by key or name failed. Python's `LookupError`. */
export class LookupError extends Error {
  override name = 'LookupError'

  // What Werkzeug makes of several classes, such as BadRequestKeyError, is an instance of each.
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    const kind = (value as { constructor?: Kinds } | null | undefined)?.constructor
    return kind?.alsoKnownAs?.includes(this) ?? false
  }
}

interface Kinds {
  alsoKnownAs?: readonly unknown[]
}

/** A mapping has no such key. Python's `KeyError`. */
export class KeyError extends LookupError {
  override name = 'KeyError'
}

/** An object has no such attribute. Python's `AttributeError`; `g` throws it. */
export class AttributeError extends Error {
  override name = 'AttributeError'
}

/** A value has the right type and is not acceptable. Python's `ValueError`. */
export class ValueError extends Error {
  override name = 'ValueError'
}

/** Something was done at a moment when it cannot be. Python's `RuntimeError`. */
export class RuntimeError extends Error {
  override name = 'RuntimeError'
}

/** Makes the error of a key that is not there; the module of HTTP errors makes it a 400 as well. */
export const missingKey: { make: (key: string) => Error } = {
  make: (key) =>
    new KeyError(`There is no key "${key}". Use get("${key}") for what may be missing.`),
}

// What errors of this package hold stands in their message.
const said = new Set(
  (
    'code description response key showException endpoint values method lineno column source ' +
    'templateName filename templates translated'
  ).split(' '),
)
const basics = new Set(['name', 'message', 'stack', 'cause', 'errors'])

/** Gives what was noted on an error besides its message, such as the code of a system error. */
export function notesOn(error: Error): [name: string, value: unknown][] {
  const isOurs = error instanceof LookupError || 'getResponse' in error || 'lineno' in error
  return Object.entries(Object.getOwnPropertyDescriptors(error))
    .filter(([name, { value, enumerable }]) => {
      if (!enumerable || value === undefined || typeof value === 'function') return false
      return !basics.has(name) && !(isOurs && said.has(name))
    })
    .map(([name, { value }]) => [name, value])
}

/** Gives the candidate that looks most like `name`, or undefined when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.ceil(name.length * 0.4)) + 1
  for (const candidate of candidates) {
    const steps = editDistance(name.toLowerCase(), candidate.toLowerCase(), least)
    if (steps < least) {
      least = steps
      best = candidate
    }
  }
  return best
}

/** Gives ` Did you mean "x"?`, or nothing when no candidate is close. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const found = nearest(name, candidates)
  return found === undefined ? '' : ` Did you mean "${found}"?`
}

function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const change = from[i - 1] === to[j - 1] ? 0 : 1
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change)
    }
    row = next
  }
  return row[to.length]
}

/** Words that Flask runs together and this package splits. */
export const split: ReadonlyMap<string, string> = new Map(
  'getList setList popList setDefault popItem errorHandler'
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)

// What has another name here than the rule gives, or is a habit from elsewhere.
const habits: readonly [pattern: RegExp, hint: string][] = [
  [
    /\bFlask is not (?:a constructor|a function|defined)|'hipflask' .*'Flask'/,
    'The class is called App here: new App(import.meta), in CommonJS new App(__filename).',
  ],
  [
    /\b__name__ is not defined/,
    'What is __name__ in Python is import.meta here, in CommonJS __filename.',
  ],
  [/\bapp\.listen is not a function/, 'An app is served by app.run({ port: 3000 }).'],
  [
    /^Cannot add property [A-Z][\w-]*, object is not extensible/,
    'Headers take no brackets: write response.headers.set(name, value).',
  ],
]

// Words of Python that are no words of Flask.
const python: ReadonlyMap<string, string> = new Map([
  ['append', 'push()'],
  ['strip', 'trim()'],
  ['lower', 'toLowerCase()'],
  ['upper', 'toUpperCase()'],
  ['startswith', 'startsWith()'],
  ['endswith', 'endsWith()'],
  ['print', 'console.log()'],
  ['len', '.length, or .size'],
  ['str', 'String()'],
  ['isinstance', 'instanceof'],
  ['None', 'null'],
  ['True', 'true'],
  ['False', 'false'],
])

/** Says what to do about an error of who knows Flask, or another framework; undefined about any other. */
export function hintForText(text: string): string | undefined {
  const habit = habits.find(([pattern]) => pattern.test(text))
  if (habit !== undefined) return habit[1]
  const [, word = ''] = /(\w+) is not (?:a function|defined)/.exec(text) ?? []
  const here = python.get(word)
  return here === undefined ? hintForName(text) : `What is ${word} in Python is ${here} here.`
}

// Says how a function is called here that was called by its name in Flask.
function hintForName(text: string): string | undefined {
  const found =
    /\b(?:[\w$]+\.)*([a-z]\w*) is not (?:a function|defined)/.exec(text) ??
    /'hipflask' does not provide an export named '(\w+)'/.exec(text)
  const name = found === null ? undefined : nameHere(found[1])
  return name === undefined
    ? undefined
    : `Names of Flask are written in camelCase here: did you mean ${name}?`
}

// `before_request` is `beforeRequest`.
function nameHere(name: string): string | undefined {
  if (split.has(name)) return split.get(name)
  const camel = name.replace(/(?<=[a-z\d])_+([a-z\d])/g, (_, letter: string) =>
    letter.toUpperCase(),
  )
  return camel === name ? undefined : camel
}
