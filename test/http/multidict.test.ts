import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  BadRequestKeyError,
  CombinedMultiDict,
  float,
  ImmutableMultiDict,
  int,
  KeyError,
  MultiDict,
  ValueError,
} from 'hipflask'

describe('MultiDict', () => {
  it('reads, writes and deletes by brackets', () => {
    const dict = new MultiDict<string>({ a: ['1', '2'], b: '3' })
    assert.equal(dict['a'], '1')
    assert.ok('a' in dict && !('c' in dict))
    dict['c'] = '4'
    delete dict['b']
    assert.deepEqual(
      [...dict],
      [
        ['a', '1'],
        ['a', '2'],
        ['c', '4'],
      ],
    )
    assert.throws(() => dict['none'], KeyError)
    assert.throws(() => delete dict['none'], KeyError)
    assert.throws(() => dict['none'], BadRequestKeyError)
    assert.throws(
      () => delete dict['none'],
      (error) => !(error instanceof BadRequestKeyError),
    )
  })

  it('lets method names win in brackets', () => {
    const dict = new MultiDict<string>([['size', 'XL']])
    assert.equal(dict.get('size'), 'XL')
    assert.equal(dict.size, 1)
    assert.throws(() => {
      dict['get'] = 'x' as never
    }, /"get" is a method of MultiDict/)
  })

  it('takes every other name as data', () => {
    const dict = new MultiDict<string>([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['then', '3'],
    ])
    const [first, ...others] = ['__proto__', 'constructor', 'then'].map((name) => dict[name])
    assert.deepEqual([first, ...others], ['1', '2', '3'])
    assert.deepEqual(Object.keys(dict), ['__proto__', 'constructor', 'then'])
  })

  it('can be awaited, printed and turned into JSON', async () => {
    const dict = new MultiDict<string>([
      ['a', '1'],
      ['a', '2'],
    ])
    assert.equal(await dict, dict)
    assert.equal(JSON.stringify(dict), '{"a":"1"}')
    assert.deepEqual({ ...dict.toDict({ flat: false }) }, { a: ['1', '2'] })
  })

  it('converts by type, with the default for what cannot be converted', () => {
    const dict = new MultiDict<string>([
      ['n', '5'],
      ['n', 'x'],
      ['n', '7'],
    ])
    assert.equal(dict.get('n', { type: int }), 5)
    assert.equal(dict.get('m', 1, { type: int }), 1)
    assert.deepEqual(dict.getList('n', { type: int }), [5, 7])
    assert.equal(dict.get('n', { type: () => Number.NaN }), undefined)
  })

  it('gives and takes lists of values', () => {
    const dict = new MultiDict([['a', '1']])
    dict.setlistdefault('a', ['x']).push('2')
    assert.deepEqual(dict.setlistdefault('b', ['3', '4']), ['3', '4'])
    assert.deepEqual(dict.setlistdefault('c'), [])
    assert.deepEqual(dict.getList('a'), ['1', '2'])
    dict.popList('c')
    assert.deepEqual(dict.popitemlist(), ['b', ['3', '4']])
    assert.deepEqual(dict.popItem(), ['a', '1'])
    assert.throws(() => dict.popItem(), KeyError)
    assert.throws(() => dict.popitemlist(), KeyError)
  })

  it('copies its values by deepcopy', () => {
    const list = [1]
    const dict = new MultiDict<number[]>([['a', list]])
    const [shallow, deep] = [dict.copy(), dict.deepcopy()]
    list.push(2)
    assert.deepEqual([shallow.a, deep.a], [[1, 2], [1]])
    const frozen = new ImmutableMultiDict([
      ['a', '1'],
      ['a', '2'],
    ]).deepcopy()
    assert.deepEqual(frozen.getList('a'), ['1', '2'])
    assert.throws(() => Object.assign(frozen, { a: '3' }), TypeError)
  })
})

