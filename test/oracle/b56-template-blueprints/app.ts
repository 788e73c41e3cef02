import { App, Blueprint, renderTemplate } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'blueprints'

const one = new Blueprint('one', import.meta, {
  urlPrefix: '/one',
  templateFolder: 'one_templates',
})
const two = new Blueprint('two', import.meta, {
  urlPrefix: '/two',
  templateFolder: 'two_templates',
})
const none = new Blueprint('none', import.meta, { urlPrefix: '/none' })
const child = new Blueprint('child', import.meta, {
  urlPrefix: '/child',
  templateFolder: 'child_templates',
})

function show({ name }: { name: string }) {
  return renderTemplate(name)
}

app.get('/<path:name>', show)
one.get('/<path:name>', show)
two.get('/<path:name>', show)
none.get('/<path:name>', show)
child.get('/<path:name>', show)

two.registerBlueprint(child)
app.registerBlueprint(one)
app.registerBlueprint(two)
app.registerBlueprint(none)
