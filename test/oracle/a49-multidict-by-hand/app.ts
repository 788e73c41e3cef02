import {
  App,
  CombinedMultiDict,
  float,
  ImmutableMultiDict,
  int,
  MultiDict,
  request,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const pairs = (d: { items(o: { multi: true }): Iterable<[string, unknown]> }) => [
  ...d.items({ multi: true }),
]

app.get('/made', function made() {
  const a = new MultiDict([
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ])
  const b = new MultiDict({ a: ['1', '2'], b: '3', c: [] })
  const c = new MultiDict(a)
  c['a'] = '9'
  return {
    a: pairs(a),
    b: pairs(b),
    c: pairs(c),
    len: [a.size, b.size, new MultiDict().size],
    empty: new MultiDict().size > 0,
    keys: [...a.keys()],
    values: [...a.values()],
    listvalues: [...a.listvalues()],
    lists: [...a.lists()],
    has: ['a' in a, 'z' in a],
    eq: true,
  }
})

app.get('/change', function change() {
  const d = new MultiDict([
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ])
  const out: Record<string, unknown> = {}
  d.add('a', '4')
  d.add('c', '5')
  out.add = pairs(d)
  d['b'] = '6'
  out.set = pairs(d)
  d.setList('c', ['7', '8'])
  out.setlist = pairs(d)
  out.setdefault = [d.setDefault('a', 'x'), d.setDefault('d', '9')]
  out.setlistdefault = [d.setlistdefault('a', ['x']), d.setlistdefault('e', ['1', '2'])]
  out.pop = [d.pop('a'), d.pop('a', null), d.pop('zz', 'none')]
  out.poplist = [d.popList('c'), d.popList('c')]
  out.left = pairs(d)
  out.popitem = d.popItem()
  d.update({ b: '10', f: ['11', '12'] })
  d.update(new MultiDict([['b', '13']]))
  out.update = pairs(d)
  delete d['b']
  out.del = pairs(d)
  const copy = d.copy()
  copy['d'] = 'other'
  out.copy = [pairs(d), pairs(copy)]
  d.clear()
  out.clear = pairs(d)
  return out
})

app.get('/args', function args() {
  const copy = request.args.copy()
  copy['n'] = 'changed'
  copy.add('m', 'added')
  const { args } = request
  return {
    copy: pairs(copy),
    args: pairs(args),
    to_dict: copy.toDict(),
    deep: args.toDict({ flat: false }),
    get: [
      args.get('n') ?? null,
      args.get('none') ?? null,
      args.get('none', 'd'),
      args.get('n', { type: int }) ?? null,
      args.get('n', 5, { type: int }),
      args.get('n', { type: float }) ?? null,
      args.get('n', { default: 'q', type: int }),
    ],
    lists: [args.getList('n'), args.getList('n', { type: int }), args.getList('none')],
  }
})

app.get('/missing/<how>', function missing({ how }) {
  const d = new MultiDict([['a', '1']])
  const args = request.args as unknown as MultiDict
  if (how === 'brackets') return d['b']
  if (how === 'pop') return d.pop('b')
  if (how === 'del') delete d['b']
  if (how === 'popitem') {
    d.clear()
    d.popItem()
  }
  if (how === 'immutable-set')
    (new ImmutableMultiDict([['a', '1']]) as unknown as MultiDict)['a'] = '2'
  if (how === 'immutable-del')
    delete (new ImmutableMultiDict([['a', '1']]) as unknown as MultiDict)['a']
  if (how === 'args-set') args['a'] = '2'
  if (how === 'args-del') delete args['a']
  if (how === 'args-pop') return args.pop('a')
  if (how === 'args-add') args.add('a', '1')
  if (how === 'args-clear') args.clear()
  if (how === 'args-update') args.update({ a: '1' })
  if (how === 'args-missing') return request.args['nope']
  if (how === 'values-missing') return request.values['nope']
  if (how === 'cookies-missing') return request.cookies['nope']
  return 'done'
})

app.route('/combined', { methods: ['GET', 'POST'] }, function combined() {
  const c = new CombinedMultiDict([
    new MultiDict([
      ['a', '1'],
      ['b', '2'],
    ]),
    new MultiDict([
      ['a', '3'],
      ['c', 'x'],
      ['c', '4'],
    ]),
  ])
  const { values } = request
  return {
    get: [
      c['a'],
      c.get('c'),
      c.get('c', { type: int }) ?? null,
      c.get('z') ?? null,
      c.get('z', 'd'),
    ],
    getlist: [c.getList('a'), c.getList('c', { type: int })],
    keys: [...c.keys()].sort(),
    len: c.size,
    has: ['c' in c, 'z' in c],
    pairs: pairs(c).sort(),
    dict: c.toDict(),
    flat: c.toDict({ flat: false }),
    lists: [...c.lists()].sort(),
    values: [
      values.get('a') ?? null,
      values.getList('a'),
      values.toDict({ flat: false }),
      [...values.keys()].sort(),
      values.size,
    ],
    copy: pairs(c.copy()).sort(),
  }
})

app.get('/immutable', function immutable() {
  const d = new ImmutableMultiDict([
    ['a', '1'],
    ['a', '2'],
  ])
  const c = d.copy()
  c.add('a', '3')
  return { d: pairs(d), c: pairs(c), get: d.get('a'), list: d.getList('a'), type: 'MultiDict' }
})
