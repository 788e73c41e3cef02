import {
  App,
  flash,
  getFlashedMessages,
  makeResponse,
  redirect,
  renderTemplateString,
  request,
  session,
  urlFor,
} from 'hipflask'
import { repr } from 'hipflask/jinja'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'login'
const USERS: Record<string, string> = { ann: 'secret', bob: 'hunter2' }
const PAGE = `<ul>{% for m in get_flashed_messages() %}<li>{{ m }}</li>{% endfor %}</ul>
{% if session.user %}Hello {{ session.user }}{% else %}Hello guest{% endif %}`

function loginRequired<A>(view: (args: A) => string) {
  return (args: A) => {
    if (!('user' in session)) {
      flash('please log in')
      return redirect(urlFor('login', { next: request.fullPath }))
    }
    return view(args)
  }
}

app.get('/', function index() {
  return renderTemplateString(PAGE)
})

app.route('/login', { methods: ['GET', 'POST'] }, function login() {
  let error: string | null = null
  if (request.method === 'POST') {
    const name = request.form['user']!
    if (USERS[name] !== request.form['password']) error = 'wrong user or password'
    else {
      session.clear()
      session['user'] = name
      session.permanent = request.form.get('remember') === 'on'
      flash('logged in')
      return redirect(request.args.get('next') || urlFor('index'))
    }
  }
  const page = renderTemplateString('{{ error }}|{{ get_flashed_messages() }}', { error })
  return makeResponse(page, error === null ? 200 : 403)
})

app.get(
  '/secret',
  { endpoint: 'secret' },
  loginRequired(() => `secret of ${session['user']} ${repr(getFlashedMessages())}`),
)

app.get('/logout', function logout() {
  session.pop('user', null)
  flash('logged out')
  return redirect(urlFor('index'))
})
