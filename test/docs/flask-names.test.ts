import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as hipflask from 'hipflask'
import * as middleware from 'hipflask/middleware'
import * as security from 'hipflask/security'
import * as testing from 'hipflask/testing'
import { oursIn, type Row, rowsOf } from './flask-names-page.ts'

// The names are recorded from Flask 3.1 and Werkzeug 3.1: what `dir()` gives, without underscores.
const recorded = JSON.parse(
  readFileSync(new URL('flask-names.json', import.meta.url), 'utf8'),
) as Record<string, string[]>
const page = readFileSync(new URL('../../docs/coming-from-flask.md', import.meta.url), 'utf8')
const rows = rowsOf(page)

const app = new hipflask.App(import.meta)
const client = app.testClient()
const response = await client.get('/')
const { request } = response
const context = app.testRequestContext('/')
const blueprint = new hipflask.Blueprint('shop')
const state = blueprint.makeSetupState(app, {})
const { sessionInterface } = app
const serializer = new hipflask.TaggedJSONSerializer()
const session = new hipflask.SecureCookieSession()

const modules: object[] = [hipflask, middleware, security, testing, hipflask.json]
/** Where the names of each kind are looked for: instances, classes, the names of options. */
const places: Record<string, object[]> = {
  Flask: [app, hipflask.App],
  Blueprint: [blueprint],
  BlueprintSetupState: [state],
  Request: [request, hipflask.Request],
  Response: [new hipflask.Response(), hipflask.Response],
  Config: [app.config],
  View: [hipflask.View, hipflask.View.prototype],
  MethodView: [hipflask.MethodView, hipflask.MethodView.prototype],
  SessionInterface: [hipflask.SessionInterface, hipflask.SessionInterface.prototype],
  SecureCookieSessionInterface: [sessionInterface, hipflask.SecureCookieSessionInterface],
  SessionMixin: [session],
  SecureCookieSession: [session],
  NullSession: [new hipflask.NullSession()],
  AppContext: [context],
  RequestContext: [context],
  JSONProvider: [app.json],
  DefaultJSONProvider: [app.json],
  JSONTag: [serializer.order[0]],
  TaggedJSONSerializer: [serializer, hipflask.TaggedJSONSerializer],
  FlaskClient: [client],
  TestResponse: [response, hipflask.Response],
  FlaskCliRunner: [app.testCliRunner()],
  ...Object.fromEntries(
    [
      hipflask.Headers,
      hipflask.MultiDict,
      hipflask.ImmutableMultiDict,
      hipflask.CombinedMultiDict,
      hipflask.Accept,
      hipflask.MIMEAccept,
      hipflask.LanguageAccept,
      hipflask.CharsetAccept,
      hipflask.RequestCacheControl,
      hipflask.ResponseCacheControl,
      hipflask.HeaderSet,
      hipflask.ETags,
      hipflask.FileStorage,
      hipflask.HTTPException,
    ].map((of) => [of.name, [new (of as new () => object)(), of]]),
  ),
  ContentSecurityPolicy: [new hipflask.ContentSecurityPolicy()],
  Range: [new hipflask.Range('bytes', [[0, 1]])],
  IfRange: [new hipflask.IfRange()],
  ContentRange: [new hipflask.ContentRange('bytes', 0, 1)],
  WWWAuthenticate: [new hipflask.WWWAuthenticate('basic'), hipflask.WWWAuthenticate],
  Authorization: [new hipflask.Authorization('basic'), hipflask.Authorization],
  Map: [app.urlMap, hipflask.UrlMap],
  MapAdapter: [app.urlMap.bind('localhost')],
  Rule: [new hipflask.Rule('/')],
  BuildError: [new hipflask.BuildError('x', {})],
  g: [hipflask.App.appCtxGlobalsClass.prototype],
  'Flask()': [optionsOf((options) => new hipflask.App(import.meta, options))],
  'Blueprint()': [optionsOf((options) => new hipflask.Blueprint('b', import.meta, options))],
  'Map()': [optionsOf((options) => new hipflask.UrlMap(options))],
  'Rule()': [optionsOf((options) => new hipflask.Rule('/', options))],
  'ProxyFix()': [optionsOf((options) => new middleware.ProxyFix(app, options))],
  'client.open()': [],
}
const roots: Record<string, object> = { app, client, context, request, response, session }

