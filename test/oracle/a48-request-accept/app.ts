import { type Accept, App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const pairs = (accept: Accept) => [...accept].map(([value, quality]) => [value, String(quality)])

app.get('/types', function types() {
  const accept = request.acceptMimetypes
  const offered = ['application/json', 'text/html', 'text/plain']
  return {
    values: pairs(accept),
    best: accept.best ?? null,
    'best match': accept.bestMatch(offered) ?? null,
    'best match or default': accept.bestMatch(['image/png'], 'image/none'),
    json: accept.acceptJson,
    html: accept.acceptHtml,
    xhtml: accept.acceptXhtml,
    'has text/plain': accept.has('text/plain'),
    'quality of html': String(accept.quality('text/html')),
  }
})

app.get('/languages', function languages() {
  const accept = request.acceptLanguages
  return {
    values: pairs(accept),
    best: accept.best ?? null,
    'general offers': accept.bestMatch(['en', 'de', 'fr']) ?? null,
    'regional offers': accept.bestMatch(['en-US', 'en-GB', 'de-AT']) ?? null,
    'mixed offers': accept.bestMatch(['de', 'en-GB', 'en']) ?? null,
    'has en': accept.has('en'),
  }
})

app.get('/others', function others() {
  return {
    encodings: pairs(request.acceptEncodings),
    'best encoding': request.acceptEncodings.bestMatch(['br', 'gzip', 'identity']) ?? null,
    charsets: pairs(request.acceptCharsets),
    'best charset': request.acceptCharsets.bestMatch(['utf-8', 'latin-1']) ?? null,
    'has utf8': request.acceptCharsets.has('utf8'),
  }
})
