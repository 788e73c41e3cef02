import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({ rule: request.urlRule!.rule, values })

app.addUrlRule('/any/<text>', 'any', show)
app.addUrlRule('/explicit/<string:text>', 'explicit', show)
app.addUrlRule('/length/<string(length=3):text>', 'length', show)
app.addUrlRule('/min/<string(minlength=3):text>', 'min', show)
app.addUrlRule('/max/<string(maxlength=3):text>', 'max', show)
app.addUrlRule('/both/<string(minlength=2, maxlength=3):text>', 'both', show)
app.addUrlRule('/page-<text>.html', 'affix', show)
app.addUrlRule('/pair/<left>-<right>', 'pair', show)
app.addUrlRule('/file/<name>.<extension>', 'file', show)
app.addUrlRule('/<string(length=2):lang>/home', 'lang', show)
