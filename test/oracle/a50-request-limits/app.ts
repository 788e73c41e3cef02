import { App, RequestEntityTooLarge, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
app.config['MAX_CONTENT_LENGTH'] = 1000
app.config['MAX_FORM_MEMORY_SIZE'] = 300
app.config['MAX_FORM_PARTS'] = 3

function form() {
  const sizes = [...request.form.items()].map(([name, value]) => [name, value.length])
  const files = [...request.files.items()].map(([name, file]) => [name, file.read().length])
  return { form: Object.fromEntries(sizes), files: Object.fromEntries(files) }
}
app.post('/form', form)

app.post('/data', function data() {
  return { length: request.getData().length }
})

app.post('/json', function json_view() {
  return { json: request.getJson() }
})

app.post('/silent', function silent() {
  return { json: request.getJson({ silent: true }) ?? null }
})

app.post('/unread', function unread() {
  return { content_length: request.contentLength }
})

app.post('/stream', { stream: true }, async function stream() {
  let length = 0
  for await (const chunk of request.stream) {
    length += chunk.length
    if (length >= 10) break
  }
  return { length: Math.min(length, 10) }
})

app.post('/own-limit', { maxContentLength: 1500 }, function own_limit() {
  return { length: request.getData().length, limit: request.maxContentLength }
})

app.post('/own-small-limit', function own_small_limit() {
  request.maxContentLength = 5
  return { length: request.getData().length }
})

app.post(
  '/own-form-limits',
  { maxFormMemorySize: 800, maxFormParts: 5 },
  function own_form_limits() {
    return form()
  },
)

app.post('/custom', function custom() {
  try {
    return request.getData()
  } catch (error) {
    if (error instanceof RequestEntityTooLarge) return `caught ${error.code}`
    throw error
  }
})
