import {
  App,
  flash,
  getFlashedMessages,
  Markup,
  redirect,
  renderTemplateString,
  request,
  session,
  urlFor,
} from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'flash'

app.get('/flash/<message>', function flash_one({ message }) {
  flash(message, request.args.get('category', 'message'))
  return 'flashed'
})

app.get('/flash-many', function flash_many() {
  flash('one')
  flash('two', 'warning')
  flash('three', { category: 'error' })
  return repr(session['_flashes'])
})

app.get('/flash-values', function flash_values() {
  flash(new Markup('<em>markup</em>'))
  flash('<em>plain</em>')
  flash({ a: 1 }, 'data')
  flash(12, 'number')
  return 'flashed values'
})

app.get('/flash-here', function flash_here() {
  flash('seen in this very request')
  return { messages: getFlashedMessages(), 'in session': '_flashes' in session }
})

app.get('/flash-after-get', function flash_after_get() {
  const first = getFlashedMessages()
  flash('after get')
  return { first, second: getFlashedMessages(), 'in session': session.get('_flashes') ?? null }
})

app.get('/flash-redirect', function flash_redirect() {
  flash('from before the redirect')
  return redirect(urlFor('show'))
})

app.get('/show', function show() {
  return { messages: getFlashedMessages() }
})

app.get('/show-twice', function show_twice() {
  return { first: getFlashedMessages(), second: getFlashedMessages({ withCategories: true }) }
})

app.get('/show-categories', function show_categories() {
  return { messages: getFlashedMessages({ withCategories: true }) }
})

app.get('/show-filter', function show_filter() {
  const wanted = request.args.getList('category')
  const withCategories = request.args.get('with') === '1'
  return {
    messages: getFlashedMessages(withCategories, wanted),
    all: getFlashedMessages({ withCategories: true }),
    'left in session': '_flashes' in session,
  }
})

app.get('/template', function template() {
  return renderTemplateString(
    '{% with messages = get_flashed_messages(with_categories=true) %}' +
      '{% for category, message in messages %}<p class={{ category }}>{{ message }}</p>{% endfor %}' +
      '{% endwith %}',
  )
})

app.get('/template-filter', function template_filter() {
  return renderTemplateString(
    "{% for m in get_flashed_messages(category_filter=['error']) %}[{{ m }}]{% else %}none{% endfor %}",
  )
})

app.get('/untouched', function untouched() {
  return 'nothing about flashes'
})

app.get('/peek', function peek() {
  return { flashes: session.get('_flashes') ?? null }
})
