import { App, makeResponse, type Response } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const CASES: Record<string, (r: Response) => string | undefined> = {
  'set-and-add'(r) {
    r.headers.set('X-One', '1')
    r.headers.set('x-one', '2')
    r.headers.add('X-One', '3')
    r.headers.add('X-Two', 'é', { key: 'a b', flag: null })
    r.headers.set('X-Three', 'v', { name: 'quo"ted' })
    return undefined
  },
  'replace-many'(r) {
    r.headers.add('X-A', '1')
    r.headers.add('X-B', '2')
    r.headers.add('X-A', '3')
    r.headers.set('X-A', '4')
    return undefined
  },
  'remove-and-default'(r) {
    r.headers.setDefault('X-A', '1')
    r.headers.setDefault('x-a', '2')
    r.headers.delete('content-TYPE')
    r.headers.delete('X-Never')
    return undefined
  },
  'extend-and-list'(r) {
    r.headers.extend({ 'X-A': ['1', '2'], 'X-B': '3' })
    r.headers.setList('X-B', ['4', '5'])
    return `${r.headers.getList('x-a').join(',')} ${r.headers.get('X-None', 'none')}`
  },
  'newline-refused'(r) {
    r.headers.set('X-A', 'a\nb')
    return undefined
  },
  'carriage-return-refused'(r) {
    r.headers.add('X-A', 'a\rb')
    return undefined
  },
  'mimetype-changed'(r) {
    r.mimetype = 'text/plain'
    return r.mimetypeParams['charset']
  },
  'mimetype-to-json'(r) {
    r.mimetype = 'application/json'
    return r.isJson ? 'true' : 'false'
  },
  'content-type-changed'(r) {
    r.contentType = 'text/plain; charset=latin-1; format=flowed'
    return `${r.mimetype} ${r.mimetypeParams['format']}`
  },
  'data-changed'(r) {
    r.data = 'longer than before é'
    return undefined
  },
  'data-read'(r) {
    return `${r.getData({ asText: true })} ${r.contentLength}`
  },
  'status-changed'(r) {
    r.statusCode = 202
    return r.status
  },
  'status-text-changed'(r) {
    r.status = '404 Lost'
    return String(r.statusCode)
  },
  'odd-names'(r) {
    r.headers.set('x-lower', '1')
    r.headers.set('X_Under', '2')
    r.headers.set('X-Empty', '')
    return undefined
  },
}

app.get('/headers/<name>', function view({ name }) {
  const response = makeResponse('ok')
  const extra = CASES[name]!(response)
  if (extra !== undefined) response.setData(extra)
  return response
})
