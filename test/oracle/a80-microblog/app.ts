import { STATUS_CODES } from 'node:http'
import {
  App,
  abort,
  Blueprint,
  currentApp,
  flash,
  g,
  getFlashedMessages,
  HTTPException,
  type InternalServerError,
  int,
  jsonify,
  makeResponse,
  type Result,
  redirect,
  renderTemplateString,
  request,
  session,
  urlFor,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

interface Post {
  id: number
  author: string
  body: string
}
const POSTS: Post[] = Array.from({ length: 23 }, (_, i) => ({
  id: i + 1,
  author: (i + 1) % 2 ? 'susan' : 'john',
  body: `Post ${i + 1}`,
}))
const USERS: Record<string, { id: number; password: string }> = {
  susan: { id: 1, password: 'cat' },
  john: { id: 2, password: 'dog' },
}

const errors = new Blueprint('errors', import.meta)

const prefersJson = () =>
  request.acceptMimetypes.quality('application/json') >=
  request.acceptMimetypes.quality('text/html')

function problem(code: number, message?: string | null) {
  return makeResponse({ error: STATUS_CODES[code], ...(message && { message }) }, code)
}

errors.appErrorHandler(404, function no_page(_error) {
  if (prefersJson()) return problem(404)
  return makeResponse(
    renderTemplateString(
      '<h1>No such page</h1><p><a href="{{ url_for(\'main.index\') }}">Back</a></p>',
    ),
    404,
  )
})
errors.appErrorHandler(500, function broken(error) {
  if (prefersJson()) return problem(500)
  const original = (error as InternalServerError).originalException as Error
  return makeResponse(`<h1>Something broke</h1> ${original.constructor.name}`, 500)
})

const main = new Blueprint('main', import.meta)
main.beforeAppRequest(function know_user() {
  g.user = session.get('username')
  g.locale = String(request.acceptLanguages.bestMatch(['en', 'es', 'de']) ?? 'None')
})

function loginRequired<A>(view: (values: A) => Result) {
  return (values: A) => {
    if (g.user === undefined) {
      flash('Who are you?', 'info')
      return redirect(urlFor('auth.login', { next: request.fullPath.replace(/\?+$/, '') }))
    }
    return view(values)
  }
}

const index = loginRequired(() => {
  if (request.method === 'POST') {
    POSTS.push({ id: POSTS.length + 1, author: g.user, body: request.form['post']! })
    flash('It is out')
    return redirect(urlFor('main.index'))
  }
  const page = request.args.get('page', 1, { type: int })
  const perPage: number = currentApp.config.PER_PAGE
  const items = [...POSTS].reverse().slice((page - 1) * perPage, page * perPage)
  const next_url = page * perPage < POSTS.length ? urlFor('main.index', { page: page + 1 }) : null
  const prev_url = page > 1 ? urlFor('main.index', { page: page - 1 }) : null
  return renderTemplateString(
    '{% for category, m in get_flashed_messages(with_categories=true) %}[{{ category }}: {{ m }}]{% endfor %}' +
      'Hi, {{ g.user }} ({{ g.locale }})!{% for p in posts %}\n<p>{{ p.author }}: {{ p.body }}</p>{% endfor %}' +
      '{% if prev_url %}\n<a href="{{ prev_url }}">Newer</a>{% endif %}{% if next_url %}\n<a href="{{ next_url }}">Older</a>{% endif %}',
    { posts: items, next_url, prev_url },
  )
})
main.route('/index', { methods: ['GET', 'POST'], endpoint: 'index' }, index)
main.route('/', { methods: ['GET', 'POST'], endpoint: 'index' }, index)

const user = loginRequired(({ username, page = 1 }: { username: string; page?: number }) => {
  if (!(username in USERS)) abort(404)
  const mine = POSTS.filter((p) => p.author === username).map((p) => p.body)
  return jsonify({
    user: username,
    page,
    posts: mine.slice((page - 1) * 3, page * 3),
    next: urlFor('.user', { username, page: page + 1 }),
    first: urlFor('.user', { username }),
    me: urlFor('main.user', { username: g.user, _external: true }),
    tagged: urlFor('.user', { username: 'é b', tag: ['x', 'y'] }),
  })
})
main.route('/user/<username>/page/<int:page>', { endpoint: 'user' }, user)
main.route('/user/<username>', { endpoint: 'user' }, user)

main.route('/boom', function boom() {
  throw new KeyError('nope')
})

const auth = new Blueprint('auth', import.meta, { urlPrefix: '/auth' })
auth.route('/login', { methods: ['GET', 'POST'] }, function login() {
  if (g.user) return redirect(urlFor('main.index'))
  if (request.method === 'POST') {
    const username = request.form.get('username', '')
    const found = USERS[username]
    if (found === undefined || found.password !== request.form.get('password')) {
      flash('No, you are not', 'error')
      return redirect(urlFor('auth.login'))
    }
    session.username = username
    let nextPage = request.args.get('next')
    if (!nextPage || nextPage.startsWith('//') || nextPage.includes('://'))
      nextPage = urlFor('main.index')
    return redirect(nextPage)
  }
  return `who? ${getFlashedMessages({ withCategories: true })
    .map(([c, m]) => `${c}=${m}`)
    .join('|')}`
})
auth.get('/logout', function logout() {
  session.pop('username', null)
  return redirect(urlFor('main.index'), 303)
})

const api = new Blueprint('api', import.meta, { urlPrefix: '/api' })
api.errorHandler(HTTPException, function api_error(e) {
  return problem(e.code!, e.code !== 404 ? e.description : null)
})
api.beforeRequest(function check_token() {
  const { authorization } = request
  if (authorization === undefined) abort(401)
  if (authorization.type === 'basic') {
    const found = USERS[authorization.username!]
    if (!found || found.password !== authorization.password) abort(401, 'bad credentials')
    g.api_user = authorization.username
  } else if (authorization.type === 'bearer') {
    if (!(authorization.token! in USERS)) abort(401, { description: 'bad token' })
    g.api_user = authorization.token
  } else abort(401, `scheme ${authorization.type}`)
})
api.route('/users/<int:id>', { methods: ['GET'] }, function get_user({ id }) {
  for (const [username, u] of Object.entries(USERS)) {
    if (u.id === id)
      return {
        id,
        username,
        _links: { self: urlFor('api.get_user', { id }), posts: urlFor('.get_posts', { id }) },
      }
  }
  abort(404)
})
api.route('/users/<int:id>/posts', function get_posts({ id }) {
  const page = request.args.get('page', 1, { type: int })
  const per_page = Math.min(request.args.get('per_page', 10, { type: int }), 100)
  return {
    items: [],
    _meta: { page, per_page },
    _links: {
      self: urlFor(request.endpoint!, { id, page, per_page }),
      next: urlFor(request.endpoint!, { page: page + 1, per_page, ...request.viewArgs }),
    },
  }
})
api.post('/users', function create_user() {
  const data = request.getJson<{ username?: string; password?: string }>()
  if (data.username === undefined || data.password === undefined)
    return problem(400, 'username and password, please')
  if (data.username in USERS) abort(409, 'that name is taken')
  USERS[data.username] = { id: Object.keys(USERS).length + 1, password: data.password }
  const id = Object.keys(USERS).length
  return makeResponse({ id }, 201, { Location: urlFor('api.get_user', { id }) })
})
api.route('/users/<int:id>', { methods: ['PUT', 'DELETE'] }, function change_user() {
  if (request.method === 'DELETE') return makeResponse('', 204)
  return {
    by: g.api_user,
    data: request.getJson({ silent: true }) ?? null,
    force: request.getJson({ force: true, silent: true }) ?? null,
  }
})

class KeyError extends Error {}

export function createApp() {
  const app = new App(import.meta)
  flaskDefaults(app)
  app.config.fromMapping({
    SECRET_KEY: 'a key that is long enough',
    PER_PAGE: 5,
    PROPAGATE_EXCEPTIONS: false,
  })
  app.registerBlueprint(errors)
  app.registerBlueprint(auth)
  app.registerBlueprint(main)
  app.registerBlueprint(api)
  app.addUrlRule('/explore', { endpoint: 'explore', viewFunc: () => 'explore' })
  return app
}

export const app = createApp()
