// Renders and compiles the same templates with hipflask/jinja, nunjucks, eta and Jinja2.
// npm run build first: this measures dist/.
import { spawnSync } from 'node:child_process'
import { Eta } from 'eta'
import nunjucks from 'nunjucks'
import { DictLoader, Environment, Kwargs } from '../dist/jinja/index.js'
import { list, listContext, page, pageContext } from './jinja-templates.mjs'

const query = (values) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join('&')

function ours() {
  const environment = new Environment({
    autoescape: true,
    loader: new DictLoader({ ...page, 'list.html': list }),
  })
  environment.globals.url_for = (name, values) =>
    `/${name}?${query(values instanceof Kwargs ? values : {})}`
  environment.filters.money = (value) => value.toFixed(2)
  return {
    list: () => environment.getTemplate('list.html').render(listContext),
    page: () => environment.getTemplate('page.html').render(pageContext),
    compile: () => environment.fromString(list),
  }
}

function theirs() {
  const Loader = nunjucks.Loader.extend({
    getSource: (name) => ({
      src: { ...page, 'list.html': list }[name],
      path: name,
      noCache: false,
    }),
  })
  const environment = new nunjucks.Environment(new Loader(), { autoescape: true })
  nunjucks.installJinjaCompat()
  environment.addGlobal('url_for', (name, { __keywords, ...values }) => `/${name}?${query(values)}`)
  environment.addFilter('money', (value) => value.toFixed(2))
  return {
    list: () => environment.render('list.html', listContext),
    page: () => environment.render('page.html', pageContext),
    compile: () => new nunjucks.Template(list, environment, 'x', true),
  }
}

function etas() {
  const eta = new Eta({ autoEscape: true })
  const source = list
    .replace('{% for row in rows %}', '<% it.rows.forEach((row, index) => { %>')
    .replace('{% endfor %}', '<% }) %>')
    .replace(
      "{{ 'odd' if loop.index is odd else 'even' }}",
      "<%= index % 2 === 0 ? 'odd' : 'even' %>",
    )
    .replace('{{ loop.index }}', '<%= index + 1 %>')
    .replace("{{ url_for('item', id=row.id) }}", '<%= it.urlFor("item", { id: row.id }) %>')
    .replace('{{ row.price|money }}', '<%= row.price.toFixed(2) %>')
    .replace(
      /\{% if row.stock > 0 %\}\{\{ row.stock \}\} left\{% else %\}sold out\{% endif %\}/,
      '<% if (row.stock > 0) { %><%= row.stock %> left<% } else { %>sold out<% } %>',
    )
    .replace(/\{\{ (title) \}\}/, '<%= it.$1 %>')
    .replace(/\{\{ (row\.\w+) \}\}/g, '<%= $1 %>')
  eta.loadTemplate('@list', source)
  const context = { ...listContext, urlFor: (name, values) => `/${name}?${query(values)}` }
  return { list: () => eta.render('@list', context), compile: () => eta.compile(source) }
}

function perSecond(run, milliseconds = 500) {
  for (let warm = 0; warm < 300; warm++) run()
  const best = []
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage()
    const end = performance.now() + milliseconds / 5
    let count = 0
    while (performance.now() < end) {
      run()
      count++
    }
    const used = process.cpuUsage(start)
    best.push((count * 1e6) / (used.user + used.system))
  }
  return Math.max(...best)
}

const python = `
import json, sys, time
from jinja2 import Environment, DictLoader
data = json.load(sys.stdin)
env = Environment(autoescape=True, loader=DictLoader({**data["page"], "list.html": data["list"]}))
env.globals["url_for"] = lambda name, **v: "/%s?%s" % (name, "&".join("%s=%s" % i for i in v.items()))
env.filters["money"] = lambda v: "%.2f" % v
def measure(run):
    for _ in range(20): run()
    best = 0
    for _ in range(5):
        start = time.process_time(); count = 0
        while time.process_time() - start < 0.1: run(); count += 1
        best = max(best, count / (time.process_time() - start))
    return best
print(json.dumps({
  "list": measure(lambda: env.get_template("list.html").render(data["listContext"])),
  "page": measure(lambda: env.get_template("page.html").render(data["pageContext"])),
  "compile": measure(lambda: env.from_string(data["list"])),
}))
`

function jinja2() {
  const input = JSON.stringify({ list, page, listContext, pageContext })
  const { status, stdout } = spawnSync('python3', ['-c', python], { input, encoding: 'utf8' })
  return status === 0 ? JSON.parse(stdout) : {}
}

const engines = { hipflask: ours(), nunjucks: theirs(), eta: etas() }
const measured = {}
for (const [name, runs] of Object.entries(engines)) {
  measured[name] = Object.fromEntries(
    Object.entries(runs).map(([work, run]) => [work, perSecond(run)]),
  )
}
measured.Jinja2 = jinja2()
if (
  engines.hipflask.page().replace(/\s+/g, ' ').trim() !==
  engines.nunjucks.page().replaceAll('&quot;', '&#34;').replace(/\s+/g, ' ').trim()
) {
  console.log('the pages differ')
}
for (const work of ['list', 'page', 'compile']) {
  const own = measured.hipflask[work]
  const parts = Object.entries(measured)
    .filter(([, figures]) => figures[work] !== undefined)
    .map(
      ([name, figures]) =>
        `${name} ${Math.round(figures[work])}/s (${(own / figures[work]).toFixed(2)})`,
    )
  console.log(`${work}: ${parts.join(', ')}`)
}
