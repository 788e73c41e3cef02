import {
  App,
  g,
  getTemplateAttribute,
  Markup,
  renderTemplate,
  renderTemplateString,
  request,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'm'
app.config.SITE = 'S'

app.contextProcessor(() => ({ from_processor: 'fp' }))

app.beforeRequest(() => {
  g.x = 'gx'
})

app.get('/', function index() {
  const hello = getTemplateAttribute('macros.html', 'hello')
  return [
    hello(),
    hello('A'),
    hello('<b>'),
    hello({ punct: '?' }),
    hello('B', { punct: '.' }),
    hello(new Markup('<i>')),
    hello({ name: 5 }),
  ].join('|')
})

app.get('/type', function type_() {
  const hello = getTemplateAttribute('macros.html', 'hello')
  const r = hello('x')
  const flag = (value: boolean) => (value ? 'True' : 'False')
  return `${r.constructor.name}|${hello.name}|('${hello.arguments.join("', '")}')|${flag(hello.catchKwargs)}|${flag(hello.catchVarargs)}|${flag(hello.caller)}`
})

app.get('/field', function field() {
  const f = getTemplateAttribute('macros.html', 'field')
  return f('q', 'a"b')
    .concat(f('n', { type: 'number', min: 1, max: null }))
    .concat(f('z', { class: 'c d', 'data-x': '<' }))
})

app.get('/many', function many() {
  const m = getTemplateAttribute('macros.html', 'many')
  return `${m(1, 'b', null)}|${m({ z: 1, a: '<' })}|${m()}|${m(true, { k: [1] })}`
})

app.get('/ctx', () => getTemplateAttribute('macros.html', 'ctx')())

app.get('/values', function values() {
  return `${getTemplateAttribute('macros.html', 'version')}|${getTemplateAttribute('macros.html', 'names').join(',')}`
})

app.get('/nope', () => getTemplateAttribute('macros.html', 'nope')())
app.get('/private', () => getTemplateAttribute('macros.html', '_private'))
app.get('/missing', () => getTemplateAttribute('missing.html', 'hello')())
app.get('/toomany', () => getTemplateAttribute('macros.html', 'hello')(1, 2, 3))
app.get('/badkw', () => getTemplateAttribute('macros.html', 'hello')({ nope: 1 }))

app.get('/wrap', function wrap() {
  const w = getTemplateAttribute('macros.html', 'wrap')
  return `${w()}${w({ caller: () => new Markup('<b>called</b>') })}${w({ caller: () => '<b>' })}`
})

app.get('/txt', () => getTemplateAttribute('macros.txt', 'raw')('<b>'))

app.get('/page/<name>', ({ name }) => renderTemplate(`${name}.html`, { items: ['<a>', 'b'], x: 1 }))

app.post('/render', function render() {
  const { source } = request.getJson() as { source: string }
  return renderTemplateString(source, { x: 1, items: [1, 2] })
})