describe('ImmutableMultiDict', () => {
  it('cannot be changed, and its copy can', () => {
    const dict = new ImmutableMultiDict<string>([['a', '1']])
    assert.throws(() => {
      ;(dict as Record<string, string>)['a'] = '2'
    }, /This MultiDict cannot be changed/)
    const copy = dict.copy()
    copy.add('a', '2')
    assert.deepEqual(copy.getList('a'), ['1', '2'])
  })

  it('calls a function for a missing key', () => {
    const dict = new ImmutableMultiDict<string>([], (key) => {
      throw new RangeError(key)
    })
    assert.throws(() => dict['a'], RangeError)
  })
})

describe('the methods that change a dict', () => {
  it('are a TypeError on one that cannot be changed, unless they name data', () => {
    const dict = new ImmutableMultiDict([['update', 'data']]) as unknown as MultiDict
    assert.throws(() => dict.add('a', '1'), /cannot be changed/)
    assert.throws(() => dict.pop('update'), TypeError)
    assert.equal(dict['update'], 'data')
    assert.equal(dict.has('add'), false)
  })
})

describe('CombinedMultiDict', () => {
  it('gives the value of the first dict that has a key', () => {
    const dict = new CombinedMultiDict([
      new MultiDict({ a: '1' }),
      new MultiDict({ a: '2', b: '3' }),
    ])
    assert.equal(dict['a'], '1')
    assert.deepEqual(dict.getList('a'), ['1', '2'])
    assert.deepEqual(
      [...dict.items()],
      [
        ['a', '1'],
        ['b', '3'],
      ],
    )
  })
})

describe('CombinedMultiDict of dicts that change', () => {
  it('shows what is in them now', () => {
    const first = new MultiDict({ a: '1' })
    const dict = new CombinedMultiDict([first, new MultiDict({ b: '2' })])
    first.clear()
    assert.deepEqual([dict.size, 'a' in dict, [...dict.keys()]], [1, false, ['b']])
    first.add('b', '0')
    assert.deepEqual([dict['b'], dict.getList('b'), dict.get('b')], ['0', ['0', '2'], '0'])
    assert.deepEqual([...dict.lists()], [['b', ['0', '2']]])
  })

  it('passes over a value that cannot be converted', () => {
    const dict = new CombinedMultiDict([new MultiDict({ n: 'one' }), new MultiDict({ n: '1' })])
    assert.equal(dict.get('n', { type: int }), 1)
    assert.equal(dict.get('x', 7, { type: int }), 7)
  })
})

describe('a key whose list is empty', () => {
  const make = () => {
    const dict = new MultiDict<string>()
    dict.setlistdefault('a')
    return dict
  }

  it('is there and has no value', () => {
    const dict = make()
    assert.equal('a' in dict, true)
    assert.equal(dict.get('a', 'none'), 'none')
    assert.throws(() => dict['a'], BadRequestKeyError)
    assert.throws(() => make().pop('a'), BadRequestKeyError)
    assert.equal(make().pop('a', 'none'), 'none')
    assert.throws(() => make().popItem(), BadRequestKeyError)
    assert.deepEqual(make().popitemlist(), ['a', []])
  })
})

describe('int and float', () => {
  it('read numbers as Python does', () => {
    assert.deepEqual([' 1_0 ', '-7', '+7', '٣'].map(int), [10, -7, 7, 3])
    assert.deepEqual(['1e3', '.5', '5.', '-inf', '1_0.5'].map(float), [
      1000,
      0.5,
      5,
      -Infinity,
      10.5,
    ])
    assert.ok(Number.isNaN(float('nan')))
  })

  it('take numbers as Python does', () => {
    assert.deepEqual([3.9, -3.9, -0.5, 7n, true].map(int), [3, -3, 0, 7, 1])
    assert.deepEqual([2.5, 7n, false].map(float), [2.5, 7, 0])
    const data: { count?: string | number } = { count: 4 }
    assert.equal(int(data.count ?? 0), 4)
    assert.throws(() => int(Number.NaN), ValueError)
    assert.throws(() => int(Infinity), ValueError)
  })

  it('refuse everything else', () => {
    for (const text of ['', '1.5', '0x1', '1__0', '_1', '1 2']) assert.throws(() => int(text), text)
    for (const text of ['', 'one', '1e', '0x1', '1__0.5', '.'])
      assert.throws(() => float(text), text)
  })
})
