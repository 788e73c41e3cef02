import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, request } from 'hipflask'

describe('request.environ', () => {
  it('has what a WSGI server says, under its names', async () => {
    const app = new App(import.meta, { staticFolder: null })
    app.post('/a b', () => {
      request.environ['own.note'] = 'kept'
      return request.environ
    })
    const response = await app.testClient().post('/a%20b?x=1', {
      baseUrl: 'https://example.com:8443/shop',
      data: 'text',
      contentType: 'text/plain',
      headers: [
        ['X-Many', '1'],
        ['X-Many', '2'],
      ],
      environOverrides: { REMOTE_USER: 'ann' },
    })
    assert.deepEqual(response.json, {
      REQUEST_METHOD: 'POST',
      SCRIPT_NAME: '/shop',
      PATH_INFO: '/a b',
      QUERY_STRING: 'x=1',
      REQUEST_URI: '/a%20b?x=1',
      RAW_URI: '/a%20b?x=1',
      SERVER_NAME: 'example.com',
      SERVER_PORT: '8443',
      SERVER_PROTOCOL: 'HTTP/1.1',
      'wsgi.url_scheme': 'https',
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_USER: 'ann',
      HTTP_HOST: 'example.com:8443',
      HTTP_X_MANY: '1,2',
      CONTENT_TYPE: 'text/plain',
      CONTENT_LENGTH: '4',
      'own.note': 'kept',
    })
  })
})
