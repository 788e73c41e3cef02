import { App, request as current, int, MultiDict, Request, UserAgent } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

class Agent extends UserAgent {
  override readonly browser: string | undefined
  override readonly platform: string | undefined
  constructor(text: string) {
    super(text)
    this.browser = text.includes('Firefox') ? 'firefox' : undefined
    this.platform = text === '' ? undefined : text.split(' ')[0]
  }
}

class Small extends Request {
  static override parameterStorageClass = MultiDict
  static override userAgentClass = Agent
  static override maxContentLength = 100
  static override maxFormParts = 2

  get isMobile() {
    return this.userAgent.string.includes('Mobile')
  }

  page(fallback = 1) {
    return this.args.get('page', fallback, { type: int })
  }
}

class MyApp extends App {
  static override requestClass = Small
}

export const app = new MyApp(import.meta)
flaskDefaults(app)

const request = current as Small

app.route('/args', { methods: ['GET', 'POST'] }, function args() {
  const given = request.args as unknown as MultiDict
  given['added'] = '1'
  const form = request.form as unknown as MultiDict
  form.add('more', '2')
  return {
    args: given.toDict(),
    form: form.toDict(),
    values: [...request.values.keys()].sort(),
    page: request.page(),
    mobile: request.isMobile,
  }
})

app.get('/agent', function agent() {
  const ua = request.userAgent
  return {
    browser: ua.browser ?? null,
    platform: ua.platform ?? null,
    version: ua.version ?? null,
    string: ua.string,
    type: request.constructor.name,
  }
})

app.post('/size', function size() {
  return { n: request.getData().length, limit: request.maxContentLength }
})

app.post('/form', function form() {
  return {
    form: request.form.toDict(),
    files: [...request.files.keys()].sort(),
    parts: request.maxFormParts,
    memory: request.maxFormMemorySize,
  }
})

app.post('/raise-limit', function raise_limit() {
  request.maxFormParts = 1
  return { form: request.form.toDict() }
})

app.get('/cookies', function cookies() {
  try {
    ;(request.cookies as unknown as MultiDict)['x'] = '1'
  } catch (e) {
    if (e instanceof TypeError) return 'immutable'
    throw e
  }
  return 'changed'
})
