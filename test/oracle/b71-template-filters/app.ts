import { App, Blueprint, escape, Markup, renderTemplateString, request } from 'hipflask'
import {
  type Context,
  type Environment,
  Kwargs,
  passContext,
  passEnvironment,
  passEvalContext,
} from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'f'

const reversed = (text: string) => [...text].reverse().join('')

app.templateFilter(function reverse_text(s: string) {
  return reversed(s)
})

app.templateFilter('rev', function other(s: string) {
  return `rev:${reversed(s)}`
})

app.templateFilter(function bare(s: string) {
  return `bare:${s}`
})

function added(s: string, ...args: unknown[]) {
  const named = args.at(-1) instanceof Kwargs ? (args.pop() as Kwargs) : new Kwargs()
  const out = [...s].join(String(args[0] ?? named.sep ?? '-'))
  return named.upper ? out.toUpperCase() : out
}
app.addTemplateFilter(added)
app.addTemplateFilter(added, 'spread')
app.jinjaEnv.filters.direct = (v: unknown) => `<${v}>`

app.templateFilter(
  'nl2br',
  passEvalContext(function nl2br(evalCtx: { autoescape: boolean }, value: string) {
    const result = value
      .split('\n')
      .map((line) => String(escape(line)))
      .join('<br>\n')
    return evalCtx.autoescape ? new Markup(result) : result
  }),
)

app.templateFilter(
  'ctxname',
  passContext(function ctxname(context: Context, value: string) {
    return `${value}:${context.get('who')}:${context.name ?? 'None'}:${context.resolve('who')}`
  }),
)

app.templateFilter(
  'envname',
  passEnvironment(function envname(env: Environment, value: string) {
    return `${value}:True:${env.trimBlocks ? 'True' : 'False'}`
  }),
)

app.templateTest(function even_length(s: string) {
  return s.length % 2 === 0
})

app.templateTest('longer', function longer_than(s: string, n: number | Kwargs = 3) {
  return s.length > (n instanceof Kwargs ? (n.n as number) : n)
})

app.templateTest(function prime(n: number) {
  if (n < 2) return false
  for (let i = 2; i < n; i++) if (n % i === 0) return false
  return true
})

app.addTemplateTest((v: unknown) => v === 42, 'answer')

app.templateGlobal(function hello(name: string | Kwargs = 'you') {
  return new Markup('<b>Hello {}</b>').format(name instanceof Kwargs ? name.name : name)
})

app.templateGlobal(function today() {
  return '2023-11-14'
})

app.templateGlobal(
  'ctxglobal',
  passContext(function ctxglobal(context: Context, key: string) {
    return context.get(key, 'none')
  }),
)

app.addTemplateGlobal((value: { length: number }) => value.length, 'length_of')

const bp = new Blueprint('bp', import.meta, { urlPrefix: '/bp' })

bp.appTemplateFilter(function from_bp(s: string) {
  return `bp(${s})`
})
bp.appTemplateFilter('bp2', function from_bp2(s: string) {
  return `bp2(${s})`
})
bp.appTemplateTest('bptest', (v: unknown) => v === 'bp')
bp.appTemplateGlobal('bpglobal', () => 'G')
bp.addAppTemplateFilter((s: string) => `${s}!`, 'bang')
bp.addAppTemplateTest((s: string) => s.endsWith('!'), 'banged')
bp.addAppTemplateGlobal((...a: unknown[]) => a.join('/'), 'joinall')
app.registerBlueprint(bp)

app.post('/render', function render() {
  const data = request.getJson() as { source: string; context?: Record<string, unknown> }
  return renderTemplateString(data.source, data.context)
})

app.get('/plain', function plain() {
  return app.jinjaEnv
    .fromString("{% autoescape false %}{{ 'a<\nb'|nl2br }}{% endautoescape %}|{{ 'a<\nb'|nl2br }}")
    .render()
})

app.get('/names', function names() {
  const e = app.jinjaEnv
  return [
    [
      'reverse_text',
      'rev',
      'other',
      'bare',
      'added',
      'spread',
      'direct',
      'nl2br',
      'from_bp',
      'bang',
      'upper',
    ]
      .filter((n) => n in e.filters)
      .join(','),
    ['even_length', 'longer', 'prime', 'answer', 'bptest', 'banged', 'odd']
      .filter((n) => n in e.tests)
      .join(','),
    ['hello', 'today', 'ctxglobal', 'length_of', 'bpglobal', 'url_for', 'range']
      .filter((n) => n in e.globals)
      .join(','),
  ].join('|')
})
