import { Blueprint, flash, g, redirect, renderTemplate, request, session, urlFor } from 'hipflask'
import { checkPasswordHash, generatePasswordHash } from 'hipflask/security'
import { database } from './database.ts'

export const auth = new Blueprint('auth', import.meta, { urlPrefix: '/auth' })

export interface Author {
  id: number
  name: string
  password: string
}

// Who is logged in, for every page of the site.
auth.beforeAppRequest(function loadAuthor() {
  const id = session.get('author_id')
  g.author =
    id === undefined ? null : database().prepare('SELECT * FROM author WHERE id = ?').get(id)
})

/** Wraps a view that only authors may see; others are sent to the login page. */
export function loginRequired<A, R>(view: (args: A) => R) {
  return (args: A) => (g.author ? view(args) : redirect(urlFor('auth.login')))
}

function credentials(): { name: string; password: string } {
  return { name: request.form.get('name', ''), password: request.form.get('password', '') }
}

function register(name: string, password: string): string | undefined {
  if (name === '') return 'Choose a name.'
  if (password === '') return 'Choose a password.'
  if (database().prepare('SELECT id FROM author WHERE name = ?').get(name)) {
    return `The name ${name} is taken.`
  }
  const insert = database().prepare('INSERT INTO author (name, password) VALUES (?, ?)')
  insert.run(name, generatePasswordHash(password))
  return undefined
}

auth.route('/register', { methods: ['GET', 'POST'], endpoint: 'register' }, () => {
  if (request.method === 'POST') {
    const { name, password } = credentials()
    const problem = register(name, password)
    if (problem === undefined) {
      flash('You can log in now.', 'success')
      return redirect(urlFor('auth.login'))
    }
    flash(problem, 'error')
  }
  return renderTemplate('auth/register.html')
})

auth.route('/login', { methods: ['GET', 'POST'], endpoint: 'login' }, () => {
  if (request.method === 'POST') {
    const { name, password } = credentials()
    const found = database().prepare('SELECT * FROM author WHERE name = ?').get(name)
    const author = found as unknown as Author | undefined
    if (author !== undefined && checkPasswordHash(author.password, password)) {
      session.clear()
      session['author_id'] = author.id
      return redirect(urlFor('index'))
    }
    flash('The name or the password is wrong.', 'error')
  }
  return renderTemplate('auth/login.html')
})

auth.post('/logout', function logout() {
  session.clear()
  return redirect(urlFor('index'))
})
