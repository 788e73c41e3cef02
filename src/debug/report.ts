import type { App } from '../app.ts'
import { notesOn } from '../errors.ts'
import type { NodeIncoming } from '../server/node-incoming.ts'
import { hintFor } from './advice.ts'
import { type Frame, framesOf, type SourceLine } from './frames.ts'
import { type Rows, requestSections, type Section } from './request-report.ts'
import { Secrets } from './secrets.ts'

/** What is told about one error. */
export interface ErrorPart {
  name: string
  message: string
  /** Its place among the errors of the one that stands for several, such as `2 of 3`. */
  place: string | undefined
  /** What to do where the error itself does not say enough. */
  hint: string | undefined
  /** What else was noted on it, such as a code. */
  details: Rows
  frames: Frame[]
}

/** Everything that is told about an error. */
export interface ErrorReport {
  method: string
  target: string
  /** The error, each followed by its causes. */
  errors: ErrorPart[]
  /** How many more causes there are. */
  unshown: number
  sections: Section[]
}

const MAX_CAUSES = 10

/** Tells everything about an error: its causes, the source around each call, the request, the configuration. */
export async function makeReport(
  app: App,
  incoming: NodeIncoming,
  error: unknown,
): Promise<ErrorReport> {
  const secrets = new Secrets(app.config)
  const all = withCauses(error)
  const shown = all.slice(0, MAX_CAUSES)
  return {
    method: incoming.method,
    target: secrets.hide(incoming.target),
    errors: await Promise.all(
      shown.map((found) => describe(found, found.error === error, secrets)),
    ),
    unshown: all.length - shown.length,
    sections: requestSections(app, incoming, secrets),
  }
}

interface Found {
  error: unknown
  place?: string
}

/** Gives an error and what caused it: its cause, and the errors that it stands for. */
function withCauses(error: unknown): Found[] {
  const found = new Map<unknown, Found>()
  const waiting: Found[] = [{ error }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next.error)) continue
    found.set(next.error, next)
    if (!(next.error instanceof Error)) continue
    const { cause } = next.error
    const parts: unknown[] = next.error instanceof AggregateError ? next.error.errors : []
    const places = parts.map((part, index) => ({
      error: part,
      place: `${index + 1} of ${parts.length}`,
    }))
    waiting.unshift(...(cause === undefined ? [] : [{ error: cause }]), ...places)
  }
  return [...found.values()]
}

async function describe(
  { error, place }: Found,
  isFirst: boolean,
  secrets: Secrets,
): Promise<ErrorPart> {
  if (!(error instanceof Error)) {
    const message = typeof error === 'string' ? secrets.hide(error) : secrets.inspect(error)
    const name = isFirst ? 'A value that is no error was thrown' : 'a value that is no error'
    return { name, message, place, hint: undefined, details: [], frames: [] }
  }
  const frames = await framesOf(error)
  for (const { source } of frames) for (const line of source) hideIn(line, secrets)
  return {
    name: nameOf(error),
    message: secrets.hide(String(error.message)),
    place,
    hint: hintFor(error),
    details: detailsOf(error, secrets),
    frames,
  }
}

function hideIn(line: SourceLine, secrets: Secrets): void {
  const text = secrets.hide(line.text)
  if (text === line.text) return
  line.text = text
  line.mark = undefined
}

// The class says most, unless it is one for anything.
function nameOf(error: Error): string {
  const kind = error.constructor?.name
  return !kind || kind === 'Error' || kind === 'DOMException' ? String(error.name) : kind
}

/** Gives what libraries note on their errors: codes, queries and so on. */
function detailsOf(error: Error, secrets: Secrets): Rows {
  return notesOn(error).map(([name, value]) => [name, secrets.show(name, value)])
}
