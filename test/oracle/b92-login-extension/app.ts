import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import {
  App,
  abort,
  Blueprint,
  currentApp,
  flash,
  g,
  int,
  jsonify,
  makeResponse,
  Namespace,
  type Response,
  type Result,
  redirect,
  renderTemplateString,
  request,
  session,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

const signals = new Namespace()
const userLoggedIn = signals.signal<{ user: AnyUser }>('logged-in')
const userLoggedOut = signals.signal<{ user: AnyUser }>('logged-out')
const userUnauthorized = signals.signal('unauthorized')
const userLoadedFromCookie = signals.signal<{ user: AnyUser }>('loaded-from-cookie')

interface AnyUser {
  name: string
  roles: readonly string[]
  is_authenticated: boolean
  is_anonymous: boolean
  getId(): string | null
}
class Anonymous implements AnyUser {
  is_authenticated = false
  is_anonymous = true
  name = 'guest'
  roles = []
  getId() {
    return null
  }
}

const digest = (payload: string, key: string = currentApp.secretKey as string) =>
  createHmac('sha512', Buffer.from(key, 'latin1')).update(payload).digest('hex').slice(0, 32)
const encodeCookie = (payload: string, key?: string) => `${payload}|${digest(payload, key)}`
function decodeCookie(cookie: string) {
  const at = cookie.lastIndexOf('|')
  if (at === -1) return undefined
  const [payload, mac] = [cookie.slice(0, at), Buffer.from(cookie.slice(at + 1))]
  const right = Buffer.from(digest(payload))
  return right.length === mac.length && timingSafeEqual(right, mac) ? payload : undefined
}

class LoginManager {
  anonymousUser: new () => AnyUser = Anonymous
  loginView: string | null = null
  blueprintViews: Record<string, string> = {}
  loginMessage = 'Please log in.'
  sessionProtection = 'basic'
  #userCallback: (id: string) => AnyUser | undefined = () => undefined
  unauthorizedCallback: (() => Result) | undefined
  constructor(app?: App) {
    if (app) this.initApp(app)
  }
  initApp(app: App, { addContextProcessor = true } = {}) {
    app.extensions.login = this
    app.config.setDefault('REMEMBER_COOKIE_NAME', 'remember_token')
    app.config.setDefault('REMEMBER_COOKIE_DURATION', { days: 365 })
    app.afterRequest((response) => this.#updateRememberCookie(response))
    if (addContextProcessor) app.contextProcessor(() => ({ current_user: currentUser() }))
  }
  userLoader<F extends (id: string) => AnyUser | undefined>(callback: F): F {
    this.#userCallback = callback
    return callback
  }
  unauthorizedHandler<F extends () => Result>(callback: F): F {
    this.unauthorizedCallback = callback
    return callback
  }
  unauthorized(): Result {
    userUnauthorized.send(currentApp._getCurrentObject())
    if (this.unauthorizedCallback) return this.unauthorizedCallback()
    const view = this.blueprintViews[request.blueprint ?? ''] ?? this.loginView
    if (!view) abort(401)
    if (this.loginMessage) flash(this.loginMessage, 'message')
    const target = urlFor(view)
    return redirect(
      `${target}${target.includes('?') ? '&' : '?'}${new URLSearchParams({ next: request.fullPath.replace(/\?+$/, '') })}`,
    )
  }
  loadUser(): AnyUser {
    if (this.#sessionProtectionFailed()) return new this.anonymousUser()
    let userId: string | undefined = session.get('_user_id')
    if (userId === undefined && session.get('_remember') !== 'clear') {
      const cookie = request.cookies.get(currentApp.config.REMEMBER_COOKIE_NAME)
      if (cookie !== undefined) {
        userId = decodeCookie(cookie)
        if (userId !== undefined) {
          session._user_id = userId
          session._fresh = false
          const user = this.#userCallback(userId)
          if (user !== undefined)
            userLoadedFromCookie.send(currentApp._getCurrentObject(), { user })
          return user ?? new this.anonymousUser()
        }
      }
    }
    const user = userId !== undefined ? this.#userCallback(userId) : undefined
    return user ?? new this.anonymousUser()
  }
  #sessionProtectionFailed() {
    if (session.size > 0 && createIdentifier() !== session.get('_id', null)) {
      if (session.permanent || this.sessionProtection === 'basic') {
        if (session.get('_fresh') !== false) session._fresh = false
        return false
      }
      session.clear()
      session._remember = 'clear'
      return true
    }
    return false
  }
  #updateRememberCookie(response: Response) {
    const { config } = currentApp
    if (!('_remember' in session) && config.get('REMEMBER_COOKIE_REFRESH_EACH_REQUEST'))
      session._remember = 'set'
    if ('_remember' in session) {
      const operation = session.pop('_remember', null)
      const name: string = config.REMEMBER_COOKIE_NAME
      const path: string = config.get('REMEMBER_COOKIE_PATH', '/')
      if (operation === 'set' && '_user_id' in session) {
        const duration = session.pop('_remember_seconds', null)
        const seconds = duration ?? 365 * 86400
        response.setCookie(name, encodeCookie(session._user_id), {
          expires: 1700000000 + seconds,
          path,
          secure: config.get('REMEMBER_COOKIE_SECURE', false),
          httpOnly: true,
          sameSite: config.get('REMEMBER_COOKIE_SAMESITE'),
        })
      } else if (operation === 'clear') response.deleteCookie(name, { path })
    }
    return response
  }
}

function createIdentifier() {
  const base = `${request.remoteAddr}|${request.headers.get('User-Agent') ?? 'None'}`
  return createHash('sha512').update(base).digest('hex').slice(0, 16)
}

function manager() {
  return currentApp.extensions.login as LoginManager
}
function currentUser(): AnyUser {
  if (!('_login_user' in g)) g._login_user = manager().loadUser()
  return g._login_user
}

function loginUser(
  user: AnyUser,
  {
    remember = false,
    duration = null,
    fresh = true,
  }: { remember?: boolean; duration?: { hours: number } | null; fresh?: boolean } = {},
) {
  session._user_id = user.getId()
  session._fresh = fresh
  session._id = createIdentifier()
  if (remember) {
    session._remember = 'set'
    if (duration !== null) session._remember_seconds = duration.hours * 3600
  }
  g._login_user = user
  userLoggedIn.send(currentApp._getCurrentObject(), { user })
  return true
}

function logoutUser() {
  const user = currentUser()
  for (const key of ['_user_id', '_fresh', '_id']) session.pop(key, null)
  if (currentApp.config.REMEMBER_COOKIE_NAME in request.cookies) session._remember = 'clear'
  userLoggedOut.send(currentApp._getCurrentObject(), { user })
  g._login_user = new (manager().anonymousUser)()
}

function loginRequired<A, R extends Result>(view: (args: A) => R): (args: A) => R | Result {
  return Object.defineProperty(
    (args: A) => {
      if (request.method !== 'OPTIONS' && !currentUser().is_authenticated)
        return manager().unauthorized()
      return currentApp.ensureSync(view)(args)
    },
    'name',
    { value: view.name },
  )
}
const rolesRequired =
  (...roles: string[]) =>
  <A, R extends Result>(view: (args: A) => R) => {
    const decorated = (args: A) => {
      if (!roles.every((role) => currentUser().roles.includes(role)))
        abort(403, { description: `needs ${roles.join(', ')}` })
      return view(args)
    }
    Object.defineProperty(decorated, 'name', { value: view.name })
    return loginRequired(decorated)
  }

class User implements AnyUser {
  is_authenticated = true
  is_anonymous = false
  id: number
  name: string
  roles: readonly string[]
  constructor(id: number, name: string, roles: readonly string[] = []) {
    this.id = id
    this.name = name
    this.roles = roles
  }
  getId() {
    return String(this.id)
  }
}

const USERS: Record<number, User> = {
  1: new User(1, 'ann', ['admin', 'staff']),
  2: new User(2, 'bob <b>', ['staff']),
}
const LOG: string[] = []
const loginManager = new LoginManager()
const admin = new Blueprint('admin', import.meta, { urlPrefix: '/admin' })

function createApp() {
  const app = new App(import.meta)
  flaskDefaults(app)
  app.secretKey = 'login'
  loginManager.initApp(app)
  loginManager.loginView = 'login'
  loginManager.blueprintViews.admin = 'admin.door'
  app.registerBlueprint(admin)
  return app
}

loginManager.userLoader((userId) => (/^\d+$/.test(userId) ? USERS[int(userId)] : undefined))

admin.route('/door', function door() {
  return `the door ${request.args.get('next', '')}`
})
admin.route(
  '/',
  loginRequired(function home() {
    return 'admin home'
  }),
)
admin.route(
  '/secret',
  { methods: ['GET', 'DELETE'] },
  rolesRequired(
    'admin',
    'staff',
  )(function secret() {
    return { secret: true, fresh: session._fresh }
  }),
)

export const app = createApp()
userLoggedIn.connect(
  (sender, { user }) => LOG.push(`in ${user.name} ${sender === app ? 'True' : 'False'}`),
  { weak: false },
)
userLoggedOut.connectVia(app, (_sender, { user }) => {
  LOG.push(`out ${user.name}`)
})
userLoadedFromCookie.connect((_sender, extra) => {
  LOG.push(`cookie ${extra.user.name}`)
})
userUnauthorized.connect(() => LOG.push(`unauthorized ${request.path}`))

app.route('/login', { methods: ['GET', 'POST'] }, function login() {
  if (request.method === 'POST') {
    const user = USERS[request.form.get('id', { type: int }) ?? 0]
    if (user === undefined) {
      flash('Nobody', 'error')
      return makeResponse(
        renderTemplateString(
          '{% for c, m in get_flashed_messages(true) %}<p class={{ c }}>{{ m }}{% endfor %}',
        ),
        401,
      )
    }
    loginUser(user, {
      remember: 'remember' in request.form,
      duration: 'short' in request.form ? { hours: 1 } : null,
    })
    const target = request.args.get('next') || urlFor('index')
    if (/^([a-z]+:)?\/\//i.test(target)) return abort(400)
    return redirect(target)
  }
  return renderTemplateString(
    "{{ current_user.name }} {{ request.args.next|default('-') }} {{ get_flashed_messages()|join(';') }}",
  )
})

app.get(
  '/logout',
  loginRequired(function logout() {
    logoutUser()
    return redirect(urlFor('index'), 303)
  }),
)

app.get('/', function index() {
  return renderTemplateString(
    "{% if current_user.is_authenticated %}Hi {{ current_user.name }}!{% else %}Log <a href=\"{{ url_for('login', next=request.path) }}\">in</a>{% endif %} {{ session.keys()|sort|join(' ') }}",
  )
})

app.route(
  '/private/<path:rest>',
  { methods: ['GET', 'OPTIONS', 'POST'], provideAutomaticOptions: false },
  loginRequired(function private_({ rest }: { rest: string }) {
    return { rest, user: currentUser().name, fresh: session.get('_fresh', null) }
  }),
)

app.get('/forge/<payload>', function forge({ payload }) {
  return encodeCookie(payload)
})
app.get('/strong', function strong() {
  loginManager.sessionProtection = 'strong'
  return 'strong'
})
app.get('/log', function log() {
  return jsonify(
    LOG.splice(0),
    Object.keys(app.extensions).sort(),
    app.extensions.login === loginManager,
  )
})
