import {
  getHashes,
  pbkdf2,
  pbkdf2Sync,
  randomInt,
  type ScryptOptions,
  scrypt,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'
import { ValueError } from './errors.ts'

export { safeJoin, secureFilename } from './safe-paths.ts'

const SALT_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const PBKDF2_ITERATIONS = 1_000_000
/** The most memory that a stored scrypt hash may ask for. */
const SCRYPT_MEMORY = 1024 * 1024 * 1024

/** How a password is hashed, read from a text such as `scrypt:32768:8:1`. */
type Recipe =
  | { readonly kind: 'scrypt'; readonly text: string; readonly options: ScryptOptions }
  | {
      readonly kind: 'pbkdf2'
      readonly text: string
      readonly digest: string
      readonly iterations: number
    }

const SCRYPT_LENGTH = 64
const digestLengths: Readonly<Record<string, number>> = Object.freeze({
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha3-224': 28,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
  'sha512-224': 28,
  'sha512-256': 32,
  ripemd160: 20,
  sm3: 32,
  blake2b512: 64,
  blake2s256: 32,
})
// Python's names, where they differ by more than an underscore.
const digestNames: Readonly<Record<string, string>> = Object.freeze({
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
})

function readRecipe(method: string): Recipe {
  const [kind, ...args] = method.split(':')
  if (kind === 'scrypt') return readScrypt(args)
  if (kind === 'pbkdf2') return readPbkdf2(args)
  throw new ValueError(
    `There is no hash method "${kind}". Use "scrypt" or "pbkdf2", with parameters such as ` +
      '"scrypt:32768:8:1" or "pbkdf2:sha256:1000000".',
  )
}

function readScrypt(args: readonly string[]): Recipe {
  const [cost, blockSize, parallelization] = args.length === 0 ? [32768, 8, 1] : args.map(readCount)
  if (args.length !== 0 && args.length !== 3) {
    throw new ValueError('"scrypt" takes three parameters: n, r and p, as in "scrypt:32768:8:1".')
  }
  const maxmem = 132 * cost * blockSize * parallelization
  if (maxmem > SCRYPT_MEMORY) {
    throw new ValueError(`"scrypt:${args.join(':')}" would need more than 1 GiB of memory.`)
  }
  const text = `scrypt:${cost}:${blockSize}:${parallelization}`
  return { kind: 'scrypt', text, options: { cost, blockSize, parallelization, maxmem } }
}

function readPbkdf2(args: readonly string[]): Recipe {
  if (args.length > 2) {
    throw new ValueError('"pbkdf2" takes two parameters, as in "pbkdf2:sha256:1000000".')
  }
  const digest = args[0] ?? 'sha256'
  const iterations = args.length < 2 ? PBKDF2_ITERATIONS : readCount(args[1])
  if (hashName(digest) === undefined) {
    throw new ValueError(`There is no hash "${digest}" here. Use one such as "sha256".`)
  }
  return { kind: 'pbkdf2', text: `pbkdf2:${digest}:${iterations}`, digest, iterations }
}

function readCount(text: string): number {
  const count = /^\s*\+?\d+\s*$/.test(text) ? Number(text) : 0
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new ValueError(`"${text}" is not a parameter of a password hash. Give a whole number.`)
}

function hashName(name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll('_', '-')
  const node = digestNames[plain] ?? plain
  return node in digestLengths && getHashes().some((hash) => hash.toLowerCase() === node)
    ? node
    : undefined
}

function hash(recipe: Recipe, salt: string, password: string): string {
  if (recipe.kind === 'scrypt') {
    try {
      return scryptSync(password, salt, SCRYPT_LENGTH, recipe.options).toString('hex')
    } catch (error) {
      throw refusedScrypt(recipe, error)
    }
  }
  const { digest, iterations } = recipe
  const name = hashName(digest) ?? digest
  return pbkdf2Sync(password, salt, iterations, digestLengths[name], name).toString('hex')
}

function refusedScrypt(recipe: Recipe, cause: unknown): ValueError {
  return new ValueError(`The parameters of "${recipe.text}" are not possible.`, { cause })
}

const scryptAsync: (
  password: string,
  salt: string,
  length: number,
  options: ScryptOptions,
) => Promise<Buffer> = promisify(scrypt)
const pbkdf2Async = promisify(pbkdf2)

async function hashAsync(recipe: Recipe, salt: string, password: string): Promise<string> {
  if (recipe.kind === 'scrypt') {
    const { options } = recipe
    const bytes = await scryptAsync(password, salt, SCRYPT_LENGTH, options).catch((error) => {
      throw refusedScrypt(recipe, error)
    })
    return bytes.toString('hex')
  }
  const { digest, iterations } = recipe
  const name = hashName(digest) ?? digest
  const bytes = await pbkdf2Async(password, salt, iterations, digestLengths[name], name)
  return bytes.toString('hex')
}

function makeSalt(length: number): string {
  if (!Number.isInteger(length) || length <= 0) {
    throw new ValueError(`The salt length "${length}" is too short. It is 1 at least; 16 is good.`)
  }
  let salt = ''
  while (salt.length < length) salt += SALT_CHARACTERS[randomInt(SALT_CHARACTERS.length)]
  return salt
}

/** How a password is hashed. */
export interface PasswordHashOptions {
  /** `scrypt` (default), or with parameters such as `scrypt:32768:8:1`, `pbkdf2:sha256:1000000`. */
  method?: string
  /** The number of characters of the salt; default 16. */
  saltLength?: number
}

function readArguments(
  method: string | PasswordHashOptions,
  saltLength: number,
): [recipe: Recipe, salt: string] {
  const options = typeof method === 'string' ? { method, saltLength } : method
  return [readRecipe(options.method ?? 'scrypt'), makeSalt(options.saltLength ?? 16)]
}

/**
 * Gives a hash of a password that can be stored. Werkzeug's `generate_password_hash`.
 *
 * It takes tens of milliseconds in which nothing else runs; `generatePasswordHashAsync` does not.
 *
 * @param password The password.
 * @param method `scrypt` (default) or `pbkdf2`, with their parameters; or options.
 * @param saltLength The number of characters of the salt; default 16.
 * @throws ValueError When the method is unknown.
 */
export function generatePasswordHash(
  password: string,
  method: string | PasswordHashOptions = 'scrypt',
  saltLength = 16,
): string {
  const [recipe, salt] = readArguments(method, saltLength)
  return `${recipe.text}$${salt}$${hash(recipe, salt, password)}`
}

/** Like `generatePasswordHash`, on another thread. */
export async function generatePasswordHashAsync(
  password: string,
  method: string | PasswordHashOptions = 'scrypt',
  saltLength = 16,
): Promise<string> {
  const [recipe, salt] = readArguments(method, saltLength)
  return `${recipe.text}$${salt}$${await hashAsync(recipe, salt, password)}`
}

interface Stored {
  readonly recipe: Recipe
  readonly salt: string
  readonly expected: string
}

function readStored(passwordHash: string): Stored | undefined {
  const first = passwordHash.indexOf('$')
  const second = first < 0 ? -1 : passwordHash.indexOf('$', first + 1)
  if (second < 0) return undefined
  const expected = passwordHash.slice(second + 1)
  const recipe = readRecipe(passwordHash.slice(0, first))
  if (/[^\x00-\x7f]/.test(expected)) {
    throw new TypeError(`The stored hash "${expected}" is not one: it holds other than ASCII.`)
  }
  return { recipe, salt: passwordHash.slice(first + 1, second), expected }
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}

/**
 * Tells whether a password belongs to a stored hash. Werkzeug's `check_password_hash`. Synchronous,
 * because an answer that nobody awaited would let everyone in.
 *
 * @param passwordHash What `generatePasswordHash` gave, here or in Flask.
 * @param password The password that was entered.
 * @throws ValueError When the hash was made by an unknown method.
 */
export function checkPasswordHash(passwordHash: string, password: string): boolean {
  const stored = readStored(passwordHash)
  if (stored === undefined) return false
  return isSame(hash(stored.recipe, stored.salt, password), stored.expected)
}

/** Like `checkPasswordHash`, on another thread. Do not forget to await it. */
export async function checkPasswordHashAsync(
  passwordHash: string,
  password: string,
): Promise<boolean> {
  const stored = readStored(passwordHash)
  if (stored === undefined) return false
  return isSame(await hashAsync(stored.recipe, stored.salt, password), stored.expected)
}
