import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type JinjaCase, runCase } from './jinja-cases.ts'

const { values } = parseArgs({ options: { dir: { type: 'string' }, file: { type: 'string' } } })
const here = new URL('../jinja/', import.meta.url)
const misses: Record<string, string> = JSON.parse(
  readFileSync(new URL('misses.json', here), 'utf8'),
)

function files(): (string | URL)[] {
  if (values.file !== undefined) return [values.file]
  if (values.dir === undefined)
    return ['corpus.json', 'own/corpus.json'].map((name) => new URL(name, here))
  const { dir } = values
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(dir, name))
}

const counts = { passed: 0, failed: 0, skipped: 0 }
for (const file of files()) {
  const data = JSON.parse(readFileSync(file, 'utf8'))
  const cases: JinjaCase[] = Array.isArray(data) ? data : data.cases
  for (const testCase of cases) {
    const problem = runCase(testCase)
    if (problem === undefined) counts.passed++
    else if (testCase.name in misses) {
      counts.skipped++
      console.log(`skipped ${testCase.name}: ${misses[testCase.name]}`)
    } else {
      counts.failed++
      console.log(`FAILED ${testCase.name}: ${problem}`)
    }
  }
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
if (counts.failed > 0) process.exitCode = 1
