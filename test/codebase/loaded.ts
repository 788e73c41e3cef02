import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './sources.ts'

/**
 * Loads a module in a process of its own and gives the files of `src/` that were loaded with it,
 * without folder and ending, sorted. V8 itself says what was compiled.
 */
export function loadedBy(path: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-loaded-'))
  try {
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', `await import('./${path}')`],
      { cwd: root, env: { ...process.env, NODE_V8_COVERAGE: folder }, encoding: 'utf8' },
    )
    if (run.status !== 0) throw new Error(run.stderr)
    const urls = readdirSync(folder).flatMap((name) =>
      JSON.parse(readFileSync(join(folder, name), 'utf8')).result.map(
        (script: { url: string }) => script.url,
      ),
    )
    const found = urls.map((url) => /\/src\/(.*)\.ts(\?.*)?$/.exec(url)?.[1])
    return [...new Set(found.filter((name) => name !== undefined))].sort()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
