import { App, Blueprint, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { subdomainMatching: true })
flaskDefaults(app)
app.config['SERVER_NAME'] = 'example.test'

const show = (values: Record<string, unknown>) => ({ endpoint: request.endpoint, values })

app.addUrlRule('/', 'home', show)
app.addUrlRule('/', 'api', show, { subdomain: 'api' })
app.addUrlRule('/', 'user', show, { subdomain: '<user>' })
app.addUrlRule('/', 'user_api', show, { subdomain: '<user>.api' })
app.addUrlRule('/branch/', 'branch', show, { subdomain: 'api' })
app.addUrlRule('/only-api', 'only_api', show, { subdomain: 'api' })
app.addUrlRule('/only-main', 'only_main', show)

const shop = new Blueprint('shop', import.meta, { subdomain: 'shop', urlPrefix: '/s' })
shop.addUrlRule('/', 'index', show)
shop.addUrlRule('/other', 'other', show, { subdomain: 'outlet' })
app.registerBlueprint(shop)

const parent = new Blueprint('parent', import.meta, { subdomain: 'parent' })
const child = new Blueprint('child', import.meta, { subdomain: 'child' })
const plain = new Blueprint('plain', import.meta, { urlPrefix: '/plain' })
parent.addUrlRule('/p', 'index', show)
child.addUrlRule('/c', 'index', show)
plain.addUrlRule('/', 'index', show)
parent.registerBlueprint(child)
parent.registerBlueprint(plain)
app.registerBlueprint(parent)

function links() {
  return {
    home: urlFor('home'),
    api: urlFor('api'),
    user: urlFor('user', { user: 'ann' }),
    user_api: urlFor('user_api', { user: 'ann' }),
    shop: urlFor('shop.index'),
    outlet: urlFor('shop.other'),
    child: urlFor('parent.child.index'),
    plain: urlFor('parent.plain.index'),
    static: urlFor('static', { filename: 'x.css' }),
    'home external': urlFor('home', { _external: true }),
    'api secure': urlFor('api', { _scheme: 'https' }),
  }
}
app.get('/links', { subdomain: 'api' }, links)
app.get('/links', links)
