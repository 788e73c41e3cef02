import { App, request, SecureCookieSessionInterface, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'minted'

const signing = (sessionInterface = app.sessionInterface) =>
  (sessionInterface as SecureCookieSessionInterface).getSigningSerializer(app)

app.post('/mint', function mint() {
  return signing()!.dumps(request.getJson())
})

app.post('/mint-login', function mint_login() {
  const serializer = signing(new SecureCookieSessionInterface())!
  const response = app.makeResponse('minted')
  response.setCookie(
    app.config['SESSION_COOKIE_NAME'],
    serializer.dumps({ user: request.form['user'] }),
  )
  return response
})

app.get('/mint-and-session', function mint_and_session() {
  session['from'] = 'framework'
  const response = app.makeResponse('both')
  response.setCookie('session', 'by-hand')
  return response
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})

app.get('/decode', function decode() {
  const [value, when] = signing()!.loads(request.cookies['session']!, {
    returnTimestamp: true,
  }) as [unknown, Date]
  const iso = when.toISOString().replace('.000Z', '+00:00')
  return { value, timestamp: Math.floor(when.getTime() / 1000), iso }
})

app.get('/no-key', function no_key() {
  app.secretKey = null
  return String(signing() ?? 'None')
})
