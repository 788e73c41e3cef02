import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { ErrorParser } from 'youch-core'
import type { App } from '../app.ts'
import { Context } from '../context/context.ts'
import { ownFolder } from '../own-files.ts'
import type { NodeIncoming } from '../server/node-incoming.ts'

/** One line of source. */
export interface SourceLine {
  line: number
  text: string
}

/** One call on the stack of an error. */
export interface Frame {
  name: string
  file: string
  line: number
  /** Whether it is the app's own code. */
  own: boolean
  source: SourceLine[]
}

/** Names and values under a title. */
export interface Section {
  title: string
  rows: [name: string, value: string][]
}

/** Everything that is told about an error. */
export interface ErrorReport {
  /** The error, then its causes. */
  errors: { name: string; message: string; frames: Frame[] }[]
  sections: Section[]
}

/** What the template engine notes on its errors. */
interface TemplatePlace {
  lineno: number
  source: string
  filename: string
  templateName: string
}

const MAX_CAUSES = 10
const AROUND = 6
const HIDDEN = '(hidden)'
const secretName =
  /secret|passw|token|api.?key|private|credential|authorization|cookie|csrf|dsn|database.*ur[il]|salt/i

/** Tells everything about an error: its causes, the source around each call, the request, the configuration. */
export async function makeReport(
  app: App,
  incoming: NodeIncoming,
  error: unknown,
): Promise<ErrorReport> {
  const hide = secretHider(app)
  const errors = await Promise.all(withCauses(error).map(describe))
  for (const described of errors) {
    described.message = hide(described.message)
    for (const { source } of described.frames)
      for (const line of source) line.text = hide(line.text)
  }
  return {
    errors,
    sections: [requestSection(incoming), sessionSection(app, incoming), configSection(app)],
  }
}

/** Gives a function that hides the secrets of the configuration, which the source often has too. */
function secretHider(app: App): (text: string) => string {
  const secrets = Object.entries(app.config)
    .filter(([key]) => secretName.test(key) && !key.startsWith('SESSION_COOKIE_'))
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string' && value.length > 3)
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
}

/** Gives an error and what caused it: its cause, or the errors that it stands for. */
function withCauses(error: unknown): unknown[] {
  const found = [error]
  for (let index = 0; index < found.length; index++) {
    const current = found[index]
    if (!(current instanceof Error)) continue
    const parts: unknown[] = current instanceof AggregateError ? current.errors : []
    const causes = current.cause === undefined ? parts : [current.cause, ...parts]
    found.push(...causes.filter((cause) => !found.includes(cause)))
  }
  return found.slice(0, MAX_CAUSES)
}

async function describe(error: unknown): Promise<ErrorReport['errors'][number]> {
  if (!(error instanceof Error)) {
    return { name: 'A value that is no error was thrown', message: inspect(error), frames: [] }
  }
  const parsed = await new ErrorParser().parse(error).catch(() => undefined)
  const frames = (parsed?.frames ?? []).filter(({ type }) => type !== 'native')
  return {
    name: error.constructor?.name || error.name,
    message: error.message,
    frames: await Promise.all([
      ...templatePlace(error),
      ...frames.map(async ({ functionName, fileName = '', lineNumber = 0, type }) => {
        const isOwn = type === 'app' && !pathOf(fileName).startsWith(ownFolder)
        return {
          name: functionName || '(anonymous)',
          file: shownFile(fileName),
          line: lineNumber,
          own: isOwn,
          source: orTemplateLine(error, lineNumber, await sourceAround(fileName, lineNumber)),
        }
      }),
    ]),
  }
}

// A template that failed while it was rendered stands on the stack; one that cannot be read does not.
function templatePlace(error: Error): Promise<Frame>[] {
  const { lineno, source, filename, templateName } = error as Partial<TemplatePlace>
  if (lineno === undefined || source === undefined || error.stack?.includes('at template ('))
    return []
  const line = { line: lineno, text: source }
  const around = filename === undefined ? Promise.resolve([]) : sourceAround(filename, lineno)
  return [
    around.then((lines) => ({
      name: 'template',
      file: filename === undefined ? (templateName ?? 'made from text') : shownFile(filename),
      line: lineno,
      own: true,
      source: lines.length === 0 ? [line] : lines,
    })),
  ]
}

// A template that was made from text has no file; the engine notes the line that failed.
function orTemplateLine(error: Error, line: number, lines: SourceLine[]): SourceLine[] {
  const { lineno, source, filename } = error as Partial<TemplatePlace>
  if (filename !== undefined || lineno !== line || source === undefined) return lines
  return lines.length === 0 ? [{ line, text: source }] : lines
}

// A module is on the stack by its URL, what was required by its path.
function pathOf(fileName: string): string {
  return fileName.startsWith('file:') ? fileURLToPath(fileName) : fileName
}

function shownFile(fileName: string): string {
  return relative(process.cwd(), pathOf(fileName)) || fileName
}

async function sourceAround(fileName: string, line: number): Promise<SourceLine[]> {
  const text = await readFile(pathOf(fileName), 'utf8').catch(() => undefined)
  if (text === undefined) return []
  const start = Math.max(0, line - 1 - AROUND)
  return text
    .split('\n')
    .slice(start, line + AROUND)
    .map((content, index) => ({ line: start + index + 1, text: content }))
}

function requestSection({ method, target, rawHeaders, remoteAddr }: NodeIncoming): Section {
  const rows: Section['rows'] = [
    ['method', method],
    ['target', target],
    ['client', remoteAddr ?? ''],
  ]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    rows.push([rawHeaders[index], shown(rawHeaders[index], rawHeaders[index + 1])])
  }
  return { title: 'Request', rows }
}

// The session as it came: what the failed request did to it is gone with the request.
function sessionSection(app: App, incoming: NodeIncoming): Section {
  try {
    const ctx = new Context(app, new app.requestClass(incoming, app))
    const rows = [...ctx.session].map(([key, value]): [string, string] => [
      key,
      shown(key, inspect(value)),
    ])
    return { title: 'Session', rows }
  } catch (error) {
    return { title: 'Session', rows: [['cannot be shown', String(error)]] }
  }
}

function configSection(app: App): Section {
  const rows = Object.entries(app.config)
    .filter(([key]) => key === key.toUpperCase())
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]): [string, string] => [key, shownSetting(key, value)])
  return { title: 'Configuration', rows }
}

function shownSetting(key: string, value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number')
    return inspect(value)
  return key.startsWith('SESSION_COOKIE_') ? inspect(value) : shown(key, inspect(value))
}

function shown(name: string, value: string): string {
  return secretName.test(name) ? HIDDEN : value
}
