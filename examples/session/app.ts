import { App, session } from 'hipflask'

const app = new App(import.meta)
app.config.SECRET_KEY = "qweqwr^%%&123?><'][ddd"
app.permanentSessionLifetime = { minutes: 5 }

app.route('/set_session', () => {
  session.name = 'python'
  session['password'] = '123456'
  return 'session'
})

app.route('/keep_session', () => {
  session.permanent = true
  return 'kept for five minutes'
})

app.route('/get_session', () => {
  const name = session['name']
  console.log(session.get('haha'))
  return `name:${name}`
})

app.route('/del_session', () => {
  const result = session.pop('name', null)
  session.clear()
  return `deleted ${result}`
})

export { app }

if (app.isMain) {
  const port = Number(process.env.PORT ?? 5000)
  app.run({ port, debug: true }).then(() => {
    console.log('Open /set_session, then /get_session, /keep_session and /del_session.')
  })
}
