import { App, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { hostMatching: true, staticHost: 'static.test' })
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({
  endpoint: request.endpoint,
  values,
  host: request.host,
})

app.addUrlRule('/', 'home', show, { host: 'main.test' })
app.addUrlRule('/', 'admin', show, { host: 'admin.main.test' })
app.addUrlRule('/', 'tenant', show, { host: '<name>.tenants.test' })
app.addUrlRule('/', 'ported', show, { host: 'main.test:8080' })
app.addUrlRule('/branch/', 'branch', show, { host: '<name>.tenants.test' })
app.addUrlRule('/no-host', 'no_host', show)
app.addUrlRule('/post', 'post', show, { host: 'main.test', methods: ['POST'] })
app.addUrlRule('/both', 'both', show, { host: 'main.test' })
app.addUrlRule('/both', 'both', show, { host: 'admin.main.test' })
app.addUrlRule('/any-host', 'any_host', show, { host: '<host>' })

app.get('/links', { host: '<host>' }, function links({ host }) {
  return {
    home: urlFor('home'),
    'home external': urlFor('home', { _external: true }),
    admin: urlFor('admin'),
    tenant: urlFor('tenant', { name: 'ann' }),
    both: urlFor('both'),
    static: urlFor('static', { filename: 'a.css' }),
    self: urlFor('links', { host }),
    secure: urlFor('admin', { _scheme: 'https' }),
  }
})
