import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { layerOf } from './layers.ts'
import { filesBelow, readSources, root, type Source } from './sources.ts'

const sources = readSources()

describe('src/', () => {
  it('has a layer for every file', () => {
    assert.deepEqual(
      sources.map(({ path }) => path).filter((path) => layerOf(path) === -1),
      [],
      'name the new files in test/codebase/layers.ts',
    )
  })

  it('imports values only from the same layer or lower ones', () => {
    const upwards = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ from, typeOnly }) => !typeOnly && layerOf(from) > layerOf(path))
        .map(({ from }) => `${path} imports ${from}`),
    )
    assert.deepEqual(upwards, [])
  })

  it('has no import cycles', () => {
    assert.deepEqual(cyclesOf(sources), [])
  })

  it('keeps to 300 lines a file (app.ts 500), 40 lines and 4 parameters a function', () => {
    assert.deepEqual(overBudget(sources), {})
  })

  it('has functions of under 10 lines for the most part', () => {
    const all = sources.flatMap(({ functions }) => functions)
    const short = all.filter(({ lines }) => lines < 10).length
    assert.ok(short > all.length / 2, `${short} of ${all.length} functions are under 10 lines`)
  })

  it('says any only where it is the contract', () => {
    // Untyped SessionData, g and Config, the arguments of non-literal rules, and functions of others
    // (middleware, commands, template filters), whose parameters are theirs; what templates export.
    const allowed =
      /^src\/(commands\/group|config\/config|context\/(globals|globals-store|session-types)|server\/connect|app\/(route-types|views)|jinja\/(native|runtime\/(macro|template-module))|templating\/(hooks|render)|routing\/params|sessions\/session)\.ts$/
    const anys = sources.filter(({ path }) => !allowed.test(path))
    assert.deepEqual(
      anys.flatMap(({ path, anys }) => anys.map((line) => `${path}:${line}`)),
      [],
    )
  })
})

describe('the repository', () => {
  const textFiles = ['src', 'test', 'examples', 'docs', 'bench']
    .flatMap((folder) => filesBelow(folder, /\.(ts|mjs|js|json|md|html|css)$/))
    .concat(['README.md', 'CHANGES.md', 'SECURITY.md', 'package.json', '.ci/run'])

  it('names no place of one machine', () => {
    const places = new RegExp(
      ['/work/', 'main\\b|/tmp/', 'hipflask\\b|\\.\\./', 'shared/'].join(''),
    )
    const naming = textFiles.filter((path) => places.test(readFileSync(join(root, path), 'utf8')))
    assert.deepEqual(naming, [])
  })

  it('has a README of at most 150 lines', () => {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n').length - 1
    assert.ok(lines <= 150, `README.md has ${lines} lines`)
  })
})

/** Gives what is over its budget, with its size. */
function overBudget(files: readonly Source[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { path, lines, functions } of files) {
    if (lines > (path === 'src/app.ts' ? 500 : 300)) found[path] = lines
    for (const { name, lines, parameters } of functions) {
      if (lines > 40) found[`${path} ${name}: lines`] = lines
      if (parameters > 4) found[`${path} ${name}: parameters`] = parameters
    }
  }
  return found
}

function cyclesOf(files: readonly Source[]): string[] {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from),
    ]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const place = trail.indexOf(path)
    if (place !== -1) cycles.push([...trail.slice(place), path].join(' → '))
    if (place !== -1 || done.has(path)) return
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  return cycles
}
