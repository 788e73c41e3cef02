import { App, redirect, request, urlFor } from 'hipflask'
import { ProxyFix } from 'hipflask/middleware'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/show', function show() {
  return {
    remote_addr: request.remoteAddr ?? null,
    scheme: request.scheme,
    is_secure: request.isSecure,
    host: request.host,
    url: request.url,
    script_root: request.scriptRoot,
    external: urlFor('show', { _external: true }),
    relative: urlFor('show'),
    access_route: request.accessRoute,
  }
})

app.get('/branch/', function branch() {
  return 'branch'
})

app.get('/away', function away() {
  return redirect(urlFor('show'))
})

// One proxy sets every header, and two set X-Forwarded-For.
app.listener = new ProxyFix(app.listener, { xFor: 2, xProto: 1, xHost: 1, xPort: 1, xPrefix: 1 })
