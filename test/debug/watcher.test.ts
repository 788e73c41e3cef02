import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, describe, it } from 'node:test'
import { Watcher } from '../../src/debug/watcher.ts'

describe('the watcher of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hipflask-watcher-'))
  const elsewhere = mkdtempSync(join(tmpdir(), 'hipflask-elsewhere-'))
  for (let index = 0; index < 50; index++) {
    mkdirSync(join(folder, `part${index}`))
    write(`part${index}/module.ts`)
  }
  writeFileSync(join(elsewhere, 'linked.ts'), '1')
  symlinkSync(join(elsewhere, 'linked.ts'), join(folder, 'link.ts'))
  const watcher = new Watcher(folder)
  after(() => {
    for (const path of [folder, elsewhere]) rmSync(path, { recursive: true })
  })

  function write(name: string, text = `${Math.random()}`): void {
    writeFileSync(join(folder, name), text)
  }

  /** Does something once the watcher rests, and gives what it finds. */
  async function found(change: () => void): Promise<string> {
    const path = watcher.next()
    setTimeout(change, 300)
    return relative(folder, await path)
  }

  it('finds a file that is written, replaced, new or gone', async () => {
    assert.equal(await found(() => write('part7/module.ts')), 'part7/module.ts')
    const replace = (): void => {
      write('part8/module.ts.new')
      renameSync(join(folder, 'part8/module.ts.new'), join(folder, 'part8/module.ts'))
    }
    assert.equal(await found(replace), 'part8/module.ts')
    assert.equal(await found(() => write('part9/other.ts')), 'part9/other.ts')
    assert.equal(await found(() => rmSync(join(folder, 'part9/other.ts'))), 'part9/other.ts')
  })

  it('finds what is in a new folder, and what was in one that is gone', async () => {
    const make = (): void => {
      mkdirSync(join(folder, 'new/deep'), { recursive: true })
      write('new/deep/module.ts')
    }
    assert.equal(await found(make), 'new/deep/module.ts')
    assert.equal(await found(() => write('new/deep/module.ts')), 'new/deep/module.ts')
    assert.equal(
      await found(() => rmSync(join(folder, 'new'), { recursive: true })),
      'new/deep/module.ts',
    )
  })

  it('finds a change that the system does not tell of, also while it tells of other files', async () => {
    const noise = setInterval(() => write('app.log'), 2)
    const path = await found(() => writeFileSync(join(elsewhere, 'linked.ts'), 'other'))
    clearInterval(noise)
    assert.equal(path, 'link.ts')
  })

  it('finds an extra file, and nothing else in its folder', async () => {
    const settings = join(elsewhere, 'settings.json')
    watcher.add([settings])
    assert.equal(await found(() => writeFileSync(settings, '{}')), relative(folder, settings))
    const next = watcher.next()
    setTimeout(() => writeFileSync(join(elsewhere, 'unrelated.ts'), ''), 300)
    setTimeout(() => write('part1/module.ts'), 600)
    assert.equal(await next, join(folder, 'part1/module.ts'))
  })
})
