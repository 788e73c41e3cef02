import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import {
  BaseLoader,
  DictLoader,
  Environment,
  FileSystemLoader,
  FunctionLoader,
  PrefixLoader,
  type Template,
} from 'hipflask/jinja'

describe('BaseLoader', () => {
  it('lets getSource give all in order', () => {
    let isNew = true
    class Own extends BaseLoader {
      getSource(_environment: Environment | null, name: string) {
        return [`<${name}>`, null, () => isNew] as const
      }
    }
    const environment = new Environment({ loader: new Own() })
    const template = environment.getTemplate('x')
    assert.equal(template.render(), '<x>')
    assert.equal(environment.getTemplate('x'), template)
    isNew = false
    assert.notEqual(environment.getTemplate('x'), template)
  })

  it('lets load be overridden', () => {
    class Loud extends DictLoader {
      override load(environment: Environment, name: string): Template {
        return environment.fromString(this.mapping[name].toUpperCase())
      }
    }
    const environment = new Environment({ loader: new Loud({ x: 'text' }) })
    assert.equal(environment.getTemplate('x').render(), 'TEXT')
  })
})

describe('FunctionLoader', () => {
  it('takes a source, or a list with its file', () => {
    const sources: Record<string, string | [string, string]> = { a: 'A', b: ['B', '/some/file'] }
    const environment = new Environment({ loader: new FunctionLoader((name) => sources[name]) })
    assert.equal(environment.getTemplate('a').render(), 'A')
    assert.equal(environment.getTemplate('b').filename, '/some/file')
  })
})

describe('PrefixLoader', () => {
  it('takes its delimiter by name', () => {
    const loader = new PrefixLoader({ a: new DictLoader({ x: 'X' }) }, { delimiter: ':' })
    assert.equal(new Environment({ loader }).getTemplate('a:x').render(), 'X')
  })
})

describe('FileSystemLoader', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loader-'))
    mkdirSync(join(folder, 'templates/inner'), { recursive: true })
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'templates/a.txt'), Buffer.from([0xe9]))
    writeFileSync(join(folder, 'templates/inner/b.txt'), 'b')
    writeFileSync(join(folder, 'other/c.txt'), 'c')
    symlinkSync(join(folder, 'other'), join(folder, 'templates/link'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('gives the source, the file and whether it is new', () => {
    const loader = new FileSystemLoader(join(folder, 'templates'))
    const [source, filename, upToDate] = loader.getSource(null, 'inner/b.txt')
    assert.deepEqual(
      [source, filename, upToDate?.()],
      ['b', join(folder, 'templates/inner/b.txt'), true],
    )
  })

  it('takes URLs', () => {
    const here = pathToFileURL(`${join(folder, 'templates')}/`)
    for (const place of [here, ['/none', here]]) {
      const environment = new Environment({ loader: new FileSystemLoader(place) })
      assert.equal(environment.getTemplate('inner/b.txt').render(), 'b')
    }
  })

  it('reads files in its encoding', () => {
    const path = join(folder, 'templates')
    for (const loader of [
      new FileSystemLoader(path, 'latin-1'),
      new FileSystemLoader(path, { encoding: 'latin-1' }),
    ])
      assert.equal(new Environment({ loader }).getTemplate('a.txt').render(), 'é')
    assert.throws(() => new FileSystemLoader(path).getSource(null, 'a.txt'), {
      name: 'UnicodeDecodeError',
    })
  })

  it('lists what is behind links only where it is told to', () => {
    const path = join(folder, 'templates')
    assert.deepEqual(new FileSystemLoader(path).listTemplates(), ['a.txt', 'inner/b.txt'])
    assert.deepEqual(new FileSystemLoader(path, { followlinks: true }).listTemplates(), [
      'a.txt',
      'inner/b.txt',
      'link/c.txt',
    ])
  })
})
