import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

// Every block of TypeScript in README.md and docs/ is type-checked and run, each as a module of its own.
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hipflask-docs-'))
after(() => rmSync(folder, { recursive: true }))

interface Block {
  page: string
  line: number
  file: string
}

function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  const text = readFileSync(join(root, page), 'utf8')
  for (const match of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
    const line = text.slice(0, match.index).split('\n').length
    const file = join(folder, `${page.replace(/\W+/g, '-')}-${line}.mts`)
    writeFileSync(file, `${match[1]}\nexport {}\n`)
    blocks.push({ page, line, file })
  }
  return blocks
}

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((page) => page.endsWith('.md'))
const blocks = pages.flatMap(blocksOf)
const run = promisify(execFile)

describe('the blocks of README.md and docs/', () => {
  it('has blocks to run', () => assert.ok(blocks.some((block) => block.page === 'README.md')))

  it('pass the type checker', async () => {
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        typeRoots: [join(root, 'node_modules/@types')],
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: [join(folder, '*.mts')],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const result = await run(process.execPath, [tsc, '-p', folder], { cwd: root }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
    assert.equal(result.trim(), '')
  })

  for (const { page, line, file } of blocks) {
    it(`${page}:${line} runs`, async () => {
      const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') }
      const tsx = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href
      const load = `import(${JSON.stringify(file)}).then(() => process.exit(0), (error) => { console.error(error); process.exit(1) })`
      await run(process.execPath, ['--import', tsx, '--input-type=module', '-e', load], {
        cwd: folder,
        env,
        timeout: 120_000,
      })
    })
  }
})