/** An object that has the names which a call takes as options. */
function optionsOf(call: (options: object) => unknown): object {
  const has = (_: object, name: string | symbol): boolean => {
    try {
      call({ [name]: undefined })
      return true
    } catch {
      return false
    }
  }
  return new Proxy({}, { has })
}

const splitWords: Record<string, string> = {
  appcontext: 'appContext',
  errorhandler: 'errorHandler',
  getlist: 'getList',
  httponly: 'httpOnly',
  popitem: 'popItem',
  poplist: 'popList',
  samesite: 'sameSite',
  setdefault: 'setDefault',
  setlist: 'setList',
}

/** The rule that makes every name. */
function ruled(name: string): string {
  const [first, ...rest] = name.split('_').map((word) => splitWords[word] ?? word)
  return [first, ...rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))].join('')
}

for (const name of (recorded['client.open()'] ?? []).map(ruled)) {
  const sent = client.open({ [name]: undefined })
  await sent.then(
    () => places['client.open()'].push({ [name]: true }),
    () => undefined,
  )
}

function follows(kind: string, name: string): boolean {
  return (places[kind] ?? modules).some((place) => ruled(name) in place)
}

/** Tells whether a name is there as a page writes it: `app.json`, `entries`, `run(fn)`. */
function isThere(written: string, kind: string): boolean {
  const path = written.replace(/\(.*$/, '').replace(/^new /, '').split('.')
  const starts =
    path.length > 1 && path[0] in roots ? [roots] : [...(places[kind] ?? []), ...modules]
  return starts.some((start) => reaches(start, path)) || reaches({ Object }, path)
}

function reaches(start: object, path: readonly string[]): boolean {
  let place: unknown = start
  for (const [index, name] of path.entries()) {
    if (place === undefined || place === null || !(name in Object(place))) return false
    // Reading the last one may throw, as there is no body here.
    if (index < path.length - 1) place = (place as Record<string, unknown>)[name]
  }
  return true
}

function rowFor(kind: string, name: string): Row | undefined {
  return rows.find((row) => row.kind === kind && row.theirs.includes(name))
}

describe('docs/coming-from-flask.md', () => {
  for (const [kind, names] of Object.entries(recorded)) {
    it(`has every name of ${kind}: by the rule, or in a table`, () => {
      const lost = names.filter((name) => !follows(kind, name) && !rowFor(kind, name))
      assert.deepEqual(lost, [])
    })
  }

  it('lists only names of Flask that do not follow the rule', () => {
    const idle = rows.flatMap(({ kind, theirs }) =>
      theirs
        .filter((name) => !recorded[kind]?.includes(name) || follows(kind, name))
        .map((name) => `${kind} ${name}`),
    )
    assert.deepEqual(idle, [])
  })

  it('names nothing of ours that is not there', () => {
    const wrong = rows.flatMap(({ kind, ours }) =>
      ours.filter((name) => !isThere(name, kind)).map((name) => `${kind} ${name}`),
    )
    assert.deepEqual(wrong, [])
  })

  it('shows members of the app, the request and the client that are there', () => {
    const shown = [...oursIn(page).matchAll(/\b(app|client|request|response)\.([a-z]\w*)/gi)]
    const wrong = shown.filter(([, root, member]) => !(member in roots[root]))
    assert.ok(shown.length > 20)
    assert.deepEqual(
      wrong.map(([whole]) => whole),
      [],
    )
  })
})
