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
})
