// npm run vectors [-- --dir DIR | --file FILE]: checks the parts below HTTP against recorded values.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Tally } from './tally.ts'

export interface VectorResult {
  name: string
  error?: string | undefined
}

const OWN_FOLDER = fileURLToPath(new URL('../oracle/vectors', import.meta.url))
const MODULES = fileURLToPath(new URL('../vectors', import.meta.url))

function moduleFor(file: string): string | undefined {
  const name = basename(file, '.json').replaceAll('_', '-')
  const path = join(MODULES, `${name}.ts`)
  return existsSync(path) ? path : undefined
}

async function runFile(file: string, tally: Tally) {
  const name = basename(file)
  const path = name.endsWith('.json') ? moduleFor(file) : undefined
  if (!path) return tally.skip(`${name}: there is no module for it`)
  const { check } = await import(path)
  const results: Iterable<VectorResult> = check(JSON.parse(readFileSync(file, 'utf8')))
  const before = tally.passed + tally.failed
  for (const result of results) {
    if (result.error === undefined) tally.passed += 1
    else tally.fail(`${name} · ${result.name}: ${result.error}`)
  }
  if (tally.passed + tally.failed === before) tally.fail(`${name}: no vector was checked`)
}

async function main() {
  const { values } = parseArgs({ options: { dir: { type: 'string' }, file: { type: 'string' } } })
  const folder = resolve(values.dir ?? OWN_FOLDER)
  const files = values.file
    ? [resolve(values.file)]
    : readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
  const tally = new Tally()
  for (const file of files) {
    try {
      await runFile(file, tally)
    } catch (error) {
      tally.fail(`${basename(file)}: ${(error as Error).stack}`)
    }
  }
  tally.close()
}

main()
