import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  Accept,
  ContentSecurityPolicy,
  ETags,
  HeaderSet,
  Headers,
  int,
  LanguageAccept,
  MultiDict,
  Range,
  ResponseCacheControl,
  ValueError,
  WWWAuthenticate,
} from 'hipflask'
import { parseOptionsHeader } from '../../src/http/options-header.ts'

describe('a flag of a method', () => {
  it('is given by place or by name', () => {
    const dict = new MultiDict({ a: ['1', '2'] })
    for (const multi of [true, { multi: true }]) {
      assert.deepEqual(
        [...dict.items(multi)],
        [
          ['a', '1'],
          ['a', '2'],
        ],
      )
    }
    assert.deepEqual([...dict.entries(false)], [['a', '1']])
    assert.deepEqual({ ...dict.toDict(false) }, { a: ['1', '2'] })
    assert.deepEqual({ ...dict.toDict({ flat: false }) }, { a: ['1', '2'] })
    assert.deepEqual(new HeaderSet(['Foo']).asSet(true), new Set(['Foo']))
    assert.deepEqual(new HeaderSet(['Foo']).asSet({ preserveCasing: true }), new Set(['Foo']))
    assert.deepEqual(new ETags(['a'], ['b']).asSet(true), new Set(['a', 'b']))
    const headers = new Headers({ 'X-A': '1' })
    assert.deepEqual([...headers.keys(true)], ['x-a'])
    assert.deepEqual([...headers.keys({ lower: true })], ['x-a'])
    assert.deepEqual([...headers.items(true)], [['x-a', '1']])
  })

  it('is refused by another name', () => {
    const dict = new MultiDict() as MultiDict & { items(given: object): unknown }
    assert.throws(() => dict.items({ mulit: true }), /Did you mean "multi"/)
  })
})

describe('a default', () => {
  it('is given by place or by name', () => {
    assert.equal(new Accept([['a', 1]]).bestMatch(['b'], 'x'), 'x')
    assert.equal(new Accept([['a', 1]]).bestMatch(['b'], { default: 'x' }), 'x')
    assert.equal(new LanguageAccept([['a', 1]]).bestMatch(['b'], { default: 'x' }), 'x')
    const headers = new Headers({ N: 'five' })
    assert.equal(headers.get('X', { default: 'x' }), 'x')
    assert.equal(headers.get('N', { default: 5, type: int }), 5)
    assert.equal(headers.get('N', 5, int), 5)
    assert.deepEqual(headers.getList('N', int), [])
  })

  it('stands for a directive or parameter that is not there', () => {
    const control = new ResponseCacheControl({ 'max-age': '5', 'no-store': null })
    assert.deepEqual([control.get('max-age', '1'), control.get('x', '1')], ['5', '1'])
    assert.equal(control.get('no-store', 'x'), null)
    assert.equal(new ContentSecurityPolicy().get('img-src', '*'), '*')
    assert.equal(new WWWAuthenticate('basic').get('realm', 'none'), 'none')
  })
})

describe('Headers', () => {
  it('takes more headers by name where it takes some', () => {
    const headers = new Headers({ c: '2' })
    headers.extend({ c: '7', d: ['8', '9'] }, { c: '10' })
    assert.deepEqual(headers.getList('c'), ['2', '7', '10'])
    headers.update([['d', '0']], { c: ['11', '12'] })
    assert.deepEqual([headers.getList('c'), headers.getList('d')], [['11', '12'], ['0']])
  })

  it('throws a ValueError for a value that has a line break, and keeps what it had', () => {
    const headers = new Headers({ x: 'old' })
    const value = 'a\r\nb'
    for (const write of [
      () => headers.set('x', value),
      () => headers.add('x', value),
      () => headers.set('x', 'a', { b: value }),
      () => headers.extend({ x: value }),
      () => headers.update({ x: value }),
      () => headers.setDefault('y', value),
      () => headers.setList('x', [value]),
      () => new Headers({ x: value }),
    ])
      assert.throws(write, ValueError)
    assert.deepEqual([...headers], [['x', 'old']])
  })
})

describe('Range', () => {
  it('refuses what is no range', () => {
    for (const range of [
      [0, 0],
      [1, 0],
      [-5, 10],
      [null, 1],
    ])
      assert.throws(() => new Range('bytes', [range as [number, number]]), ValueError)
  })
})

describe('an extended parameter', () => {
  it('has no text beyond ASCII where it says that it is ASCII', () => {
    assert.equal(parseOptionsHeader("v;a*=US-ASCII''%C2%B5")[1].a, '\ufffd\ufffd')
    assert.equal(parseOptionsHeader("v;a*=UTF-8''%C2%B5")[1].a, 'µ')
  })
})
