import { App, Blueprint, renderTemplate } from 'hipflask'
import {
  type BaseLoader,
  ChoiceLoader,
  DictLoader,
  FileSystemLoader,
  FunctionLoader,
  PrefixLoader,
  type TemplateNotFound,
} from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle', templateFolder: 'pages' })
flaskDefaults(app)
app.secretKey = 'l'

const admin = new Blueprint('admin', import.meta, {
  templateFolder: 'admin_templates',
  urlPrefix: '/admin',
})
const shop = new Blueprint('shop', import.meta, {
  templateFolder: 'shop_templates',
  urlPrefix: '/shop',
})
const inner = new Blueprint('inner', import.meta, {
  templateFolder: 'inner_templates',
  urlPrefix: '/inner',
})

admin.get('/<name>', function page({ name }) {
  return renderTemplate(`${name}.html`)
})
shop.get('/<name>', function page2({ name }) {
  return renderTemplate(`${name}.html`)
})
inner.get('/<name>', function page3({ name }) {
  return renderTemplate([`inner/${name}.html`, `${name}.html`])
})

shop.registerBlueprint(inner)
app.registerBlueprint(admin)
app.registerBlueprint(shop)

app.get('/<name>', function root({ name }) {
  return renderTemplate(`${name}.html`)
})

app.get('/list', () => app.jinjaEnv.listTemplates().sort().join('|'))

app.get('/loader/<kind>', function loader({ kind }) {
  const loaders: Record<string, BaseLoader> = {
    dict: new DictLoader({ 'x.html': 'dict {{ 1 }}' }),
    choice: new ChoiceLoader([
      new DictLoader({ 'y.html': 'y' }),
      new DictLoader({ 'x.html': 'second', 'y.html': 'no' }),
    ]),
    prefix: new PrefixLoader({
      a: new DictLoader({ 'x.html': 'prefixed' }),
      b: new DictLoader({ 'x.html': "{% include 'a/x.html' %}!" }),
    }),
    function: new FunctionLoader((n) => (n.endsWith('.html') ? `fn ${n}` : null)),
    files: new FileSystemLoader([`${app.rootPath}/shop_templates`, `${app.rootPath}/pages`]),
  }
  const names: Record<string, string> = { prefix: 'b/x.html', files: 'only_shop.html' }
  class Other extends App {
    override get jinjaLoader() {
      return loaders[kind]
    }
  }
  const o = new Other(import.meta, { name: 'o' })
  return o.appContext(() => {
    let missing: string
    try {
      missing = renderTemplate('missing.txt')
    } catch (e) {
      const error = e as TemplateNotFound
      missing = `${error.constructor.name} ${error.templateName} ['${error.templates.join("', '")}']`
    }
    const list = kind === 'function' ? ['-'] : o.jinjaEnv.listTemplates()
    return `${renderTemplate(names[kind] ?? 'x.html')}|${missing}|${list.join(',')}`
  })
})
