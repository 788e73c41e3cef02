import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { escape as escapeHtml, Markup } from 'hipflask/jinja'

const same = (value: unknown, text: string) => {
  assert.ok(value instanceof Markup)
  assert.equal(value.toString(), text)
}

describe('escape', () => {
  it('replaces the five characters that mean something in HTML', () => {
    same(escapeHtml('<b a="x" c=\'y\'>&'), '&lt;b a=&#34;x&#34; c=&#39;y&#39;&gt;&amp;')
  })

  it('leaves Markup and objects with __html__ as they are', () => {
    same(escapeHtml(new Markup('<b>')), '<b>')
    same(escapeHtml({ __html__: () => '<i>' }), '<i>')
  })

  it('gives the text of other values', () => {
    same(escapeHtml(null), 'None')
    same(escapeHtml(5), '5')
    same(escapeHtml([1, '<']), '[1, &#39;&lt;&#39;]')
  })

  it('lets no character through, whatever the text', () => {
    const property = fc.property(fc.string(), (text) => {
      const safe = escapeHtml(text)
      assert.doesNotMatch(safe.toString(), /[<>"']/)
      assert.equal(safe.unescape(), text)
    })
    fc.assert(property, { seed: 1 })
  })
})

describe('Markup', () => {
  it('escapes what is formatted into it', () => {
    same(new Markup('<b>%s</b>').mod('<x>'), '<b>&lt;x&gt;</b>')
    same(new Markup('%s %r').mod('<x>', '<y>'), '&lt;x&gt; &#39;&lt;y&gt;&#39;')
    same(new Markup('%s-%s').mod(['<', new Markup('<')]), '&lt;-<')
    same(new Markup('%(a)s').mod({ a: '<' }), '&lt;')
    same(new Markup('{} {k}').format('<x>', { k: '<y>' }), '&lt;x&gt; &lt;y&gt;')
    same(new Markup('{:>5}').format('<x>'), '  &lt;x&gt;')
  })

  it('escapes what is added to it', () => {
    same(new Markup('<b>').concat('<x>', new Markup('<y>')), '<b>&lt;x&gt;<y>')
    same(new Markup('<br>').join(['<x>', new Markup('<y>')]), '&lt;x&gt;<br><y>')
    same(new Markup('a').replace('a', '<'), '&lt;')
    same(new Markup('a').concat(5), 'a5')
  })

  it('stays Markup through the methods of text', () => {
    same(new Markup('<b>x</b>').toUpperCase(), '<B>X</B>')
    same(new Markup('<b>').repeat(2), '<b><b>')
    same(new Markup('<b>x</b>').slice(0, 3), '<b>')
    same(new Markup(' <b> ').trim(), '<b>')
    assert.deepEqual(new Markup('<a>,<b>').split(',').map(String), ['<a>', '<b>'])
    assert.deepEqual([...new Markup('a=b').partition('=')].map(String), ['a', '=', 'b'])
  })

  it('gives plain text back', () => {
    assert.equal(
      new Markup('&lt;b&gt; &amp; &#39;&quot; &copy; &nope;').unescape(),
      '<b> & \'" © &nope;',
    )
    assert.equal(new Markup('<p>a  <b>b</b>\n</p> c<!-- <x> -->').striptags(), 'a b c')
    assert.equal(`${new Markup('<b>')}`, '<b>')
    assert.equal(JSON.stringify({ m: new Markup('<b>') }), '{"m":"<b>"}')
  })
})
