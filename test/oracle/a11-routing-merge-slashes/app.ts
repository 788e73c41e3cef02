import { App, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({
  rule: request.urlRule!.rule,
  values,
  url: urlFor(request.endpoint!, values),
})

app.addUrlRule('/', 'root', show)
app.addUrlRule('/a/b', 'leaf', show, { methods: ['GET', 'POST'] })
app.addUrlRule('/a/b/c/', 'branch', show)
app.addUrlRule('/name/<name>/end', 'name', show)
app.addUrlRule('/keep/<path:rest>', 'keep', show)
app.addUrlRule('/tail/<path:rest>/end', 'tail', show)
app.addUrlRule('/never//merged', 'double', show)
app.addUrlRule('/off/<name>/x', 'off', show, { mergeSlashes: false })
app.addUrlRule('/double//rule', 'off_double', show, { mergeSlashes: false })
