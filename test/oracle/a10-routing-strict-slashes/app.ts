import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({
  rule: request.urlRule!.rule,
  method: request.method,
  query: request.queryString,
  values,
})

app.addUrlRule('/branch/', 'branch', show, { methods: ['GET', 'POST'] })
app.addUrlRule('/read/', 'read', show)
app.addUrlRule('/leaf', 'leaf', show)
app.addUrlRule('/user/<name>/', 'user', show)
app.addUrlRule('/loose-branch/', 'loose_branch', show, { strictSlashes: false })
app.addUrlRule('/loose-leaf', 'loose_leaf', show, { strictSlashes: false })
app.addUrlRule('/loose/<name>', 'loose_name', show, { strictSlashes: false })
app.addUrlRule('/twin', 'twin_leaf', show)
app.addUrlRule('/twin/', 'twin_branch', show)
app.addUrlRule('/deep/<path:rest>/', 'deep', show, { strictSlashes: false })

app.beforeRequest(() => {
  if (request.args.get('stop')) return 'stopped before the redirect'
})

app.afterRequest((response) => {
  response.headers.set('X-After', String(response.statusCode))
  return response
})
