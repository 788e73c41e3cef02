import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function show(values: Record<string, unknown>) {
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value)]),
  )
  return { rule: request.urlRule!.rule, values: texts }
}

app.addUrlRule('/int/<int:n>', 'int', show)
app.addUrlRule('/signed/<int(signed=True):n>', 'signed', show)
app.addUrlRule('/fixed/<int(fixed_digits=4):n>', 'fixed', show)
app.addUrlRule('/range/<int(min=5, max=10):n>', 'range', show)
app.addUrlRule('/sum/<int:a>+<int:b>', 'sum', show)
app.addUrlRule('/day/<int(fixed_digits=4):y>-<int(fixed_digits=2):m>', 'day', show)
