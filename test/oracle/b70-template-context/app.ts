import { App, Blueprint, g, renderTemplate, renderTemplateString, request, session } from 'hipflask'
import { Kwargs } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'ctx'
app.config.SITE = 'My <Site>'
app.config.NUMBERS = [1, 2]

app.contextProcessor(function first() {
  return { first: 'one', both: 'first', user: 'processor' }
})

app.contextProcessor(function second() {
  return { both: 'second', now: () => 'called', path: request.path }
})

app.contextProcessor(function utility() {
  function format_price(...args: unknown[]) {
    const named = args.at(-1) instanceof Kwargs ? (args.pop() as Kwargs) : new Kwargs()
    const [amount = named.amount, currency = named.currency ?? '€'] = args
    return `${(amount as number).toFixed(2)}${currency}`
  }
  return { format_price }
})

app.templateGlobal(function double(n: number) {
  return n * 2
})

app.templateGlobal('triple', function times_three(n: number | Kwargs) {
  return (n instanceof Kwargs ? (n.n as number) : n) * 3
})

app.addTemplateGlobal(
  (a: number, b: number | Kwargs = 1) => a + (b instanceof Kwargs ? (b.b as number) : b),
  'plus',
)
app.jinjaEnv.globals.version = '1.2'
Object.assign(app.jinjaEnv.globals, {
  zip: (a: unknown[], b: Iterable<unknown>) => {
    const other = [...b]
    return a.map((item, index) => [item, other[index]])
  },
  max_items: 5,
})

const bp = new Blueprint('shop', import.meta, { urlPrefix: '/shop' })

bp.contextProcessor(() => ({ scope: 'bp', both: 'bp' }))
bp.appContextProcessor(() => ({ everywhere: 'yes' }))

bp.get('/', function index() {
  return renderTemplateString(
    "{{ scope }}|{{ both }}|{{ everywhere }}|{{ first }}|{{ request.blueprint }}|{{ request.endpoint }}|{{ url_for('.index') }}|{{ url_for('page', n=3) }}",
  )
})

app.registerBlueprint(bp)

app.get('/vars', function variables() {
  return renderTemplateString(
    '{{ first }}|{{ both }}|{{ user }}|{{ scope }}|{{ everywhere }}|{{ now() }}|{{ path }}',
  )
})

app.get('/override', function override() {
  return renderTemplateString('{{ first }}|{{ both }}|{{ user }}|{{ request }}|{{ g }}', {
    first: 'view',
    user: null,
    request: 'r',
    g: 5,
  })
})

app.get('/price', function price() {
  return renderTemplateString(
    "{{ format_price(3) }}|{{ format_price(2.5, '$') }}|{{ format_price(amount=1.005) }}|{{ format_price(1, currency='<') }}",
  )
})

app.get('/globals', function globals_() {
  return renderTemplateString(
    "{{ double(4) }}|{{ triple(n=3) }}|{{ plus(1) }}|{{ plus(1, 5) }}|{{ plus(1, b=9) }}|{{ version }}|{{ max_items }}|{% for a, b in zip([1,2],'xy') %}{{ a }}{{ b }}{% endfor %}",
  )
})

app.get('/g', function g_() {
  g.user = { name: 'Ann' }
  g.items = [1, 2]
  return renderTemplateString(
    "{{ g.user.name }}|{{ g.nope }}|{{ g.nope is defined }}|{{ g.get('nope', 'd') }}|{{ 'user' in g }}|{{ g['user'] }}|{{ g.items }}|{{ g.pop('user').name }}|{{ g.user is defined }}|{{ g.setdefault('x', 3) }}|{% for k in g %}{{ k }},{% endfor %}",
  )
})

app.get('/session', function session_() {
  session.name = '<Bob>'
  session.cart = [{ id: 1 }]
  return renderTemplateString(
    "{{ session.name }}|{{ session['name'] }}|{{ session.get('x') }}|{{ session.get('x', 'd') }}|{{ session.nope }}|{{ 'name' in session }}|{{ session.cart[0].id }}|{{ session|length }}|{{ session.items()|list }}|{% for k in session %}{{ k }},{% endfor %}|{{ session.new }}|{{ session.modified }}|{{ session.permanent }}|{{ session|tojson }}",
  )
})

app.get('/request', function request_() {
  return renderTemplateString(
    "{{ request.method }}|{{ request.path }}|{{ request.full_path }}|{{ request.url }}|{{ request.base_url }}|{{ request.host }}|{{ request.args }}|{{ request.args.q }}|{{ request.args['q'] }}|{{ request.args.get('n', 1, type=int) if false }}|{{ request.args.getlist('q') }}|{{ request.args.to_dict() }}|{{ request.args.get('zz') }}|{{ request.headers['X-Test'] }}|{{ request.headers.get('X-None') }}|{{ request.endpoint }}|{{ request.view_args }}|{{ request.blueprint }}|{{ request.cookies.get('c') }}|{{ request.is_secure }}|{{ request.scheme }}|{{ request.remote_addr }}|{{ request.user_agent.string }}|{{ request.accept_mimetypes.best }}|{{ request.referrer }}|{{ request.query_string }}",
  )
})

app.get('/request2', function request2() {
  return renderTemplateString(
    "{% for k, v in request.args.items() %}{{ k }}={{ v }};{% endfor %}|{% for k, v in request.args.items(multi=True) %}{{ k }}={{ v }};{% endfor %}|{% for k in request.args %}{{ k }};{% endfor %}|{% for k, l in request.args.lists() %}{{ k }}={{ l }};{% endfor %}|{{ request.args|length }}|{{ 'q' in request.args }}|{{ request.args.keys()|list }}|{{ request.args.values()|list }}|{{ url_for(request.endpoint, **request.args) }}|{{ request.args.to_dict(flat=false) }}",
  )
})

app.get('/page/<int:n>', function page() {
  const { n } = request.viewArgs as { n: number }
  return renderTemplateString(
    "{{ request.view_args.n }}|{{ request.view_args['n'] + 1 }}|{{ request.url_rule }}|{{ request.url_rule.endpoint }}|{{ url_for('page', n=n + 1) }}|{{ url_for('page', n=n, q='a b', _anchor='x') }}|{{ url_for('page', n=n, _external=True) }}|{{ url_for('static', filename='a b.css') }}",
    { n },
  )
})

app.get('/config', function config_() {
  return renderTemplateString(
    "{{ config.SITE }}|{{ config['SITE'] }}|{{ config.get('NOPE', 'd') }}|{{ config.NOPE }}|{{ config.DEBUG }}|{{ 'SITE' in config }}|{{ config.NUMBERS }}|{{ config.TESTING }}|{{ config['SECRET_KEY'] }}|{{ config.PERMANENT_SESSION_LIFETIME }}|{{ config.MAX_CONTENT_LENGTH }}",
  )
})

app.get('/file/<name>', ({ name }) => renderTemplate(`${name}.html`, { who: 'W' }))

app.get('/list', () => renderTemplate(['missing.html', 'two.html'], { who: 'W' }))

app.get('/none', function none_() {
  return renderTemplateString('{{ a }}|{{ b }}|{{ c }}|{{ d }}|{{ e }}', {
    a: null,
    b: true,
    c: 1.5,
    d: [null, false, 2.5],
    e: { k: null },
  })
})
