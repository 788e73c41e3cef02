import {
  App,
  currentApp,
  getTemplateAttribute,
  makeResponse,
  renderTemplate,
  renderTemplateString,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'templates'

app.get('/hello/<name>', function hello({ name }) {
  return renderTemplate('hello.html', { name })
})

app.get('/first-of-list', function first_of_list() {
  const names = ['missing.html', 'also/missing.html', 'nested/deep.txt', 'hello.html']
  return renderTemplate(names, { name: 'list' })
})

app.get('/none-of-list', function none_of_list() {
  return renderTemplate(['missing.html', 'also/missing.html'])
})

app.get('/empty-list', function empty_list() {
  return renderTemplate([])
})

app.get('/missing', function missing() {
  return renderTemplate('missing.html')
})

app.get('/object', function template_object() {
  const template = currentApp.jinjaEnv.fromString('object says {{ word }}')
  return renderTemplate(template, { word: 'hi' })
})

app.get('/nested', function nested() {
  return renderTemplate('nested/deep.txt', { name: '<n>' })
})

app.get('/outside/<int:n>', function outside({ n }) {
  const names = [
    '../app.py',
    'nested/../hello.html',
    '/hello.html',
    './hello.html',
    'nested//deep.txt',
  ]
  return renderTemplate(names[n], { name: 'o' })
})

app.get('/unicode', function unicode() {
  return renderTemplate('unicode.html', { word: 'мир 世界 🌍' })
})

app.get('/string', function string() {
  return renderTemplateString('{{ a }}-{{ b }}-{{ missing }}-', { a: 1, b: '<b>' })
})

app.get('/no-trailing-newline', function no_trailing_newline() {
  return `${renderTemplate('hello.html', { name: 'n' })}|`
})

app.get('/macro', function macro() {
  const button = getTemplateAttribute('macros.html', 'button')
  const version = getTemplateAttribute('macros.html', 'version')
  return `${button('Go <now>', { kind: 'big' })} ${version}`
})

app.get('/macro-missing', function macro_missing() {
  return getTemplateAttribute('macros.html', 'nothing')
})

app.get('/list-templates', function list_templates() {
  return currentApp.jinjaEnv.listTemplates().sort()
})

app.get('/status', function status() {
  return makeResponse(renderTemplate('hello.html', { name: 'teapot' }), 418, {
    'X-Template': 'yes',
  })
})

app.get('/xml', function xml() {
  const body = renderTemplate('feed.xml', { title: 'a & b' })
  return makeResponse(body, 200, { 'Content-Type': 'application/xml' })
})
