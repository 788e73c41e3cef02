import { checkPasswordHash, generatePasswordHash, safeJoin } from '../../src/security.ts'
import { attempt, type Checked, differs, thrown } from './typed.ts'

interface Vectors {
  valid: { password: string; method: string | null; saltLength?: number; hash: string }[]
  check: { label: string; hash: string; password: string; result?: boolean; error?: string }[]
  generate: { label: string; args: [string, string, number?]; error: string }[]
  safeJoin: { directory: string; parts: string[]; result: string | null }[]
}

export function* check(vectors: unknown): Iterable<Checked> {
  const { valid, check: checks, generate, safeJoin: joins } = vectors as Vectors
  for (const [index, one] of valid.entries()) {
    yield attempt(`valid ${index} ${one.method}`, () => {
      if (!checkPasswordHash(one.hash, one.password)) return 'the right password was refused'
      return checkPasswordHash(one.hash, `${one.password}x`)
        ? 'a wrong one was accepted'
        : undefined
    })
  }
  for (const one of checks) {
    yield attempt(`check ${one.label}`, () => {
      const run = () => checkPasswordHash(one.hash, one.password)
      if (one.error !== undefined) return differs('error', thrown(run)?.name, one.error)
      return differs('result', run(), one.result)
    })
  }
  for (const one of generate) {
    yield attempt(`generate ${one.label}`, () =>
      differs('error', thrown(() => generatePasswordHash(...one.args))?.name, one.error),
    )
  }
  for (const one of joins) {
    yield attempt(`safeJoin ${JSON.stringify(one)}`, () =>
      differs('path', safeJoin(one.directory, ...one.parts) ?? null, one.result),
    )
  }
}
