import {
  App,
  abort,
  BaseConverter,
  flash,
  g,
  getTemplateAttribute,
  Markup,
  makeResponse,
  redirect,
  renderTemplate,
  renderTemplateString,
  request,
  session,
  streamTemplate,
  streamTemplateString,
  urlFor,
} from 'hipflask'
import {
  type Context,
  type EvalContext,
  Kwargs,
  passContext,
  passEvalContext,
} from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

declare module 'hipflask' {
  interface Converters {
    page: string
  }
}
export const app = new App(import.meta)
flaskDefaults(app)
app.config.update({ SECRET_KEY: 'wiki', SITE: 'Wiki & co' })
app.jinjaOptions = { trimBlocks: true, lstripBlocks: true }
app.jinjaEnv.lineStatementPrefix = null
const PAGES: Record<string, Page> = {}

class PageConverter extends BaseConverter {
  static override regex = '[a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)*'
  static override partIsolating = false
  static override weight = 300
  override toPython(value: string) {
    return value.replaceAll('_', ' ')
  }
  override toUrl(value: string) {
    return value.toLowerCase().replaceAll(' ', '_')
  }
}
app.urlMap.converters.page = PageConverter

interface Revision {
  n: number
  by: string
  at: Date
  delta: number
  old: string
}
class Page {
  name: string
  text = ''
  tags: string[]
  meta: Record<string, unknown>
  revisions: Revision[] = []
  constructor(name: string, tags: string[] = [], meta: Record<string, unknown> = {}) {
    this.name = name
    this.tags = tags
    this.meta = meta
  }
  get letter() {
    return this.name[0]!.toUpperCase()
  }
  get size() {
    return this.text.length
  }
  save(text: string, by: string) {
    const n = this.revisions.length
    this.revisions.push({
      n: n + 1,
      by,
      at: new Date((1700000000 + n * 90000) * 1000),
      delta: text.length - this.text.length,
      old: this.text,
    })
    this.text = text
  }
}

app.templateFilter(
  passEvalContext(function wiki(evalCtx: EvalContext, text: string) {
    let out = new Markup('')
    for (const para of text.split(/\n\n+/)) {
      let html = new Markup('')
      let last = 0
      for (const m of para.matchAll(/\[\[([^|\]]+)(?:\|([^\]]*))?\]\]/g)) {
        const name = m[1]!.trim()
        const cls = name.toLowerCase() in PAGES ? '' : new Markup(' class="new"')
        const link = new Markup('<a href="{}"{}>{}</a>').format(
          urlFor('page', { name: name.toLowerCase() }),
          cls,
          m[2] || name,
        )
        html = html.concat(para.slice(last, m.index)).concat(link)
        last = m.index + m[0].length
      }
      html = html.concat(para.slice(last))
      out = out.concat(new Markup('<p>%s</p>\n').mod(html))
    }
    return evalCtx.autoescape ? out : String(out)
  }),
)

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
app.templateFilter('datetime', (value: Date, format: string = '%Y-%m-%d %H:%M') => {
  const iso = value.toISOString()
  const parts: Record<string, string> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    b: MONTHS[value.getUTCMonth()]!,
  }
  return format.replace(/%(\w)/g, (_, c) => parts[c]!)
})
app.templateTest('minor', (rev: Revision) => Math.abs(rev.delta) < 5)
app.templateGlobal(
  passContext(function who(context: Context, sep = '-') {
    const page = context.get('page') as Page | undefined
    return [
      (context.get('g') as typeof g).user,
      page ? page.name : '?',
      context.has('session') ? 'True' : 'False',
    ].join(sep)
  }),
)
app.beforeRequest(function user() {
  g.user = session.get('user', 'anon')
})
app.contextProcessor(() => ({
  version: 3,
  helper: (x: unknown, y: unknown = 2, kw?: Kwargs) => {
    if (y instanceof Kwargs) return `${x}2${y.z}`
    return `${x}${y}${kw?.z ?? 3}`
  },
}))

const seeds: [string, string, string[], Record<string, unknown>][] = [
  [
    'home',
    'Welcome to [[Home]].\n\nSee [[help/first steps|the <help>]] & [[Nowhere]].',
    ['a', 'b&c'],
    { lang: 'en' },
  ],
  ['help/first steps', 'One two three.', [], { lang: 'de', order: 2 }],
  ['help', 'Up [[home]]', ['x'], {}],
]
for (const [name, text, tags, meta] of seeds) {
  PAGES[name] = new Page(name, tags, meta)
  PAGES[name].save(text, 'root <r>')
}

app.get('/', function index() {
  interface Tree {
    [name: string]: Tree
  }
  const tree: Tree = {}
  for (const name of Object.keys(PAGES)) {
    let node = tree
    for (const part of name.split('/')) {
      node[part] ??= {}
      node = node[part]
    }
  }
  return renderTemplate('pages/index.html', {
    pages: Object.values(PAGES).sort((a, b) => (a.name < b.name ? -1 : 1)),
    tree,
  })
})

