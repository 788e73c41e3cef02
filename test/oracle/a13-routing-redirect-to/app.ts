import { App, type MapAdapter, request, urlFor } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = (values: Record<string, unknown>) => ({ rule: request.urlRule!.rule, values })

const chosen = (adapter: MapAdapter, { n }: { n: number }) =>
  `item/${n * 10}?from=${adapter.serverName}`

app.addUrlRule('/new/<slug>', 'new', show)
app.addUrlRule('/item/<int:n>', 'item', show)
app.addUrlRule('/old/<slug>', { redirectTo: 'new/<slug>', endpoint: 'old' })
app.addUrlRule('/rooted/<slug>', { redirectTo: '/new/<slug>', endpoint: 'rooted' })
app.addUrlRule('/padded/<int(fixed_digits=3):n>', { redirectTo: 'item/<n>', endpoint: 'padded' })
app.addUrlRule('/away', { redirectTo: 'https://other.example/x?y=1#z', endpoint: 'away' })
app.addUrlRule('/called/<int:n>', { redirectTo: chosen, endpoint: 'called' })
app.addUrlRule('/branch/', { redirectTo: 'new/branch', endpoint: 'branch' })
app.addUrlRule('/posted', { redirectTo: 'new/p', endpoint: 'posted', methods: ['POST'] })
app.addUrlRule('/users/', 'users', show, { defaults: { page: 1 } })
app.addUrlRule('/users/<int:page>', 'users', show)
app.addUrlRule('/users.html', 'users', show, { defaults: { page: 1 }, alias: true })
app.addUrlRule('/users-<int:page>.html', 'users', show, { alias: true })
app.addUrlRule('/cdn/<name>', { endpoint: 'cdn', buildOnly: true })

app.get('/links', function links() {
  return [
    urlFor('old', { slug: 'x y' }),
    urlFor('users', { page: 1 }),
    urlFor('users', { page: 2 }),
    urlFor('cdn', { name: 'a.js' }),
  ]
})
