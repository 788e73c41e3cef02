import { App, renderTemplate, renderTemplateString } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'inheritance'

app.get('/page/<name>', function page({ name }) {
  const context = { items: ['a', 'b'], parent: 'alternative.html', seq: [1, 2] }
  return renderTemplate(`${name}.html`, context)
})

app.get('/string', function string() {
  return renderTemplateString(
    "{% extends 'base.html' %}{% block body %}from a string{% endblock %}",
  )
})

app.get('/parent/<name>', function parent({ name }) {
  return renderTemplate('dynamic.html', { parent: name })
})

app.get('/parent-object', function parent_object() {
  return renderTemplate('dynamic.html', { parent: app.jinjaEnv.getTemplate('alternative.html') })
})
