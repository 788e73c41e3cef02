import { App, escape, Markup, renderTemplate, renderTemplateString } from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'autoescape'
const TEXT = '<b>"x" & \'y\'</b>'

class Widget {
  __html__() {
    return '<widget/>'
  }

  toString() {
    return 'plain <widget>'
  }
}

app.get('/file/<name>', function from_file({ name }) {
  return renderTemplate(`page${name}`, { text: TEXT, markup: new Markup('<i>m</i>') })
})

app.get('/string/<kind>', function from_string({ kind }) {
  const sources: Record<string, string> = {
    plain: '{{ text }}',
    safe: '{{ text|safe }}',
    escape: '{{ text|e }}|{{ text|escape }}|{{ text|e|e }}',
    forceescape: '{{ text|forceescape }}|{{ markup|forceescape }}|{{ text|e|forceescape }}',
    markup: '{{ markup }}|{{ markup|e }}',
    off: '{% autoescape false %}{{ text }}|{{ text|e }}{% endautoescape %}|{{ text }}',
    'off-on':
      '{% autoescape false %}{{ text }}{% autoescape true %}{{ text }}{% endautoescape %}{% endautoescape %}',
    variable: '{% autoescape flag %}{{ text }}{% endautoescape %}',
    concat: "{{ '<a>' ~ text }}|{{ markup ~ text }}|{{ '<a>' }}|{{ '<a>'|safe ~ text }}",
    plus: '{{ markup + text }}|{{ text + markup }}',
    literal: "{{ '<literal>' }}{{ \"'quoted'\" }}",
    set: "{% set x = '<a>' %}{{ x }}|{% set y %}<b>{{ text }}{% endset %}{{ y }}",
    'set-filter': '{% set y | upper %}<b>{{ text }}{% endset %}{{ y }}',
    macro:
      '{% macro m(v) %}<m>{{ v }}</m>{% endmacro %}{{ m(text) }}|{{ m(m(text)) }}|{{ m(text)|e }}',
    join: "{{ [text, markup]|join('<br>') }}|{{ [text, markup]|join('<br>'|safe) }}",
    replace: "{{ text|replace('b', '<') }}|{{ markup|replace('m', '<') }}",
    format: "{{ '<%s>'|format(text) }}|{{ '<%s>'|safe|format(text) }}",
    'method-format': "{{ '<{}>'.format(text) }}|{{ ('<{}>'|safe).format(text) }}",
    percent: "{{ '<%s>' % text }}|{{ ('<%s>'|safe) % text }}",
    widget: "{{ widget }}|{{ widget|e }}|{{ widget|string }}|{{ '%s'|safe|format(widget) }}",
    number: '{{ 1 }}{{ 2.5 }}{{ none }}{{ true }}',
    list: "{{ ['<a>', markup] }}",
    dict: "{{ {'<k>': '<v>'} }}",
    upper: '{{ markup|upper }}|{{ markup|capitalize }}|{{ text|upper }}',
    attr: "<a title='{{ text }}'>",
    'filter-block': '{% filter upper %}<x>{{ text }}{% endfilter %}',
    call: '{% macro w() %}[{{ caller() }}]{% endmacro %}{% call w() %}<c>{{ text }}{% endcall %}',
    striptags: "{{ '<p>a &lt; b</p>  c<!-- x -->'|striptags }}",
    default: "{{ missing|default('<d>') }}|{{ missing|default('<d>'|safe) }}",
    truncate: "{{ ('<' * 30)|truncate(10) }}",
    indent: "{{ '<a>\n<b>'|indent }}|{{ markup|indent(2, true) }}",
    loop: "{% for c in '<&>' %}{{ c }}{% endfor %}",
    'string-filter': '{{ 5|string|e }}{{ markup|string }}',
    test: '{{ markup is escaped }}{{ text is escaped }}{{ (text|e) is escaped }}',
  }
  return renderTemplateString(sources[kind], {
    text: TEXT,
    markup: new Markup('<i>m</i>'),
    widget: new Widget(),
    flag: kind !== 'variable',
  })
})

app.get('/python', function in_python() {
  const m = new Markup('<b>%s</b>')
  return {
    escape: escape(TEXT),
    'escape markup': escape(new Markup('<i>')),
    'escape number': escape(5),
    'escape none': escape(null),
    percent: m.mod('<x>'),
    'percent two': new Markup('%s %r').mod(['<x>', '<y>']),
    add: new Markup('<b>').concat('<x>'),
    radd: new Markup('').concat('<x>').concat(new Markup('<b>')),
    times: new Markup('<b>').repeat(2),
    join: new Markup('<br>').join(['<x>', new Markup('<y>')]),
    split: new Markup('<a>,<b>').split(','),
    format: new Markup('{} {k}').format('<x>', { k: '<y>' }),
    'format spec': new Markup('{:>5}').format('<x>'),
    unescape: new Markup('&lt;b&gt; &amp; &#39;&quot; &copy; &nope;').unescape(),
    striptags: new Markup('<p>a  <b>b</b>\n</p> c').striptags(),
    upper: new Markup('<b>x</b>').toUpperCase(),
    replace: new Markup('a').replace('a', '<'),
    slice: new Markup('<b>x</b>').slice(0, 3),
    widget: escape(new Widget()),
    repr: repr(new Markup('<b>')),
  }
})
