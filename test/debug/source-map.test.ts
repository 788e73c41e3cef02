import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { originalPlace } from '../../src/debug/source-map.ts'

const folder = mkdtempSync(join(tmpdir(), 'hipflask-map-'))
after(() => rmSync(folder, { recursive: true }))

const source = `interface Order {
  id: number
}
export function fail(order: Order): never {
  throw new Error(\`no \${order.id}\`)
}
`
const compiled = `export function fail(order) {
  throw new Error(\`no \${order.id}\`)
}
`
const map = { version: 3, sources: ['../src/shop.ts'], names: [], mappings: 'AAGA;EACE,MAAM' }
const path = join(folder, 'dist', 'shop.js')
mkdirSync(join(folder, 'dist'))
mkdirSync(join(folder, 'src'))
writeFileSync(join(folder, 'src', 'shop.ts'), source)

describe('the source of compiled code', () => {
  const place = { path, line: 2, column: 9 }
  const expected = { path: join(folder, 'src', 'shop.ts'), line: 5, column: 9, text: source }

  it('is found by a source map beside it', async () => {
    writeFileSync(`${path}.map`, JSON.stringify(map))
    const found = await originalPlace(place, `${compiled}//# sourceMappingURL=shop.js.map\n`)
    assert.deepEqual(found, expected)
  })

  it('is found by a source map inside of it', async () => {
    const data = Buffer.from(JSON.stringify(map)).toString('base64')
    const url = `data:application/json;charset=utf-8;base64,${data}`
    const found = await originalPlace(place, `${compiled}//# sourceMappingURL=${url}`)
    assert.deepEqual(found, expected)
  })

  it('is taken from the source map when the file is not there', async () => {
    const absent = { ...map, sources: ['../gone/shop.ts'], sourcesContent: [source] }
    writeFileSync(`${path}.map`, JSON.stringify(absent))
    const found = await originalPlace(place, `${compiled}//# sourceMappingURL=shop.js.map\n`)
    assert.deepEqual(found, { ...expected, path: join(folder, 'gone', 'shop.ts') })
  })

  it('is the code itself where there is no source map', async () => {
    assert.equal(await originalPlace(place, compiled), undefined)
  })
})
