import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type App,
  abort,
  Forbidden,
  float,
  g,
  int,
  makeResponse,
  type Response,
  renderTemplate,
  renderTemplateString,
  request,
  session,
} from 'hipflask'

const THROWN: Record<string, () => unknown> = {
  undefined: () => undefined,
  null: () => null,
  number: () => 42,
  string: () => 'a string of TOP-SECRET-MARKER',
  symbol: () => Symbol('thrown'),
  getter: () =>
    Object.defineProperty({}, 'message', {
      get() {
        throw new Error('message')
      },
    }),
  proxy: () =>
    new Proxy(new Error('proxied'), {
      get() {
        throw new Error('trap')
      },
    }),
  circular: () => {
    const error = new Error('circular')
    error.cause = error
    return error
  },
  huge: () => new Error('h'.repeat(5_000_000)),
  false: () => false,
  bigint: () => 10n,
  empty: () => '',
  function: () => () => 'thrown',
  array: () => [new Error('one'), new Error('two')],
  'null-proto': () => Object.create(null),
  frozen: () => Object.freeze(new Error('frozen')),
  aggregate: () => new AggregateError([new Error('one'), new Error('two')], 'aggregate'),
  tostring: () => ({
    toString() {
      throw new Error('toString')
    },
  }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable(new Error('revoked'), {})
    revoke()
    return proxy
  },
  stackless: () => Object.defineProperty(new Error('stackless'), 'stack', { value: undefined }),
  code: () => Object.assign(new Error('code'), { code: 200, statusCode: 200, status: 'x' }),
  thenable: () => ({
    // biome-ignore lint/suspicious/noThenProperty: what looks like a promise and is none.
    then() {
      throw new Error('then')
    },
  }),
  abort: () => new Forbidden('thrown'),
  objxss: () => ({ toString: () => '<script>alert(1)</script>' }),
}

const UNSERIALISABLE: Record<string, () => unknown> = {
  symbol: () => Symbol('x'),
  circular: () => {
    const list: unknown[] = []
    list.push(list)
    return list
  },
}

const REJECTED: Record<string, (message: string) => unknown> = {
  async: (message) => delay(1).then(() => Promise.reject(new Error(message))),
  late: (message) => Promise.resolve().then(() => Promise.reject(new Error(message))),
  'reject-undefined': () => Promise.reject(undefined),
  'reject-null': () => delay(1).then(() => Promise.reject(null)),
  generator: (message) => failingAfter(0, message),
  'after-headers': (message) => failingAfter(1, message),
  nothing: () => undefined,
  recursion: () => deeper(0),
}

function* failingAfter(parts: number, message: string) {
  for (let part = 0; part < parts; part += 1) yield '0123456789'
  throw new Error(message)
}

const deeper = (depth: number): string => String(depth).concat(deeper(depth + 1))

function addThrow(app: App) {
  app.get('/throw', function thrower(): string {
    const kind = request.args.get('kind', 'sync')
    const message = request.args.get('m', 'thrown')
    if (Object.hasOwn(REJECTED, kind)) return REJECTED[kind]!(message) as string
    throw Object.hasOwn(THROWN, kind) ? THROWN[kind]!() : new Error(message)
  })
}

class HandledBadly extends Error {}

function addHooks(app: App) {
  app.beforeRequest(() => fail('before'))
  app.afterRequest((response: Response) => fail('after') ?? response)
  app.teardownRequest(() => fail('teardown'))
  app.contextProcessor(() => {
    return (fail('context') ?? {}) as Record<string, unknown>
  })
  app.errorHandler(HandledBadly, (error) => {
    throw new Error('the error handler failed', { cause: error })
  })
  app.get('/hook/<which>', function hook({ which }) {
    if (which === 'context') return renderTemplateString('{{ which }}', { which })
    if (which === 'error') throw new HandledBadly('handled badly')
    return which
  })
}

/** The routes that fail, dawdle or never end. */
export function addFailures(app: App) {
  addThrow(app)
  addHooks(app)
  addSlow(app)
  addBroken(app)
}

function addSlow(app: App) {
  app.get('/spin', function spin() {
    const end = performance.now() + Math.min(request.args.get('ms', 10, { type: float }), 10_000)
    while (performance.now() < end);
    return 'spun'
  })
  app.get('/stream', function stream() {
    const count = request.args.get('n', 10, { type: int })
    return (function* lines() {
      for (let n = 0; n < count; n += 1) yield `${n}\n`
    })()
  })
  app.get('/slow', async function slow() {
    await delay(request.args.get('ms', 10, { type: float }))
    return { i: request.args.get('i') ?? null, id: g.id }
  })
  app.get('/hang', function hang() {
    const { signal } = request
    return new Promise<string>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  })
}

function addBroken(app: App) {
  app.get('/late', function late() {
    return (function* parts() {
      yield '0123456789'
      throw new Error('late')
    })()
  })
  app.get('/broken-stream', function brokenStream() {
    return createReadStream(join(app.rootPath, 'missing.txt'))
  })
  app.get('/floating', function floating() {
    Promise.reject(new Error('floating'))
    return 'ok'
  })
  app.get('/length', function length() {
    const response = makeResponse('0123456789')
    response.headers.set('Content-Length', request.args['n']!)
    return response
  })
  app.get('/name', function templateName() {
    return renderTemplate(request.args['name']!)
  })
  app.get('/sess/bad', function sessBad() {
    session['x'] = UNSERIALISABLE[request.args['kind']!]!()
    return 'set'
  })
  app.get('/abort', function aborting() {
    const code = request.args['code']!
    return abort(/^-?\d+$/.test(code) ? Number(code) : (code as unknown as number))
  })
}

function fail(which: string): Promise<never> | undefined {
  if (request.path !== `/hook/${which}`) return undefined
  const error = new Error(`the ${which} hook failed`)
  if (request.args.get('kind') === 'async') return Promise.reject(error)
  throw error
}
