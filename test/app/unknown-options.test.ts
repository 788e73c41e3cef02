import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Headers, int, MultiDict, Response } from 'hipflask'

const app = new App(import.meta)
const { config } = app
const response = new Response('{}')
const { request } = app.testRequestContext('/')
const dict = new MultiDict([['a', '1']])
const headers = new Headers({ a: '1' })

// What each would silently do without the option is not what its author asked for.
const calls: Record<string, (options: never) => unknown> = {
  'request.getData': (options) => request.getData(options),
  'request.getJson': (options) => request.getJson(options),
  'response.getData': (options) => response.getData(options),
  'response.getJson': (options) => response.getJson(options),
  'response.setEtag': (options) => response.setEtag('a', options),
  'response.addEtag': (options) => response.addEtag(options),
  'response.makeConditional': (options) => response.makeConditional(request, options),
  'args.get': (options) => dict.get('a', 1, options),
  'args.getList': (options) => dict.getList('a', options),
  'args.toDict': (options) => dict.toDict(options),
  'headers.get': (options) => headers.get('a', 1, options),
  'headers.getList': (options) => headers.getList('a', options),
  'config.fromFile': (options) => config.fromFile('a.json', options),
  'config.fromEnvvar': (options) => config.fromEnvvar('A', options),
  'config.fromPrefixedEnv': (options) => config.fromPrefixedEnv('A', options),
  'config.getNamespace': (options) => config.getNamespace('A', options),
}

describe('an option that does not exist', () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`is refused by ${name}`, () => {
      const wrong = { not_there: int } as never
      assert.throws(() => call(wrong), {
        name: 'TypeError',
        message: new RegExp(`^${name.replace(/^.*\./, '')}\\(\\) has no option "not_there"\\.`),
      })
    })
  }
})
