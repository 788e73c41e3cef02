import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, redirect } from 'hipflask'

const app = new App(import.meta, { staticFolder: null })

/** Gives where a browser at this site goes. */
function followed(location: string): URL {
  return app.testRequestContext('/', () => {
    const { location: sent } = redirect(location)
    return new URL(sent ?? '', 'http://here.test/a/')
  })
}

describe('redirect', () => {
  it('stays at this site when control characters hide two slashes', () => {
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
      assert.equal(followed(location).host, 'here.test', JSON.stringify(location))
  })

  it('goes where it is told otherwise', () => {
    assert.equal(followed('//other.test/x').host, 'other.test')
    assert.equal(followed('https://other.test/a b').href, 'https://other.test/a%20b')
    assert.equal(followed('/näh?ü#é').href, 'http://here.test/n%C3%A4h?%C3%BC#%C3%A9')
  })
})
