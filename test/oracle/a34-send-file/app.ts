import { App, makeResponse, type Response, sendFile } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const memory = (text = 'memory file\n') => Buffer.from(text)

const CASES: Record<string, () => Response> = {
  path: () => sendFile('files/report.txt'),
  attachment: () => sendFile('files/report.txt', { asAttachment: true }),
  name: () => sendFile('files/report.txt', { downloadName: 'other.html' }),
  'attachment-name': () =>
    sendFile('files/report.txt', { asAttachment: true, downloadName: 'annual report.txt' }),
  'unicode-name': () =>
    sendFile('files/report.txt', { asAttachment: true, downloadName: 'Prüfung Ñandú – 日本.txt' }),
  'unicode-only-name': () =>
    sendFile('files/report.txt', { asAttachment: true, downloadName: '日本.txt' }),
  'quotes-name': () =>
    sendFile('files/report.txt', { asAttachment: true, downloadName: 'a "b" \\c; d=e.txt' }),
  'percent-name': () =>
    sendFile('files/report.txt', { asAttachment: true, downloadName: "100%é'()*.txt" }),
  mimetype: () => sendFile('files/report.txt', { mimetype: 'application/x-test' }),
  'mimetype-charset': () => sendFile('files/report.txt', { mimetype: 'text/x; charset=latin-1' }),
  json: () => sendFile(memory('{}'), { downloadName: 'a.json' }),
  'javascript-mimetype': () => sendFile(memory('1;'), { mimetype: 'text/javascript' }),
  'xml-suffix-mimetype': () => sendFile(memory('<a/>'), { mimetype: 'image/x+xml' }),
  memory: () => sendFile(memory(), { mimetype: 'text/plain' }),
  'memory-name': () => sendFile(memory(), { downloadName: 'm.txt' }),
  'memory-no-name': () => sendFile(memory()),
  'memory-attachment-no-name': () =>
    sendFile(memory(), { mimetype: 'text/plain', asAttachment: true }),
  'memory-etag': () => sendFile(memory(), { mimetype: 'text/plain', etag: 'v1' }),
  'memory-modified': () => sendFile(memory(), { mimetype: 'text/plain', lastModified: 1600000000 }),
  'modified-date': () =>
    sendFile('files/report.txt', { lastModified: new Date(Date.UTC(2020, 1, 3, 4, 5, 6)) }),
  'no-etag': () => sendFile('files/report.txt', { etag: false }),
  'own-etag': () => sendFile('files/report.txt', { etag: 'own' }),
  'not-conditional': () => sendFile('files/report.txt', { conditional: false }),
  'max-age': () => sendFile('files/report.txt', { maxAge: 60 }),
  'max-age-zero': () => sendFile('files/report.txt', { maxAge: 0 }),
  missing: () => sendFile('files/none.txt'),
  folder: () => sendFile('files'),
  compressed: () => sendFile('files/data.txt.gz'),
  'compressed-attachment': () => sendFile('files/data.txt.gz', { asAttachment: true }),
}

app.get('/send/<case>', function send({ case: name }) {
  return CASES[name]!()
})

app.post('/send/<case>', { endpoint: 'post' }, ({ case: name }) => CASES[name]!())

app.get('/changed', function changed() {
  const response = sendFile('files/report.txt')
  response.headers.set('Cache-Control', 'private')
  response.headers.set('X-Status', String(response.statusCode))
  return makeResponse(response, 203)
})
