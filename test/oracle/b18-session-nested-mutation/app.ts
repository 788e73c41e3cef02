import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'nested'

app.get('/init', function init() {
  session['cart'] = ['apple']
  session['user'] = { name: 'ann', tags: { a: 1 } }
  return 'init'
})

app.get('/append/<item>', function append({ item }) {
  session['cart'].push(item)
  return { cart: session['cart'], modified: session.modified }
})

app.get('/append-modified/<item>', function append_modified({ item }) {
  session['cart'].push(item)
  session.modified = true
  return { cart: session['cart'], modified: session.modified }
})

app.get('/append-assign/<item>', function append_assign({ item }) {
  const cart = session['cart']
  cart.push(item)
  session['cart'] = cart
  return { cart: session['cart'], modified: session.modified }
})

app.get('/rename/<name>', function rename({ name }) {
  session['user'].name = name
  return { user: session['user'], modified: session.modified }
})

app.get('/append-and-other/<item>', function append_and_other({ item }) {
  session['cart'].push(item)
  session['count'] = session['cart'].length
  return { cart: session['cart'] }
})

app.get('/unmark/<item>', function unmark({ item }) {
  session['cart'] = [item]
  session.modified = false
  return { cart: session['cart'] }
})

app.get('/same', function same() {
  // biome-ignore lint/correctness/noSelfAssign: assigning marks the session as modified
  session['cart'] = session['cart']
  return { modified: session.modified }
})

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})
