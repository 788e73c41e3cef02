import { App, makeResponse, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/doc', { methods: ['GET', 'HEAD', 'POST', 'PUT'] }, function doc() {
  const r = makeResponse('document body')
  const { args } = request
  if ('etag' in args) r.setEtag(args['etag'], { weak: 'weak' in args })
  if ('auto' in args) r.addEtag()
  if ('modified' in args) r.lastModified = new Date(Number(args['modified']) * 1000)
  if ('range' in args) return r.makeConditional(request, { acceptRanges: true, completeLength: 13 })
  if ('units' in args)
    return r.makeConditional(request, { acceptRanges: 'items', completeLength: 13 })
  return r.makeConditional(request)
})

app.put('/lock', function lock() {
  const current = '"v3"'
  if (request.ifMatch.size === 0) return makeResponse('precondition required', 428)
  if (!request.ifMatch.containsRaw(current)) return makeResponse('changed', 412)
  return 'saved'
})

app.get('/since', function since() {
  const when = request.ifModifiedSince
  if (when === undefined) return 'no date'
  const seconds = 1_700_000_000 - when.getTime() / 1000
  return {
    seconds,
    old: seconds > 86400,
    weekday: (when.getUTCDay() + 6) % 7,
    text: when.toISOString().slice(0, 10),
  }
})
