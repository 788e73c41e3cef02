import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { format } from 'node:util'
import { App, ValueError } from 'hipflask'

/** Gives what a function writes to standard error, without times. */
async function written(work: () => unknown): Promise<string> {
  const { write } = process.stderr
  let text = ''
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += chunk
    return true
  }
  try {
    await work()
  } finally {
    process.stderr.write = write
  }
  return text.replace(/^\[[^\]]*\] /gm, '')
}

function named(): App {
  return new App(import.meta, { name: 'shop' })
}

describe('app.logger', () => {
  it('writes from info on, and from debug on in debug', async () => {
    const app = named()
    const work = () => {
      app.logger.debug('a detail')
      app.logger.warn('a warning')
    }
    assert.equal(await written(work), 'WARN in shop: a warning\n')
    app.debug = true
    assert.equal(await written(work), 'DEBUG in shop: a detail\nWARN in shop: a warning\n')
    assert.equal(app.logger.level, 'debug')
  })

  it('has a level that can be set', async () => {
    const app = named()
    app.logger.level = 'error'
    const work = () => {
      app.logger.warn('a warning')
      app.logger.error('an error')
    }
    assert.equal(await written(work), 'ERROR in shop: an error\n')
    app.logger.level = 'silent'
    assert.equal(await written(work), '')
    assert.throws(
      () => {
        app.logger.level = 'warning'
      },
      (error) => error instanceof ValueError && /Did you mean "warn"\?/.test(error.message),
    )
  })

  it('puts arguments in their places, and the rest behind', async () => {
    const { logger } = named()
    const text = await written(() => {
      logger.info('%s logged in after %d tries (%.1f s)', 'ann', 3, 1.25, 'today')
      logger.info('%r of %s: %s', 'x', new TypeError('bad'))
      logger.info('100%', 'sure')
      logger.info('100 %s')
      logger.info('%d%%', 5)
    })
    assert.equal(
      text,
      [
        'ann logged in after 3 tries (1.3 s) today',
        "'x' of TypeError: bad: %s",
        '100% sure',
        '100 %s',
        '5%',
      ]
        .map((line) => `INFO in shop: ${line}\n`)
        .join(''),
    )
  })

  it('gives no line to a client, in an argument neither', async () => {
    const { logger } = named()
    const text = await written(() => logger.info('hello %s', 'x\nERROR in shop: forged'))
    assert.equal(text, 'INFO in shop: hello x\\nERROR in shop: forged\n')
  })

  it('logs an error of a view with its stack, whatever the path holds', async () => {
    const app = named()
    app.get('/<path:rest>', () => {
      throw new Error('boom')
    })
    const text = await written(() => app.testClient().get('/%25s/%25%25s/%25.2f'))
    assert.match(text, /^ERROR in shop: Exception on \/%s\/%%s\/%\.2f \[GET\] Error: boom\n {6}at /)
  })

  it('gives a logger that formats as console does the path as it is', async () => {
    const app = named()
    const lines: string[] = []
    const note = (...args: unknown[]) => void lines.push(format(...args))
    app.logger = { debug: note, info: note, warn: note, error: note }
    app.get('/<path:rest>', () => {
      throw new Error('boom')
    })
    await app.testClient().get('/%25s')
    assert.match(lines[0], /^Exception on \/%s \[GET\] Error: boom\n/)
  })

  it('gives a pino logger the error first, as it would lose its stack else', async () => {
    const app = named()
    const calls: unknown[][] = []
    const note = (...args: unknown[]) => void calls.push(args)
    const pino = { debug: note, info: note, warn: note, error: note, bindings: () => ({}) }
    app.logger = pino
    const failure = new Error('boom')
    app.get('/error', () => {
      throw failure
    })
    app.get('/text', () => {
      throw 'text'
    })
    await app.testClient().get('/error')
    await app.testClient().get('/text')
    assert.equal(app.logger, pino)
    assert.deepEqual(calls, [
      [failure, 'Exception on /error [GET]'],
      [{ err: 'text' }, 'Exception on /text [GET]'],
    ])
  })
})
