import { App, makeResponse, type Result } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function* numbers() {
  yield 'one '
  yield 'two '
  yield 'drei é'
}

function* chunks() {
  yield Buffer.from([0, 1])
  yield Buffer.from([255])
}

const CASES: Record<string, () => Result> = {
  text: () => 'plain é <b>',
  'empty-text': () => '',
  bytes: () => Buffer.from('café'),
  binary: () => Buffer.from([0, 255]),
  dict: () => ({ b: 1, a: [true, null] }),
  'empty-dict': () => ({}),
  list: () => [{ z: 1, a: 2 }, 'x'],
  'empty-list': () => [],
  'text-status': () => makeResponse('made', 201),
  'text-status-text': () => makeResponse('made', '201 Made Up'),
  'text-status-number-text': () => makeResponse('missing', '404'),
  'text-status-lower-case': () => makeResponse('fine', '200 fine by me'),
  'text-headers': () => makeResponse('x', { 'X-A': '1', 'X-B': '2' }),
  'text-headers-list': () =>
    makeResponse('x', [
      ['X-A', '1'],
      ['X-A', '2'],
    ]),
  'text-headers-many': () => makeResponse('x', { 'X-A': ['1', '2'] }),
  'text-status-headers': () => makeResponse('x', 202, { 'X-A': '1' }),
  'text-content-type': () => makeResponse('x', { 'Content-Type': 'text/plain' }),
  'text-content-type-lower': () => makeResponse('x', { 'content-type': 'text/css; charset=ascii' }),
  'text-number-header': () => makeResponse('x', { 'X-Number': 5 }),
  'dict-status': () => makeResponse({ a: 1 }, 418),
  'dict-status-headers': () =>
    makeResponse({ a: 1 }, 400, { 'Content-Type': 'application/problem+json' }),
  'list-status': () => makeResponse([1, 2], 201),
  'text-unknown-status': () => makeResponse('x', 299),
  'text-odd-status': () => makeResponse('x', 599),
  generator: () => numbers(),
  'generator-bytes': () => chunks(),
  'generator-status': () => makeResponse(numbers(), 201, { 'Content-Type': 'text/plain' }),
  iterator: () => ['a', 'b'].values(),
  'empty-iterator': () => [].values(),
}

app.route('/return/<case>', { methods: ['GET', 'POST'] }, function view({ case: name }) {
  return CASES[name]!()
})
