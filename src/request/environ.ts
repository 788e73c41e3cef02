import type { RequestAddress } from './address.ts'

const made = new WeakMap<RequestAddress, Record<string, string>>()

/** Gives what a WSGI server would say of a request; the same object each time, for notes of one's own. */
export function environOf(request: RequestAddress): Record<string, string> {
  let environ = made.get(request)
  if (environ === undefined) {
    environ = makeEnviron(request)
    made.set(request, environ)
  }
  return environ
}

function makeEnviron(request: RequestAddress): Record<string, string> {
  const { incoming } = request
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(incoming.serverName) ?? []
  const environ: Record<string, string> = Object.assign(Object.create(null), {
    REQUEST_METHOD: request.method,
    SCRIPT_NAME: request.scriptRoot,
    PATH_INFO: request.path,
    QUERY_STRING: request.queryString,
    REQUEST_URI: incoming.target,
    RAW_URI: incoming.target,
    SERVER_NAME: name,
    SERVER_PORT: port ?? (request.scheme === 'https' ? '443' : '80'),
    SERVER_PROTOCOL: `HTTP/${incoming.raw?.req.httpVersion ?? '1.1'}`,
    'wsgi.url_scheme': request.scheme,
  })
  if (request.remoteAddr !== undefined) environ['REMOTE_ADDR'] = request.remoteAddr
  for (const header of new Set([...request.headers.keys()].map((key) => key.toUpperCase()))) {
    const key = header.replaceAll('-', '_')
    const isPlain = key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH'
    environ[isPlain ? key : `HTTP_${key}`] = request.headers.getList(header).join(',')
  }
  return Object.assign(environ, incoming.environ)
}
