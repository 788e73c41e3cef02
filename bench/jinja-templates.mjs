/** The templates of the benchmark, in the words that Jinja2, nunjucks and hipflask share. */
export const list = `<!doctype html>
<title>{{ title }}</title>
<table>
{% for row in rows %}
<tr class="{{ 'odd' if loop.index is odd else 'even' }}">
<td>{{ loop.index }}</td>
<td><a href="{{ url_for('item', id=row.id) }}">{{ row.name }}</a></td>
<td>{{ row.price|money }}</td>
<td>{% if row.stock > 0 %}{{ row.stock }} left{% else %}sold out{% endif %}</td>
<td>{{ row.note }}</td>
</tr>
{% endfor %}
</table>
`

export const page = {
  'layout.html': `<!doctype html>
<title>{% block title %}{% endblock %} - Site</title>
<nav>{% for item in menu %}<a href="{{ item.href }}"{% if item.href == active %} class="on"{% endif %}>{{ item.label }}</a>{% endfor %}</nav>
<main>{% block content %}{% endblock %}</main>
<footer>{% include 'footer.html' %}</footer>
`,
  'footer.html': `<p>{{ year }} by {{ owner }}</p>`,
  'forms.html': `{% macro field(name, label, value='', type='text') %}<label>{{ label }} <input type="{{ type }}" name="{{ name }}" value="{{ value }}"></label>{% endmacro %}`,
  'page.html': `{% extends 'layout.html' %}
{% from 'forms.html' import field %}
{% block title %}{{ title }}{% endblock %}
{% block content %}
{% for post in posts %}
<article><h2>{{ post.title }}</h2><p class="about">{{ post.author|upper }}</p><p>{{ post.body }}</p></article>
{% endfor %}
<form>{{ field('q', 'Search', query) }}{{ field('from', 'From') }}{{ field('to', 'To', type='date') }}</form>
{% endblock %}
`,
}

export const listContext = {
  title: 'Items & more',
  rows: Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    name: index % 10 === 0 ? `Item <${index}>` : `Item ${index}`,
    price: index * 1.25,
    stock: index % 7,
    note: index % 3 === 0 ? 'said "so" & so' : 'nothing to say about it',
  })),
}

export const pageContext = {
  title: 'News',
  menu: ['home', 'news', 'about', 'contact'].map((name) => ({ href: `/${name}`, label: name })),
  active: '/news',
  year: 2026,
  owner: 'A & B',
  query: 'x < y',
  posts: Array.from({ length: 10 }, (_, index) => ({
    title: `Post ${index}`,
    author: 'ann',
    body:
      index % 2 === 0
        ? 'Plain words that need no escaping at all.'
        : 'Some <b>words</b> & "quotes"',
  })),
}
