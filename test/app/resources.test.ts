import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { App, Blueprint, LookupError, ValueError } from 'hipflask'

const folder = mkdtempSync(join(tmpdir(), 'hipflask-resources-'))
writeFileSync(join(folder, 'schema.sql'), 'DROP TABLE é;\nCREATE TABLE é;')
mkdirSync(join(folder, 'instance'))
writeFileSync(join(folder, 'instance', 'key.txt'), 'k')
after(() => rmSync(folder, { recursive: true }))
const app = new App(folder, { instancePath: join(folder, 'instance') })

describe('App.openResource', () => {
  it('opens a file below the root as bytes', () => {
    const file = app.openResource('schema.sql')
    assert.equal(file.read(4).toString(), 'DROP')
    assert.equal(file.read().toString('utf8'), ' TABLE é;\nCREATE TABLE é;')
    assert.equal(file.read().length, 0)
  })

  it('opens it as text, line by line', () => {
    const file = app.openResource('schema.sql', 'r')
    assert.equal(file.readline(), 'DROP TABLE é;\n')
    assert.deepEqual(file.readlines(), ['CREATE TABLE é;'])
  })

  it('gives back what a function makes of it', async () => {
    assert.equal(
      app.openResource('schema.sql', 'r', (file) => file.read(4)),
      'DROP',
    )
    assert.equal(await app.openResource('schema.sql', async (file) => file.read().length), 31)
  })

  it('opens a file of a blueprint', () => {
    const blueprint = new Blueprint('shop', folder)
    assert.equal(blueprint.openResource('instance/key.txt', 'r').read(), 'k')
  })

  it('reads text of another encoding', () => {
    writeFileSync(join(folder, 'notes.txt'), 'é ß', 'utf16le')
    writeFileSync(join(folder, 'old.txt'), Buffer.from([0xe9, 0xa4]))
    assert.equal(app.openResource('notes.txt', 'r', 'utf-16-le').read(), 'é ß')
    assert.equal(
      app.openResource('notes.txt', 'rt', 'utf-16-le', (file) => file.read(1)),
      'é',
    )
    assert.equal(
      app.openResource('old.txt', { mode: 'r', encoding: 'iso-8859-15' }, (file) => file.read()),
      'é€',
    )
    assert.throws(() => app.openResource('old.txt', 'r', 'klingon'), LookupError)
  })

  it('says which file is missing, and which modes there are', () => {
    assert.throws(() => app.openResource('none.sql'), LookupError)
    assert.throws(() => app.openResource('none.sql'), { code: 'ENOENT' })
    assert.throws(() => app.openResource('none.sql'), /no readable file "none\.sql" in/)
    assert.throws(() => app.openResource('schema.sql', 'w' as 'r'), ValueError)
  })
})

describe('new App', () => {
  it('takes its folders as file URLs too', async () => {
    const base = pathToFileURL(`${folder}/`)
    const other = new App(import.meta, {
      rootPath: base,
      staticFolder: new URL('instance/', base),
      templateFolder: new URL('views', base),
      instancePath: new URL('instance', base),
    })
    assert.equal((await other.testClient().get('/instance/key.txt')).text, 'k')
    assert.equal(other.templatePath, join(folder, 'views'))
    assert.equal(other.openInstanceResource('key.txt', 'r').read(), 'k')
  })
})

describe('app.rootPath', () => {
  it('can be set, and says where files are looked for', () => {
    const other = new App(import.meta)
    other.rootPath = join(folder, 'instance')
    assert.equal(other.openResource('key.txt', 'r').read(), 'k')
  })
})

describe('App.openInstanceResource', () => {
  it('opens a file of the instance folder', () => {
    assert.equal(app.openInstanceResource('key.txt').read().toString(), 'k')
  })
})
