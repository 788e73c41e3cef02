import { App, request, type SecureCookieSessionInterface, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'first'

function key(spec: string | null | undefined): string | Buffer | null {
  if (spec == null) return null
  return spec.startsWith('b64:') ? Buffer.from(spec.slice(4), 'base64') : spec
}

app.post('/keys', function keys() {
  const data = request.getJson<{ key?: string; old?: string[] | null }>()
  app.secretKey = key(data.key)
  app.config.SECRET_KEY_FALLBACKS = data.old ? data.old.map((k) => key(k)!) : null
  return {
    set: app.secretKey !== null && app.secretKey.length > 0,
    same: app.secretKey === app.config['SECRET_KEY'],
  }
})

app.get('/set/<value>', function set_value({ value }) {
  session['v'] = value
  return value
})

app.get('/read', function read() {
  return { v: session.get('v') ?? null, n: session.size }
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})

app.get('/serializer', function serializer() {
  const s = (app.sessionInterface as SecureCookieSessionInterface).getSigningSerializer(app)
  if (s == null) return 'none'
  return {
    keys: s.secretKeys.map((k) => k.toString('base64')),
    current: s.secretKey.toString('base64'),
    salt: `${s.salt}`,
  }
})

app.get('/config-key/<value>', function config_key({ value }) {
  app.config['SECRET_KEY'] = value
  return app.secretKey as string
})

app.get('/permanent', function permanent() {
  session.permanent = true
  return 'permanent'
})
