import { createHash } from 'node:crypto'
import { App, session } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta, { name: 'oracle' })
flaskDefaults(app)
app.secretKey = 'large'

const hex = (digest: string, text: string) => createHash(digest).update(text).digest('hex')

/** Hexadecimal text that does not compress well, the same every time. */
function noise(length: number): string {
  let out = ''
  for (let n = 0; out.length < length; n += 1) out += hex('sha256', String(n))
  return out.slice(0, length)
}

app.get('/repeat/<int:count>', function repeat({ count }) {
  session['data'] = 'x'.repeat(count)
  return String(count)
})

app.get('/noise/<int:count>', function set_noise({ count }) {
  session['data'] = noise(count)
  return String(count)
})

app.get('/rows/<int:count>', function rows({ count }) {
  session['rows'] = Array.from({ length: count }, (_, i) => ({ id: i, name: `item ${i}` }))
  return String(count)
})

app.get('/check', function check() {
  const data: string = session.get('data', '')
  return { length: data.length, sha1: hex('sha1', data), rows: session.get('rows', []).length }
})

app.get('/clear', function clear() {
  session.clear()
  return 'cleared'
})
