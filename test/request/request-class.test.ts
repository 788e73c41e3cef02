import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, KeyError, MultiDict, Request, request, SecurityError, UserAgent } from 'hipflask'

class Agent extends UserAgent {
  override readonly browser = this.string.includes('Firefox') ? 'firefox' : undefined
}

class OwnRequest extends Request {
  static override parameterStorageClass = MultiDict
  static override dictStorageClass = MultiDict
  static override userAgentClass = Agent
  static override maxContentLength = 10
  static override maxFormMemorySize = 5
  static override maxFormParts = 1
}

class OwnApp extends App {
  static override requestClass = OwnRequest
}

function makeApp(): App {
  const app = new OwnApp(import.meta, { staticFolder: null })
  app.post('/change', () => {
    const form = request.form as unknown as MultiDict
    form['b'] = '2'
    const cookies = request.cookies as unknown as MultiDict
    cookies.set('c', '3')
    return { form: request.form.toDict(), cookies: request.cookies.toDict() }
  })
  app.post('/size', () => String(request.data.length))
  app.post('/form', () => String(request.form.size))
  app.get('/browser', () => request.userAgent.browser ?? 'none')
  app.get('/missing', () => {
    try {
      return request.args['none']
    } catch (error) {
      return error instanceof KeyError ? 'KeyError' : 'other'
    }
  })
  return app
}

describe('a class of requests', () => {
  it('chooses the classes of its dicts', async () => {
    const { json } = await makeApp()
      .testClient()
      .post('/change', { data: { a: '1' } })
    assert.deepEqual(json, { form: { a: '1', b: '2' }, cookies: { c: '3' } })
  })

  it('chooses the class of the user agent', async () => {
    const client = makeApp().testClient()
    const headers = { 'User-Agent': 'Firefox/1' }
    assert.equal((await client.get('/browser', { headers })).text, 'firefox')
    assert.equal((await client.get('/browser', { headers: { 'User-Agent': 'x' } })).text, 'none')
  })

  it('may be overruled by one request', () => {
    const app = new App(import.meta, { staticFolder: null })
    app.testRequestContext('/?a=1', { baseUrl: 'http://a.test/' }, () => {
      const one = request as unknown as Request
      assert.equal(one.host, 'a.test')
      one.trustedHosts = ['b.test']
      assert.throws(() => one.host, SecurityError)
      assert.throws(() => one.url, SecurityError)
      one.trustedHosts = ['.test']
      assert.equal(one.hostUrl, 'http://a.test/')
      one.parameterStorageClass = MultiDict
      assert.ok(one.args instanceof MultiDict)
    })
  })

  it('has limits of its own', async () => {
    const client = makeApp().testClient()
    const status = async (path: string, data: string | Record<string, string>) =>
      (await client.post(path, { data })).statusCode
    assert.equal(await status('/size', 'x'.repeat(10)), 200)
    assert.equal(await status('/size', 'x'.repeat(11)), 413)
    assert.equal(await status('/form', { a: 'xxx' }), 200)
    assert.equal(await status('/form', { a: 'xxxx' }), 413)
  })
})

describe('a missing key of the request', () => {
  it('is a KeyError for who catches it', async () => {
    assert.equal((await makeApp().testClient().get('/missing')).text, 'KeyError')
  })
})
