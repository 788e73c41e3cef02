import { App, BuildError, request, urlFor, ValueError } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = () => request.endpoint!

app.addUrlRule('/', 'home', show)
app.addUrlRule('/plain', 'plain', show)
app.addUrlRule('/item/<int:n>', 'item', show)
app.addUrlRule('/pad/<int(fixed_digits=4):n>', 'pad', show)
app.addUrlRule('/ratio/<float:x>', 'ratio', show)
app.addUrlRule('/text/<text>', 'text', show)
app.addUrlRule('/path/<path:rest>', 'path', show)
app.addUrlRule('/color/<any(red, green):color>', 'color', show)
app.addUrlRule('/list/', 'list', show)
app.addUrlRule('/list/<int:n>', 'list', show)
app.addUrlRule('/list/<int:n>/<kind>', 'list', show)
app.addUrlRule('/verb/read', 'verb', show, { methods: ['GET'] })
app.addUrlRule('/verb/write', 'verb', show, { methods: ['POST'] })
app.addUrlRule('/write-only', 'write_only', show, { methods: ['PUT'] })
app.addUrlRule('/self/<self>', 'self', show)

const CASES: Record<string, () => string> = {
  plain: () => urlFor('plain'),
  root: () => urlFor('home'),
  int: () => urlFor('item', { n: 5 }),
  'int-from-text': () => urlFor('item', { n: '007' }),
  'int-negative': () => urlFor('item', { n: -5 }),
  'int-padded': () => urlFor('pad', { n: 42 }),
  'int-padded-too-long': () => urlFor('pad', { n: 123456 }),
  float: () => urlFor('ratio', { x: 1.5 }),
  'text-space': () => urlFor('text', { text: 'a b' }),
  'text-slash': () => urlFor('text', { text: 'a/b' }),
  'text-reserved': () => urlFor('text', { text: "?#[]%&=+;,:@!$'()*" }),
  'text-unicode': () => urlFor('text', { text: 'é日😀' }),
  'text-empty': () => urlFor('text', { text: '' }),
  'text-number': () => urlFor('text', { text: 5 }),
  'text-leading-slash': () => urlFor('text', { text: '/a' }),
  path: () => urlFor('path', { rest: 'a/b c/../d' }),
  any: () => urlFor('color', { color: 'red' }),
  'any-unknown': () => urlFor('color', { color: 'blue' }),
  'missing-value': () => urlFor('item'),
  'none-value': () => urlFor('item', { n: null }),
  'unknown-endpoint': () => urlFor('nowhere'),
  'unknown-close-endpoint': () => urlFor('plane'),
  'unknown-nothing-close': () => urlFor('zzzzzz.qqqqq'),
  'missing-two-values': () => urlFor('list', { kind: 'a' }),
  'method-get': () => urlFor('verb', { _method: 'GET' }),
  'method-post': () => urlFor('verb', { _method: 'POST' }),
  'method-none': () => urlFor('verb'),
  'method-missing': () => urlFor('verb', { _method: 'DELETE' }),
  'method-other-than-current': () => urlFor('write_only'),
  'fewest-values': () => urlFor('list'),
  'some-values': () => urlFor('list', { n: 1 }),
  'most-values': () => urlFor('list', { n: 1, kind: 'a' }),
  'value-named-self': () => urlFor('self', { self: 'me' }),
  'value-named-method': () => urlFor('plain', { method: 'y', values: 'z' }),
  static: () => urlFor('static', { filename: 'a b/c.css' }),
  'relative-outside-blueprint': () => urlFor('.plain'),
}

app.route('/build/<case>', { methods: ['GET', 'POST'] }, function build({ case: name }) {
  try {
    return { url: CASES[name]!() }
  } catch (error) {
    if (error instanceof BuildError) return { 'build error': error.message }
    if (error instanceof ValueError) return { 'value error': error.message }
    throw error
  }
})

app.get('/bad-number', function bad_number() {
  return urlFor('item', { n: 'five' })
})

app.get('/unhandled', function unhandled() {
  return urlFor('nowhere')
})
