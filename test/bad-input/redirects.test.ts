import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, redirect, request } from 'hipflask'

const app = new App(import.meta, { staticFolder: null })

app.get('/a/', () => redirect(request.args.to))
const client = app.testClient()

/** Gives where a browser at this site goes. */
async function followed(location: string): Promise<URL> {
  const { headers } = await client.get('/a/', { queryString: { to: location } })
  return new URL(headers.get('Location') ?? '', 'http://here.test/a/')
}

describe('redirect', () => {
  it('stays at this site when control characters hide two slashes', async () => {
    for (const location of [
      '/\t/evil.test',
      '/\n/evil.test',
      '/\r\n/evil.test',
      '\t//evil.test',
      ' //evil.test',
      '\x00//evil.test',
      '/\\evil.test',
      '/\t\\evil.test',
    ])
      assert.equal((await followed(location)).host, 'here.test', JSON.stringify(location))
  })

  it('goes where it is told otherwise', async () => {
    assert.equal((await followed('//other.test/x')).host, 'other.test')
    assert.equal((await followed('https://other.test/a b')).href, 'https://other.test/a%20b')
    assert.equal((await followed('/näh?ü#é')).href, 'http://here.test/n%C3%A4h?%C3%BC#%C3%A9')
  })
})
