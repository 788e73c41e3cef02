import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { App, KeyError, RuntimeError, ValueError } from 'hipflask'

describe('app.config', () => {
  it('takes the upper-case names of objects and classes', () => {
    const app = new App()
    class Base {
      static DEBUG = true
      static lower = 1
    }
    class Settings extends Base {
      static ROUTES = 3
    }
    app.config.fromObject(Settings)
    assert.deepEqual(
      [app.config.DEBUG, app.config.ROUTES, app.config.get('lower')],
      [true, 3, undefined],
    )
    app.config.fromMapping({ A_B: 1, c: 2 })
    assert.deepEqual([app.config.get('A_B'), app.config.has('c')], [1, false])
  })

  it('takes several mappings at once, and gives up a key by pop', () => {
    const app = new App()
    app.config.fromMapping([['A_B', 1]], { C_D: 2 })
    assert.deepEqual([app.config.pop('A_B'), app.config.pop('A_B', 'none')], [1, 'none'])
    assert.equal(app.config.pop('A_B', undefined), undefined)
    assert.throws(() => app.config.pop('A_B'), KeyError)
    assert.throws(
      () => app.config.pop('SECRT_KEY'),
      /There is no "SECRT_KEY" in the configuration\. Did you mean "SECRET_KEY"\?/,
    )
    assert.equal(app.config.get('C_D'), 2)
  })

  it('reads JSON files relative to the root, and says which one is bad', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-config-'))
    try {
      const app = new App(folder)
      writeFileSync(join(folder, 'good.json'), '{"MAIL_PORT": 25, "MAIL_HOST": "here"}')
      writeFileSync(join(folder, 'bad.json'), '{')
      assert.equal(app.config.fromFile('good.json'), true)
      assert.deepEqual({ ...app.config.getNamespace('MAIL_') }, { port: 25, host: 'here' })
      assert.deepEqual(
        { ...app.config.getNamespace('MAIL_', { lowercase: false, trimNamespace: false }) },
        { MAIL_PORT: 25, MAIL_HOST: 'here' },
      )
      assert.throws(
        () => app.config.fromFile('bad.json'),
        (error) => error instanceof ValueError && /bad\.json/.test(error.message),
      )
      assert.throws(
        () => app.config.fromFile('none.json'),
        (error) => error instanceof RuntimeError && /none\.json/.test(error.message),
      )
      assert.equal(app.config.fromFile('none.json', { silent: true }), false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('reads the environment by prefix, as JSON where it is, nested by two underscores', () => {
    const app = new App()
    Object.assign(process.env, {
      HIPTEST_DEBUG: 'true',
      HIPTEST_NAME: 'x',
      HIPTEST_DB__POOL__SIZE: '5',
      HIPTEST_DB__HOST: 'h',
    })
    app.config.fromPrefixedEnv('HIPTEST')
    assert.deepEqual(
      [app.config.DEBUG, app.config.NAME, app.config.DB],
      [true, 'x', { HOST: 'h', POOL: { SIZE: 5 } }],
    )
  })

  it('says which environment variable is missing', () => {
    const app = new App()
    assert.throws(
      () => app.config.fromEnvvar('HIPTEST_NOT_THERE'),
      /"HIPTEST_NOT_THERE" is not set/,
    )
    assert.equal(app.config.fromEnvvar('HIPTEST_NOT_THERE', { silent: true }), false)
  })

  it('says what to write when its methods are called wrongly', () => {
    const config = new App(import.meta).config as unknown as Record<
      string,
      (...given: unknown[]) => unknown
    >
    assert.throws(() => config.getNamespace(), /was given undefined: write getNamespace\('MAIL_'\)/)
    assert.throws(
      () => config.fromMapping('settings.json'),
      /fromMapping\(\) takes an object .*, and was given "settings\.json"\. A file is read by fromFile/,
    )
    assert.throws(() => config.update(5), /update\(\) takes an object .*, and was given 5\.$/)
    assert.throws(
      () => config.fromFile({ silent: true }),
      /takes the name of a file, and was given none: write fromFile\('config\.json', \{ silent: true \}\)/,
    )
  })

  it('is in debug mode where HIPFLASK_DEBUG or FLASK_DEBUG says so', () => {
    const { FLASK_DEBUG, HIPFLASK_DEBUG } = process.env
    try {
      for (const [text, expected] of [
        ['1', true],
        ['yes', true],
        ['', false],
        ['0', false],
        ['No', false],
        ['false', false],
      ] as const) {
        process.env.FLASK_DEBUG = text
        assert.equal(new App(import.meta).debug, expected, `FLASK_DEBUG=${text}`)
      }
      process.env.HIPFLASK_DEBUG = '1'
      assert.equal(new App(import.meta).debug, true)
    } finally {
      Object.assign(process.env, { FLASK_DEBUG, HIPFLASK_DEBUG })
      if (FLASK_DEBUG === undefined) delete process.env.FLASK_DEBUG
      if (HIPFLASK_DEBUG === undefined) delete process.env.HIPFLASK_DEBUG
    }
  })

  it('takes options by place too, as Flask does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-config-'))
    process.env.HIPTEST_SETTINGS = 'none.json'
    try {
      const app = new App(folder)
      assert.equal(app.config.rootPath, folder)
      writeFileSync(join(folder, 'settings.txt'), 'A_KEY=1')
      const asText = (content: string) => ({ A_TEXT: content })
      const asBytes = (content: Buffer) => ({ A_BYTE: content[0] })
      assert.equal(app.config.fromFile('settings.txt', asText), true)
      assert.equal(app.config.fromFile('settings.txt', asBytes, false, false), true)
      assert.deepEqual([app.config.A_TEXT, app.config.A_BYTE], ['A_KEY=1', 65])
      app.config.fromFile('settings.txt', {
        load: ([first]) => ({ A_BYTE: first + 1 }),
        text: false,
      })
      assert.equal(app.config.A_BYTE, 66)
      app.config.fromFile(new URL(`file://${folder}/settings.txt`), { load: () => ({ A_URL: 1 }) })
      assert.equal(app.config.A_URL, 1)
      assert.equal(app.config.fromFile('none.json', JSON.parse, true), false)
      assert.equal(app.config.fromFile('none.json', JSON.parse, { silent: true }), false)
      assert.equal(app.config.fromEnvvar('HIPTEST_SETTINGS', true), false)
      assert.throws(() => app.config.fromEnvvar('HIPTEST_SETTINGS'), /none\.json" cannot be opened/)
      assert.throws(() => app.config.fromFile('none.json', JSON.parse), { code: 'ENOENT' })
      assert.deepEqual(
        { ...app.config.getNamespace('A_', false) },
        { TEXT: 'A_KEY=1', BYTE: 66, URL: 1 },
      )
      assert.deepEqual({ ...app.config.getNamespace('A_U', true, false) }, { a_url: 1 })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses a file that is not UTF-8, and a load function that gives a promise', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-config-'))
    try {
      const app = new App(folder)
      writeFileSync(join(folder, 'latin.json'), Buffer.from('{"NAME": "f\xf6"}', 'latin1'))
      assert.throws(() => app.config.fromFile('latin.json'), /latin\.json".* not UTF-8/)
      const load = async () => ({ NAME: 'x' })
      assert.throws(
        () => app.config.fromFile('latin.json', { load, text: false }),
        /Await it yourself/,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('takes instances with their getters, and modules once they are awaited', async () => {
    const app = new App()
    class Settings {
      DB_HOST = 'here'
      get DB_URL(): string {
        return `db://${this.DB_HOST}`
      }
    }
    app.config.fromObject(new Settings())
    assert.equal(app.config.DB_URL, 'db://here')
    const module = 'data:text/javascript,export const FROM_MODULE = 1; export const lower = 2'
    assert.throws(() => app.config.fromObject(import(module)), /await import/)
    app.config.fromObject(await import(module))
    assert.deepEqual([app.config.FROM_MODULE, app.config.has('lower')], [1, false])
  })

  it('takes mappings of every kind, and none', () => {
    const app = new App()
    const none: object | undefined = undefined
    assert.equal(app.config.fromMapping(none), true)
    assert.equal(app.config.fromMapping(), true)
    app.config.fromMapping(new Map([['A_MAP', 1]]))
    app.config.fromMapping({ A_1: 1, Mixed_Case: 2 })
    assert.deepEqual(
      ['A_MAP', 'A_1', 'Mixed_Case'].map((key) => app.config.has(key)),
      [true, true, false],
    )
  })

  it('keeps as text what is no JSON in the environment, and integers that would be rounded', () => {
    const app = new App()
    Object.assign(process.env, {
      HIPKINDS_BAD: '{"a":',
      HIPKINDS_EMPTY: '',
      HIPKINDS_LIST: '[1, 2]',
      HIPKINDS_FLOAT: '1.2',
      HIPKINDS_ID: '12345678901234567890',
      hipkinds_LOWER: '1',
      NOT_HIPKINDS_OTHER: '1',
    })
    app.config.fromPrefixedEnv('HIPKINDS')
    assert.deepEqual({ ...app.config.getNamespace('') }.bad, '{"a":')
    assert.deepEqual(
      [app.config.EMPTY, app.config.LIST, app.config.FLOAT, app.config.ID],
      ['', [1, 2], 1.2, '12345678901234567890'],
    )
    assert.deepEqual([app.config.has('LOWER'), app.config.has('OTHER')], [false, false])
    app.config.fromPrefixedEnv({ prefix: 'HIPKINDS', loads: (text) => `<${text}>` })
    assert.equal(app.config.FLOAT, '<1.2>')
  })

  it('sets keys inside of objects from the environment, and says where there is none', () => {
    const app = new App()
    app.config.EXIST = { ok: 'value', flag: true, inner: { ik: 1 } }
    app.config.A_TEXT = 'secret'
    Object.assign(process.env, {
      HIPNEST_EXIST__ok: 'other',
      HIPNEST_EXIST__inner__ik: '2',
      HIPNEST_EXIST__new__more: '{"k": false}',
      HIPNEST_EXIST__constructor__x: '1',
      HIPTEXT_A_TEXT__inner__k: '1',
    })
    app.config.fromPrefixedEnv('HIPNEST')
    assert.deepEqual(app.config.EXIST, {
      ok: 'other',
      flag: true,
      inner: { ik: 2 },
      new: { more: { k: false } },
      constructor: { x: 1 },
    })
    assert.throws(
      () => app.config.fromPrefixedEnv('HIPTEXT'),
      (error) =>
        error instanceof TypeError &&
        /sets "A_TEXT__inner__k", but "A_TEXT" holds no object/.test(error.message) &&
        !error.message.includes('secret'),
    )
  })
})

describe('app.instancePath', () => {
  it('is instance beside package.json, or the absolute folder that is given', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-instance-'))
    try {
      const below = join(folder, 'src')
      assert.equal(new App(below).instancePath, join(below, 'instance'))
      writeFileSync(join(folder, 'package.json'), '{}')
      assert.equal(new App(below).instancePath, join(folder, 'instance'))
      assert.equal(new App(below, { instancePath: folder }).instancePath, folder)
      assert.equal(new App(below, { instancePath: null }).instancePath, join(folder, 'instance'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('refuses a relative folder', () => {
    assert.throws(
      () => new App(undefined, { instancePath: 'instance' }),
      (error) => error instanceof ValueError && /"instance" is not absolute/.test(error.message),
    )
  })

  it('is where config files are looked for with instanceRelativeConfig', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hipflask-instance-'))
    try {
      writeFileSync(join(folder, 'config.json'), '{"WHERE": "instance"}')
      const app = new App(tmpdir(), { instancePath: folder, instanceRelativeConfig: true })
      app.config.fromFile('config.json')
      assert.deepEqual([app.config.rootPath, app.config.WHERE], [folder, 'instance'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
