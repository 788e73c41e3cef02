import {
  App,
  int,
  jsonify,
  makeResponse,
  request,
  SecureCookieSessionInterface,
  session,
  Tuple,
} from 'hipflask'
import {
  BadData,
  BadSignature,
  BadTimeSignature,
  Serializer,
  SignatureExpired,
  Signer,
  TimedSerializer,
  TimestampSigner,
  URLSafeSerializer,
  URLSafeTimedSerializer,
} from 'hipflask/itsdangerous'
import { str } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'tokens'

const resetSerializer = () =>
  new URLSafeTimedSerializer(app.config['SECRET_KEY']!, { salt: 'password-reset' })
const bytes = (value: unknown) => (value === undefined ? 'None' : `b'${value}'`)

app.get('/reset/<email>', function reset({ email }) {
  return resetSerializer().dumps({ email, n: [1, 2] }, { salt: request.args.get('salt') })
})

app.get('/use/<token>', function use({ token }) {
  try {
    const [data, when] = resetSerializer().loads(token, {
      maxAge: request.args.get('max', 3600, { type: int }),
      returnTimestamp: true,
    })
    return jsonify({
      data,
      when: when.getTime() / 1000,
      iso: when.toISOString().replace('.000Z', '+00:00'),
    })
  } catch (e) {
    if (e instanceof SignatureExpired)
      return makeResponse(`expired ${e.dateSigned!.getTime() / 1000} ${bytes(e.payload)}`, 410)
    if (e instanceof BadTimeSignature) return makeResponse(`bad time ${bytes(e.payload)}`, 400)
    if (e instanceof BadSignature) return makeResponse(`bad ${bytes(e.payload)}`, 400)
    throw e
  }
})

app.get('/unsafe/<token>', function unsafe({ token }) {
  const [ok, data] = resetSerializer().loadsUnsafe(token)
  return jsonify({ ok, data: data ?? null })
})

const ownSigner = () =>
  new Signer(app.secretKey!, {
    salt: request.args.get('salt', 's'),
    sep: request.args.get('sep', '.'),
  })

app.get('/sign/<value>', function sign({ value }) {
  return ownSigner().sign(value)
})

app.get('/unsign/<path:value>', function unsign({ value }) {
  const signer = ownSigner()
  try {
    return `${signer.unsign(value)} ${str(signer.validate(value))}`
  } catch (e) {
    if (!(e instanceof BadSignature)) throw e
    return `${e.constructor.name} ${str(e.payload ?? null)} ${str(signer.validate(value))}`
  }
})

app.get('/stamp/<value>', function stamp({ value }) {
  return new TimestampSigner(app.secretKey!).sign(value)
})

app.get('/unstamp/<value>', function unstamp({ value }) {
  const signer = new TimestampSigner(app.secretKey!)
  const maxAge = request.args.get('max', { type: int })
  try {
    const [v, when] = signer.unsign(value, { maxAge, returnTimestamp: true })
    return `${v} ${when.getTime() / 1000} ${str(signer.validate(value, { maxAge }))}`
  } catch (e) {
    if (!(e instanceof BadSignature)) throw e
    const signed = e instanceof BadTimeSignature ? e.dateSigned : undefined
    return `${e.constructor.name} ${str(e.payload ?? null)} ${signed ? signed.getTime() / 1000 : 'None'}`
  }
})

app.get('/remember/<user>', function remember({ user }) {
  const response = makeResponse('remembered')
  response.setCookie(
    'remember',
    new URLSafeSerializer(app.secretKey!, 'remember').dumps({ user }),
    { maxAge: 600 },
  )
  return response
})

app.get('/remembered', function remembered() {
  try {
    const data = new URLSafeSerializer(app.secretKey!, { salt: 'remember' }).loads(
      request.cookies.get('remember', ''),
    )
    return (data as { user: string })['user']
  } catch (e) {
    if (e instanceof BadData) return e.constructor.name
    throw e
  }
})

app.get('/forget', function forget() {
  const response = makeResponse('forgotten')
  response.deleteCookie('remember')
  return response
})

app.get('/kinds', function kinds() {
  const value = { a: 'é', b: [1, null, true, 2.5] }
  return jsonify({
    s: new Serializer('k').dumps(value),
    t: new TimedSerializer('k').dumps(value),
    u: new URLSafeSerializer('k').dumps(value),
    ut: new URLSafeTimedSerializer('k').dumps(value),
    d: new Serializer('k', {
      signerKwargs: { keyDerivation: 'none', digestMethod: 'sha256' },
    }).dumps(value),
    keys: new Serializer(['old', 'new']).dumps(value),
    long: new URLSafeSerializer('k').dumps('x'.repeat(200)).startsWith('.'),
  })
})

app.get('/rotate', function rotate() {
  const old = new Serializer('old').dumps([1])
  const both = new Serializer(['old', 'new'])
  const fallback = new Serializer('k', {
    signerKwargs: { digestMethod: 'sha512' },
    fallbackSigners: [{ digestMethod: 'sha1' }],
  })
  return jsonify({
    old: both.loads(old),
    new: new Serializer('new').loads(both.dumps([2])),
    fall: fallback.loads(new Serializer('k').dumps([3])),
  })
})

app.get('/session-cookie/<user>', function session_cookie({ user }) {
  const s = new URLSafeTimedSerializer(app.secretKey!, {
    salt: SecureCookieSessionInterface.salt,
    serializer: SecureCookieSessionInterface.serializer,
    signerKwargs: {
      keyDerivation: SecureCookieSessionInterface.keyDerivation,
      digestMethod: SecureCookieSessionInterface.digestMethod,
    },
  })
  const response = makeResponse('minted')
  response.setCookie('session', s.dumps({ user, roles: Tuple.of('a', 'b') }), {
    path: '/',
    httpOnly: true,
  })
  return response
})

app.get('/me', function me() {
  return jsonify({
    user: session.get('user') ?? null,
    tuple: session.get('roles') instanceof Tuple,
  })
})

app.get('/read-own', function read_own() {
  const s = (app.sessionInterface as SecureCookieSessionInterface).getSigningSerializer(app)!
  const value = s.loads(request.cookies['session']!) as Record<string, unknown>
  return jsonify({ user: value['user'], keys: Object.keys(value).sort() })
})
