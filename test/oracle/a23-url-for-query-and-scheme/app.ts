import { App, request, urlFor, ValueError } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = () => request.endpoint!

app.addUrlRule('/plain', 'plain', show)
app.addUrlRule('/item/<int:n>', 'item', show)

const CASES: Record<string, () => string> = {
  query: () => urlFor('plain', { b: '2', a: '1' }),
  'query-escaped': () => urlFor('plain', { q: 'a b&c=d+e/f?g#h', é: 'ü' }),
  'query-safe': () => urlFor('plain', { q: "!$'()*,:;@~-._" }),
  'query-list': () => urlFor('plain', { x: ['1', '2'], y: '3' }),
  'query-empty-list': () => urlFor('plain', { x: [], y: '3' }),
  'query-list-with-none': () => urlFor('plain', { x: ['1', null, '2'] }),
  'query-none': () => urlFor('plain', { x: null, y: null }),
  'query-empty-text': () => urlFor('plain', { x: '' }),
  'query-numbers': () => urlFor('plain', { x: 0, y: 1.5 }),
  'query-extra-on-item': () => urlFor('item', { n: 1, page: 2 }),
  anchor: () => urlFor('plain', { _anchor: 'part' }),
  'anchor-escaped': () => urlFor('plain', { _anchor: 'a b/é?#%[]', x: '1' }),
  'anchor-empty': () => urlFor('plain', { _anchor: '' }),
  external: () => urlFor('plain', { _external: true }),
  'not-external': () => urlFor('plain', { _external: false }),
  scheme: () => urlFor('plain', { _scheme: 'https' }),
  'scheme-external': () => urlFor('plain', { _scheme: 'https', _external: true }),
  'scheme-not-external': () => urlFor('plain', { _scheme: 'https', _external: false }),
  'scheme-empty': () => urlFor('plain', { _scheme: '', _external: true }),
  'scheme-odd': () => urlFor('plain', { _scheme: 'ftp' }),
  everything: () => urlFor('item', { n: 3, q: ['x', 'y'], _anchor: 'z', _scheme: 'https' }),
}

app.route('/build/<case>', { methods: ['GET', 'POST'] }, function build({ case: name }) {
  try {
    return { url: CASES[name]!() }
  } catch (error) {
    if (error instanceof ValueError) return { 'value error': error.message }
    throw error
  }
})
