import {
  App,
  beforeRenderTemplate,
  flash,
  getFlashedMessages,
  getTemplateAttribute,
  messageFlashed,
  redirect,
  renderTemplate,
  renderTemplateString,
  session,
  streamTemplateString,
  templateRendered,
  urlFor,
} from 'hipflask'
import { repr, Tuple } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'sig'
const events: unknown[] = []

function keys(context: Record<string, unknown>) {
  return ['a', 'b', 'cp', 'g', 'request', 'session', 'config', 'url_for']
    .filter((k) => k in context)
    .sort()
}

beforeRenderTemplate.connectVia(app, function before(_sender, { template, context, ...extra }) {
  events.push(['before', template.name ?? null, keys(context), Object.keys(extra).sort()])
  context.added = 'by signal'
})

templateRendered.connectVia(app, function after(sender, { template, context }) {
  events.push(['after', template.name ?? null, context.a ?? null, sender === app])
})

messageFlashed.connectVia(app, function flashed(_sender, { message, category }) {
  events.push(['flash', message, category])
})

app.contextProcessor(() => ({ cp: 1 }))

app.get('/file', () => renderTemplate('page.html', { a: 1 }))
app.get('/string', () => renderTemplateString('{{ a }}{{ added }}', { a: 'A' }))
app.get('/stream', () => streamTemplateString('{{ a }}{{ added }}', { a: 'S' }))
app.get('/include', () => renderTemplate('outer.html', { a: 2 }))
app.get('/error', () => renderTemplateString('{{ a.b.c }}', { a: null }))
app.get('/syntax', () => renderTemplateString('{% if %}'))
app.get('/missing', () => renderTemplate('missing.html'))
app.get('/attr', () => getTemplateAttribute('m.html', 'm')())

app.get('/connected', function connected() {
  const seen: unknown[] = []
  templateRendered.connectedTo(
    (_sender, { template, context }) => {
      seen.push(Tuple.of(template.name ?? null, context.a))
    },
    app,
    () => {
      renderTemplateString('x', { a: 1 })
      renderTemplate('page.html', { a: 2 })
    },
  )
  renderTemplateString('y', { a: 3 })
  return repr(seen)
})

app.get('/events', function events_() {
  return { events: events.splice(0) }
})

app.get('/flash', function do_flash() {
  flash('plain')
  flash('<b>markup</b>', 'warning')
  flash('third', { category: 'error' })
  flash({ k: 1 }, 'data')
  return redirect(urlFor('show'))
})

app.get('/show', function show() {
  return renderTemplate('flash.html')
})

app.get('/same', function same() {
  flash('now')
  return renderTemplateString(
    '{% for m in get_flashed_messages() %}{{ m }}{% endfor %}|{% for m in get_flashed_messages() %}{{ m }}{% endfor %}',
  )
})

app.get('/filter', function filter_() {
  flash('a', 'info')
  flash('b', 'error')
  flash('c', 'info')
  return renderTemplateString(
    "{{ get_flashed_messages(category_filter=['info']) }}|{{ get_flashed_messages(with_categories=true, category_filter=['error']) }}|{{ get_flashed_messages(with_categories=true)|length }}|{{ get_flashed_messages(true, ['nope']) }}|{{ get_flashed_messages() is sameas get_flashed_messages() }}",
  )
})

app.get('/python', function python() {
  return (
    repr(getFlashedMessages({ withCategories: true }).map((pair) => Tuple.from(pair))) +
    repr(session.get('_flashes') ?? null)
  )
})
