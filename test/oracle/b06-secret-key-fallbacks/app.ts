import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'newest key'
const STANDARD = ['oldest key', Buffer.from('old \xff bytes key', 'latin1')]
app.config['SECRET_KEY_FALLBACKS'] = STANDARD

app.get('/read', function read() {
  return { session: Object.fromEntries(session) }
})

app.get('/write', function write() {
  session['written'] = 'by newest'
  return 'ok'
})

app.get('/fallbacks/<what>', function fallbacks({ what }) {
  const choices: Record<string, (string | Uint8Array)[] | null> = {
    none: null,
    empty: [],
    previous: ['previous key'],
    standard: STANDARD,
  }
  app.config['SECRET_KEY_FALLBACKS'] = choices[what]!
  return `fallbacks ${what}`
})

app.get('/rotate/<key>', function rotate({ key }) {
  const older = app.config['SECRET_KEY_FALLBACKS'] ?? []
  app.config['SECRET_KEY_FALLBACKS'] = [...older, app.secretKey!]
  app.secretKey = key
  return 'rotated'
})
