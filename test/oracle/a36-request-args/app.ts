import { App, int, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/args', function args() {
  return {
    pairs: [...request.args.items({ multi: true })],
    first: request.args.toDict(),
    lists: request.args.toDict({ flat: false }),
    raw: request.queryString,
  }
})

app.get('/typed', function typed() {
  return {
    int: request.args.get('n', { type: int }) ?? null,
    'int or 7': request.args.get('n', 7, { type: int }),
    ints: request.args.getList('n', { type: int }),
    texts: request.args.getList('n'),
    missing: request.args.get('missing') ?? null,
    'missing or x': request.args.get('missing', 'x'),
    present: 'n' in request.args,
    length: request.args.size,
  }
})

app.get('/need', function need() {
  return request.args['n']!
})

app.get('/change', function change() {
  // @ts-expect-error request.args cannot be written to
  request.args['n'] = 'new'
  return 'changed'
})
