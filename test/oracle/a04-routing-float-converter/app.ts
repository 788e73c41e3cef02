import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

// JavaScript has one kind of number: the text that Python prints for a float is made here.
const floatText = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))

function show(values: Record<string, number>) {
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, floatText(value)]),
  )
  return { rule: request.urlRule!.rule, values: texts }
}

app.addUrlRule('/float/<float:n>', 'float', show)
app.addUrlRule('/signed-float/<float(signed=True):n>', 'signed_float', show)
app.addUrlRule('/float-range/<float(min=0.5, max=1.5):n>', 'float_range', show)
