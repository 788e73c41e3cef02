import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type JinjaCase, runCase } from '../runners/jinja-cases.ts'

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
}

describe('the recorded answers of Jinja2', () => {
  const cases = read<JinjaCase[]>('corpus.json')
  const misses = read<Record<string, string>>('misses.json')

  it('are given, but for the misses that have a reason', () => {
    const failed = cases
      .filter(({ name }) => !(name in misses))
      .map((testCase) => [testCase.name, runCase(testCase)])
      .filter(([, problem]) => problem !== undefined)
    assert.deepEqual(failed, [])
  })

  it('are given where this project recorded them itself', () => {
    const own = read<JinjaCase[]>('own/corpus.json')
    const failed = own
      .map((testCase) => [testCase.name, runCase(testCase)])
      .filter(([, problem]) => problem !== undefined)
    assert.deepEqual(failed, [])
  })

  it('are missed in at most 2 of 100', () => {
    assert.ok(Object.keys(misses).length <= cases.length * 0.02)
  })
})
