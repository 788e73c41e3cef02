import { App, makeResponse, renderTemplate, renderTemplateString, request } from 'hipflask'
import { TemplateError, TemplateSyntaxError } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'errors'

app.get('/file/<name>', function from_file({ name }) {
  return renderTemplate(name)
})

// Without a handler: a plain 500.
app.post('/raw', function raw() {
  return renderTemplateString(request.getData({ asText: true }))
})

app.post('/caught', function caught() {
  try {
    const source = request.getData({ asText: true })
    return renderTemplateString(source, { one: 1, text: 'text', none: null })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const kind = error.constructor.name
    if (error instanceof TemplateSyntaxError) {
      return makeResponse({ error: kind, message: error.message, line: error.lineno }, 400)
    }
    if (error instanceof TemplateError)
      return makeResponse({ error: kind, message: error.message }, 400)
    return makeResponse({ error: kind, text: error.message }, 400)
  }
})
