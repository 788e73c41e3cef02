import { App, makeResponse, Response, request, sendFile } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.get('/memory', () =>
  sendFile(Buffer.from('0123456789'), {
    mimetype: 'text/plain',
    etag: 'm1',
    lastModified: 1600000000,
  }),
)
app.get('/memory-no-etag', () => sendFile(Buffer.from('0123456789'), { downloadName: 'n.txt' }))
app.get('/memory-empty', () => sendFile(Buffer.from(''), { mimetype: 'text/plain' }))
app.get('/file', () =>
  sendFile('static/letters.txt', { asAttachment: true, downloadName: 'l.txt', maxAge: 5 }),
)
app.get('/unconditional', () => sendFile('static/letters.txt', { conditional: false }))
app.route('/text', { methods: ['GET', 'HEAD', 'POST'] }, function text() {
  const response = makeResponse('hello world')
  response.setEtag('t')
  return response.makeConditional(request, { acceptRanges: true, completeLength: 11 })
})
app.get('/text-no-length', () =>
  makeResponse('hello world').makeConditional(request, { acceptRanges: true }),
)
app.get('/items', () =>
  makeResponse('0123456789').makeConditional(request, {
    acceptRanges: 'items',
    completeLength: 10,
  }),
)
app.get('/none', () => {
  const response = makeResponse('0123456789')
  response.acceptRanges = 'none'
  return response
})
app.get('/generator', () => {
  const parts = (function* () {
    for (const c of 'abcdef') yield c.repeat(3)
  })()
  const response = new Response(parts, { mimetype: 'text/plain' })
  return response.makeConditional(request, { acceptRanges: true, completeLength: 18 })
})
app.get('/list', () => {
  const response = new Response([Buffer.from('abc'), 'def', Buffer.from('ghi')], {
    mimetype: 'text/plain',
  })
  return response.makeConditional(request, { acceptRanges: 'bytes', completeLength: 9 })
})
app.get('/asked', () => {
  const r = request.range
  if (!r) return { range: null }
  return {
    units: r.units,
    ranges: r.ranges.map(([a, b]) => [a, b ?? null]),
    header: r.toHeader(),
    ten: r.rangeForLength(10) ?? null,
    content: r.makeContentRange(10)?.toString() ?? null,
    text: r.toContentRangeHeader(10) ?? null,
  }
})
app.errorHandler(416, (error) => makeResponse(`416 of ${error.length} ${error.units}`, 416))
app.afterRequest((response) => {
  response.headers.set('X-Status', response.status)
  return response
})