app.get('/<page:name>', function page({ name }) {
  const p = PAGES[name]
  if (p === undefined) return redirect(urlFor('edit', { name }))
  const backlinks = Object.values(PAGES)
    .filter((q) => q.text.toLowerCase().includes(`[[${name}`))
    .map((q) => q.name)
  const response = makeResponse(renderTemplate('pages/show.html', { page: p, backlinks }))
  response.setEtag(`${name}-${p.revisions.length}`.replaceAll(' ', '_'))
  response.headers.set('Link', `<${urlFor('history', { name, _external: true })}>; rel=history`)
  return response.makeConditional(request)
})

app.route('/<page:name>/+edit', { methods: ['GET', 'POST'] }, function edit({ name }) {
  let p = PAGES[name]
  if (request.method === 'POST') {
    const text = request.form['text']!.replaceAll('\r\n', '\n')
    if ('preview' in request.form) {
      const [old, now] = [p ? p.text.split('\n') : [], text.split('\n')]
      const diff = [
        ...old.filter((l) => !now.includes(l)).map((l) => ['-', l]),
        ...now.filter((l) => !old.includes(l)).map((l) => ['+', l]),
      ]
      return renderTemplate(['pages/preview.html', 'pages/edit.html'], {
        page: p ?? null,
        text,
        diff,
      })
    }
    const created = p === undefined
    p ??= PAGES[name] = new Page(name)
    p.tags = request.form.get('tags', '').split(/\s+/).filter(Boolean)
    p.save(text, g.user)
    flash(new Markup('<b>%s</b> %s').mod(name, created ? 'made' : 'saved'), 'ok')
    session.edits = session.get('edits', 0) + 1
    return redirect(urlFor('page', { name, _anchor: created ? 'top' : null }), 303)
  }
  return makeResponse(renderTemplate('pages/edit.html', { page: p ?? null }), p ? 200 : 404)
})

app.get('/<page:name>/+history', function history({ name }) {
  const p = PAGES[name] ?? abort(404)
  const text = streamTemplateString(
    '{% for r in revs %}{{ r.n }}:{{ r.old|length }}:{{ r.at|datetime }} {{ who() }}\n{% endfor %}{{ g.user }}',
    { revs: p.revisions, page: p },
  )
  return makeResponse(text, { 'Content-Type': 'text/plain; charset=utf-8' })
})
app.get('/+stream', function stream() {
  return streamTemplate('pages/edit.html', {
    page: PAGES.help,
    text: request.args.get('t') ?? null,
  })
})
app.get('/+search', function search() {
  const q = request.args.get('q', '')
  const found = Object.values(PAGES).filter((p) => p.text.toLowerCase().includes(q.toLowerCase()))
  return renderTemplateString(
    `{%- extends 'layout.html' -%}
{%- block body -%}
{%- for p in found recursive -%}
{{ loop.index }}/{{ loop.length }} {{ p.name|replace(' ', '_')|urlencode }} {{ p.text|wordwrap(20, wrapstring='|')|e }} {{ p.text|striptags|truncate(15) }}
{% endfor %}{{ helper(1) }} {{ helper('a', z=5) }} {{ version }} {{ q|e|length }} {{ q|urlize }} {{ q|forceescape }} {{ q|safe|escape }} {{ ['b', 'A']|sort|join(q) }} {{ q is sameas q }} {{ q in 'abc' }} {{ (q ~ 1)|int(7) }} {{ who('+') }}
{%- endblock -%}`,
    { found, q },
  )
})
app.get('/+macro', function macro() {
  const crumb = getTemplateAttribute('macros/ui.html', 'crumb')
  const tree = getTemplateAttribute('macros/ui.html', 'tree')
  return crumb(PAGES['help/first steps'], { sep: ' > ' })
    .concat(tree(new Map(Object.entries({ a: { b: {} }, '<': {} }))))
    .concat(new Markup(' <i>'))
    .concat(' <i>')
})
app.get('/+text/<kind>', function text({ kind }) {
  if (kind === 'wiki')
    return renderTemplateString(
      '{% autoescape false %}{{ t|wiki }}{{ t }}{% endautoescape %}{{ t }}',
      { t: '<x> [[home]]' },
    )
  if (kind === 'error') return renderTemplate('pages/none.html')
  if (kind === 'body') return renderTemplate('layout.html')
  if (kind === 'undefined') return renderTemplateString('{{ nothing.attr }}')
  if (kind === 'debug')
    return renderTemplateString(
      "{{ nothing|default('d') }}{{ nothing }}{{ nothing is defined }}{{ page.name if page }}{{ [1, 2][5] }}{{ 'x'.nope }}{{ {}['k'] }}",
    )
  abort(418)
})
app.errorHandler(418, (error) =>
  makeResponse(
    renderTemplateString(
      '{{ error.code }} {{ error.name }} {{ error.description is string }} {% if error %}y{% endif %}',
      { error },
    ),
    418,
  ),
)
app.post('/+login', function login() {
  session.user = request.form['user']
  return redirect(request.referrer || urlFor('index'))
})
