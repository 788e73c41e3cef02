import {
  App,
  flash,
  getFlashedMessages,
  jsonify,
  Markup,
  messageFlashed,
  redirect,
  renderTemplateString,
  request,
  session,
  Tuple,
  urlFor,
} from 'hipflask'
import { str } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'flash wide'
const seen: unknown[] = []

messageFlashed.connectVia(app, (_sender, { message, category }) => {
  seen.push([str(message), category])
})

app.afterRequest(function late(response) {
  if (request.args.get('late')) flash(request.args['late'], 'late')
  return response
})

app.get('/flash/<message>', function add({ message }) {
  flash(message, request.args.get('category', 'message'))
  return `${session['_flashes'].length}`
})

app.get('/many', function many() {
  flash('plain')
  flash('warn', 'warning')
  flash('bad', { category: 'error' })
  flash(new Markup('<b>html</b>'), 'info')
  flash('<b>text</b>', 'info')
  flash('again', 'error')
  flash('', 'empty')
  flash('no category', '')
  return 'many'
})

app.get('/odd', function odd() {
  flash(5)
  flash({ a: [1] }, 'dict')
  flash(Tuple.of<unknown>('t', 1), 'tuple')
  flash(null, 'none')
  return 'odd'
})

app.get('/all', function all_messages() {
  return jsonify(getFlashedMessages())
})

app.get('/pairs', function pairs() {
  return jsonify(getFlashedMessages({ withCategories: true }))
})

app.get('/filter', function filtered() {
  const wanted = request.args.getList('c')
  return jsonify(
    getFlashedMessages({ categoryFilter: wanted }),
    getFlashedMessages(true, wanted),
    getFlashedMessages({ categoryFilter: ['nope'] }),
  )
})

app.get('/positional', function positional() {
  return jsonify(getFlashedMessages(true, ['error']))
})

app.get('/twice', function twice() {
  const first = getFlashedMessages()
  flash('between')
  const second = getFlashedMessages()
  return jsonify(first, second)
})

app.get('/flash-and-get', function flash_and_get() {
  flash('now')
  return jsonify(getFlashedMessages())
})

app.get('/get-and-clear', function get_and_clear() {
  const messages = getFlashedMessages()
  session.clear()
  return jsonify(messages)
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})

app.get('/go', function go() {
  flash('redirected', 'success')
  return redirect(urlFor('page', { kind: 'success' }))
})

app.get('/page', function page() {
  return renderTemplateString(
    `{% with messages = get_flashed_messages(with_categories=true) %}{% if messages %}<ul>{% for category, message in messages %}<li class="{{ category }}">{{ message }}</li>{% endfor %}</ul>{% else %}none{% endif %}{% endwith %}`,
  )
})

app.get('/page-filter', function page_filter() {
  return renderTemplateString(
    "{% for m in get_flashed_messages(category_filter=['error']) %}[{{ m }}]{% endfor %}" +
      "{% for m in get_flashed_messages(category_filter=('info',)) %}({{ m }}){% endfor %}" +
      '{{ get_flashed_messages()|length }}' +
      "{{ get_flashed_messages(true)|map(attribute=0)|join(',') }}",
  )
})

app.get('/page-include', function page_include() {
  return renderTemplateString(
    '{% macro show() %}{% for c, m in get_flashed_messages(with_categories=True) %}{{ c }}:{{ m }};{% endfor %}{% endmacro %}{{ show() }}|{{ show() }}',
  )
})

app.get('/peek', function peek() {
  return jsonify(session.get('_flashes', []))
})

app.get('/other', function other() {
  session['other'] = session.get('other', 0) + 1
  return String(session['other'])
})

app.get('/seen', function show_seen() {
  return jsonify(seen.splice(0))
})

app.errorHandler(404, function missing() {
  flash('not found', 'error')
  return redirect('/page')
})
