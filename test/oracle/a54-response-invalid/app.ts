import { App, makeResponse, type Result, Tuple } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const CASES: Record<string, () => unknown> = {
  none: () => null,
  number: () => 5,
  true: () => true,
  set: () => new Set([1, 2]),
  'tuple-one': () => Tuple.of('x'),
  'tuple-four': () => Tuple.of<unknown>('x', 200, {}, 1),
  'tuple-none-body': () => makeResponse(null as never, 200),
  'tuple-empty': () => Tuple.of(),
  'empty-status-text': () => makeResponse('x', ''),
}

app.route('/return/<case>', { methods: ['GET', 'POST'] }, function view({ case: name }) {
  return CASES[name]!() as Result
})
