import type { Frame } from './frames.ts'
import type { ErrorPart, ErrorReport } from './report.ts'

/** Makes the text of an error for a terminal. */
export function textReport(report: ErrorReport): string {
  const parts = report.errors.map((error, index) => {
    const title = `${index === 0 ? '' : 'Caused by '}${error.name}: ${error.message}`
    const details = error.details.map(([name, value]) => `    ${name}: ${value}`)
    const hint = error.hint === undefined ? [] : [`    ${error.hint}`]
    return [title, ...hint, ...details, ...frameLines(error)].join('\n')
  })
  if (report.unshown > 0) parts.push(`${report.unshown} more causes are not shown.`)
  return `${parts.join('\n\n')}\n`
}

function frameLines({ frames }: ErrorPart): string[] {
  return groups(frames).flatMap((group) => {
    if (group[0].owner !== undefined) return [`    … ${groupTitle(group)}`]
    return group.map((frame) => {
      const here = frame.source.find(({ line }) => line === frame.line)
      const code = here === undefined ? '' : `\n        ${here.text.trim()}`
      return `    at ${frame.name} (${location(frame)})${repeated(frame)}${code}`
    })
  })
}

/** Makes the JSON of an error for a script. */
export function jsonReport(report: ErrorReport): string {
  const [{ name, message }] = report.errors
  const errors = report.errors.map((error) => ({
    name: error.name,
    message: error.message,
    ...(error.details.length > 0 && { details: Object.fromEntries(error.details) }),
    frames: error.frames.map((frame) => `${frame.name} (${location(frame)})${repeated(frame)}`),
  }))
  return `${JSON.stringify({ type: 'about:blank', title: name, status: 500, detail: message, errors })}\n`
}

/** Puts frames that stand together and are not the app's own into one group. */
export function groups(frames: readonly Frame[]): Frame[][] {
  const result: Frame[][] = []
  for (const frame of frames) {
    const last = result.at(-1)
    if (frame.owner !== undefined && last?.[0].owner !== undefined) last.push(frame)
    else result.push([frame])
  }
  return result
}

/** Says how many frames there are in a group, and whose they are. */
export function groupTitle(frames: readonly Frame[]): string {
  const count = frames.reduce((sum, { times }) => sum + times, 0)
  const owners = [...new Set(frames.map(({ owner }) => owner))]
  const names =
    owners.length > 1 ? `${owners.slice(0, -1).join(', ')} and ${owners.at(-1)}` : owners[0]
  return `${count} ${count === 1 ? 'frame' : 'frames'} of ${names}`
}

/** Gives the place of a frame as editors and terminals read it. */
export function location({ file, line, column }: Frame): string {
  if (line === 0) return file
  return `${file}:${line}${column === undefined ? '' : `:${column}`}`
}

/** Says that a call was made several times in a row. */
export function repeated({ times }: Frame): string {
  return times > 1 ? ` ${times} times in a row` : ''
}
