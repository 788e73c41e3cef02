import {
  Aborter,
  App,
  abort,
  HTTPException,
  KeyError,
  makeResponse,
  Request,
  Response,
  Rule,
  type RuleOptions,
  request,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

class PlainResponse extends Response {
  static override defaultMimetype = 'text/plain'
  static override defaultStatus = 203
}

class TenantRequest extends Request {
  get tenant() {
    return this.headers.get('X-Tenant', 'public')
  }
}

class TooShy extends HTTPException {
  static override code = 477
  static override description = 'Too shy to answer.'
}

class ShyAborter extends Aborter {
  constructor() {
    super()
    this.mapping[477] = TooShy
  }
}

class LoudRule extends Rule {
  constructor(string: string, options?: RuleOptions) {
    super(`/loud${string}`, options)
  }
}

class OracleApp extends App {
  static override requestClass = TenantRequest
  static override responseClass = PlainResponse
  static override aborterClass = ShyAborter
  static override urlRuleClass = LoudRule

  override makeDefaultOptionsResponse() {
    const response = super.makeDefaultOptionsResponse()
    response.headers.set('X-Options', 'custom')
    return response
  }

  override handleHttpException(error: HTTPException) {
    if (error.code === 410) return 'gone, says the app'
    return super.handleHttpException(error)
  }

  override async processResponse(response: Response) {
    response = await super.processResponse(response)
    response.headers.set('X-Processed', response.constructor.name)
    return response
  }
}

export const app = new OracleApp(import.meta, { staticFolder: null })
flaskDefaults(app)

app.get('/text', function text() {
  return `text for ${(request as TenantRequest).tenant}`
})

app.get('/dict', function dict_view() {
  return { url: urlFor('text') }
})

app.get('/made', function made() {
  return makeResponse('made', 200)
})

app.get('/base', function base() {
  return new Response('base response')
})

app.get('/abort/<int:code>', function abort_code({ code }) {
  abort(code)
})

app.get('/broken', function broken() {
  throw new KeyError('broken')
})
