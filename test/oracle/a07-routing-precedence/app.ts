import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function show(values: Record<string, unknown>) {
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value)]),
  )
  return { endpoint: request.endpoint, values: texts }
}

app.addUrlRule('/<path:p>', 'path', show)
app.addUrlRule('/<path:p>/edit', 'path_edit', show)
app.addUrlRule('/<a>/<b>', 'two', show)
app.addUrlRule('/<name>', 'name', show)
app.addUrlRule('/<float:x>', 'float', show)
app.addUrlRule('/<int:n>', 'int', show)
app.addUrlRule('/fixed', 'fixed', show)
app.addUrlRule('/x-<name>', 'x_name', show)
app.addUrlRule('/x-<int:n>', 'x_int', show)
app.addUrlRule('/x-long-<name>', 'x_long', show)
app.addUrlRule('/users/<name>', 'user', show)
app.addUrlRule('/users/me', 'me', show)
app.addUrlRule('/<name>/edit', 'edit', show)
app.addUrlRule('/<int:n>/edit', 'int_edit', show)
app.addUrlRule('/same/<first>', 'same_first', show)
app.addUrlRule('/same/<second>', 'same_second', show)
app.addUrlRule('/small/<name>', 'small_name', show)
app.addUrlRule('/small/<int(max=9):n>', 'small_int', show)
app.addUrlRule('/back/track/one', 'track_static', show)
app.addUrlRule('/back/<word>/two', 'track_word', show)
app.addUrlRule('/verb/fixed', 'verb_fixed', show, { methods: ['POST'] })
app.addUrlRule('/verb/<name>', 'verb_name', show, { methods: ['PUT'] })
