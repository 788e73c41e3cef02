import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function show() {
  return `${request.endpoint} ${request.method}`
}

function silent() {
  return show()
}
silent.provideAutomaticOptions = false

function declared() {
  return show()
}
declared.methods = ['POST', 'PUT']
declared.requiredMethods = ['DELETE']

app.addUrlRule('/get', 'get', show)
app.addUrlRule('/post', 'post', show, { methods: ['POST'] })
app.addUrlRule('/lower', 'lower', show, { methods: ['get', 'patch'] })
app.addUrlRule('/none', 'none', show, { methods: [] })
app.addUrlRule('/head', 'head', show, { methods: ['HEAD'] })
app.addUrlRule('/own-options', 'own_options', show, { methods: ['GET', 'OPTIONS'] })
app.addUrlRule('/no-options', 'no_options', show, { provideAutomaticOptions: false })
app.addUrlRule('/silent', 'silent', silent)
app.addUrlRule('/declared', 'declared', declared)
app.addUrlRule('/trace', 'trace', show, { methods: ['TRACE', 'PROPFIND'] })
app.addUrlRule('/split', 'split_read', show, { methods: ['GET'] })
app.addUrlRule('/split', 'split_write', show, { methods: ['POST', 'DELETE'] })
app.addUrlRule('/item/<int:n>', 'item', ({ n }: { n: number }) => `item ${n}`, {
  methods: ['GET'],
})

app.get('/short', function short_get() {
  return 'short get'
})

app.put('/short', function short_put() {
  return 'short put'
})

app.delete('/short', function short_delete() {
  return 'short delete'
})
