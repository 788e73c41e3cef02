import type { App } from '../app.ts'
import { Context, failedContext } from '../context/context.ts'
import type { FileStorage } from '../request/file-storage.ts'
import type { Request } from '../request/request.ts'
import type { NodeIncoming } from '../server/node-incoming.ts'
import type { Secrets } from './secrets.ts'

/** Names and values. */
export type Rows = [name: string, value: string][]

/** Names and values under a title, which is missing where the section says it all. */
export interface Table {
  title?: string
  rows: Rows
  /** Whether it is seen at once. */
  open: boolean
}

/** Tables under a title, or a sentence. */
export interface Section {
  title: string
  tables: Table[]
  note?: string
}

const MAX_BODY = 2000

/** Tells about the request, the session and the configuration. */
export function requestSections(app: App, incoming: NodeIncoming, secrets: Secrets): Section[] {
  const ctx = failedContext(incoming) ?? new Context(app, new app.requestClass(incoming, app))
  return [
    requestSection(ctx.request, secrets),
    sessionSection(ctx, secrets),
    {
      title: 'Configuration',
      tables: [{ rows: settings(app, secrets), open: false, title: 'Settings' }],
    },
  ]
}

function requestSection(request: Request, secrets: Secrets): Section {
  const { method, incoming, endpoint, viewArgs, urlRule } = request
  const rows: Rows = [
    ['Method', method],
    ['URL', secrets.hide(attempt(() => request.url) ?? incoming.target)],
  ]
  if (endpoint !== undefined && urlRule !== undefined)
    rows.push(['Rule', urlRule.rule], ['Endpoint', endpoint])
  if (viewArgs !== undefined && Object.keys(viewArgs).length > 0)
    rows.push(['View arguments', secrets.inspect(viewArgs)])
  rows.push(['Client', incoming.remoteAddr ?? ''])
  const tables: Table[] = [
    { rows, open: true },
    { title: 'Query', rows: pairs(() => request.args, secrets), open: true },
    ...bodyTables(request, secrets),
    { title: 'Cookies', rows: cookieRows(request), open: false },
    { title: 'Headers', rows: headerRows(incoming.rawHeaders, secrets), open: false },
  ]
  return { title: 'Request', tables: tables.filter((table) => table.rows.length > 0) }
}

type Pairs = Iterable<[string, unknown]>

// What cannot be read, such as a malformed form, says why.
function pairs(read: () => unknown, secrets: Secrets): Rows {
  try {
    return [...(read() as Pairs)].map(([key, value]) => [key, secrets.show(key, value)])
  } catch (error) {
    return [['cannot be shown', secrets.hide(String(error))]]
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function bodyTables(request: Request, secrets: Secrets): Table[] {
  if (request.loadedBody === undefined) {
    const rows: Rows = request.incoming.hasBody ? [['', 'It was not read.']] : []
    return [{ title: 'Body', rows, open: true }]
  }
  const files = attempt(() => [...request.files]) ?? []
  return [
    { title: 'Form', rows: pairs(() => request.form, secrets), open: true },
    { title: 'Files', rows: files.map(([key, file]) => [key, describedFile(file)]), open: true },
    { title: 'Body', rows: rawBody(request, secrets), open: true },
  ]
}

function describedFile({ filename, mimetype, size }: FileStorage): string {
  return `${filename ?? 'without a name'}, ${mimetype}, ${size} bytes`
}

function rawBody(request: Request, secrets: Secrets): Rows {
  const json = request.isJson ? attempt(() => request.getJson({ silent: true })) : undefined
  if (json !== undefined) return [['JSON', secrets.inspect(json)]]
  const text = attempt(() => request.getData({ asText: true, parseFormData: true })) ?? ''
  if (text === '') return []
  const shown = text.includes('\0') ? `${Buffer.byteLength(text)} bytes` : text.slice(0, MAX_BODY)
  return [['Text', secrets.hide(shown)]]
}

function cookieRows(request: Request): Rows {
  const cookies = attempt(() => [...request.cookies.keys()]) ?? []
  return cookies.map((name) => [name, '(hidden)'])
}

function headerRows(rawHeaders: readonly string[], secrets: Secrets): Rows {
  const rows: Rows = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    rows.push([name, secrets.show(name, rawHeaders[index + 1])])
  }
  return rows
}

// As the failed request left it, which is not what is saved.
function sessionSection(ctx: Context, secrets: Secrets): Section {
  try {
    const rows = [...(ctx.openedSession ?? ctx.session)].map(([key, value]): [string, string] => [
      key,
      secrets.show(key, value),
    ])
    const note = rows.length === 0 ? 'The session is empty.' : undefined
    return { title: 'Session', tables: rows.length === 0 ? [] : [{ rows, open: true }], note }
  } catch (error) {
    return { title: 'Session', tables: [], note: secrets.hide(`It cannot be shown: ${error}`) }
  }
}

function settings(app: App, secrets: Secrets): Rows {
  return Object.entries(app.config)
    .filter(([key]) => key === key.toUpperCase())
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => [key, secrets.showLiteral(key, value)])
}
