import { escapeText } from '../markup.ts'
import type { ErrorReport, Frame, Section } from './report.ts'

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --hot: #c92a2a }
@media (prefers-color-scheme: dark) { :root { --hot: #ff8787 } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
h1 { color: var(--hot); overflow-wrap: anywhere; margin-bottom: 0 }
h2 { margin-top: 2rem }
pre, code, td, th { font: 14px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 0; margin: .5rem 0 }
pre span { display: block; padding: 0 1rem }
pre .here { background: var(--soft); border-left: 4px solid var(--hot); padding-left: calc(1rem - 4px) }
summary { cursor: pointer; padding: .25rem 0 }
summary:focus-visible { outline: 2px solid var(--hot) }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th { text-align: left; width: 18rem; vertical-align: top; font-weight: 600 }
td, th { padding: .15rem .5rem; border-bottom: 1px solid var(--soft); overflow-wrap: anywhere }
.message { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1.15rem }
`

/** Makes the debug page of an error: one file that loads nothing from anywhere. */
export function htmlPage(report: ErrorReport): string {
  const [error] = report.errors
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>500 ${escapeText(error.name)}: ${escapeText(error.message)}</title>
<style>${style}</style>
</head>
<body>
<main>
${report.errors.map(errorPart).join('\n')}
${report.sections.map(sectionPart).join('\n')}
</main>
<footer><p>This page is shown in debug mode, to this machine alone. Everyone else gets a plain 500.</p></footer>
</body>
</html>
`
}

function errorPart(error: ErrorReport['errors'][number], index: number): string {
  const level = index === 0 ? 'h1' : 'h2'
  const title = index === 0 ? error.name : `Caused by ${error.name}`
  const firstOwn = error.frames.findIndex(({ own }) => own)
  const frames = error.frames.map((frame, place) => framePart(frame, place === firstOwn))
  return `<section>
<${level}>${escapeText(title)}</${level}>
<p class="message">${escapeText(error.message)}</p>
${frames.join('\n')}
</section>`
}

function framePart(frame: Frame, first: boolean): string {
  const open = first || (frame.own && frame.source.length > 0) ? ' open' : ''
  const lines = frame.source.map(({ line, text }) => {
    const here = line === frame.line ? ' class="here" aria-current="true"' : ''
    return `<span${here}>${String(line).padStart(5)}  ${escapeText(text)}</span>`
  })
  const source = lines.length === 0 ? '' : `<pre tabindex="0">${lines.join('')}</pre>`
  const place = `${escapeText(frame.name)} <code>${escapeText(frame.file)}:${frame.line}</code>`
  if (source === '') return `<p>${place}</p>`
  return `<details${open}><summary>${place}</summary>${source}</details>`
}

function sectionPart({ title, rows }: Section): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(value)}</td></tr>`,
  )
  return `<details><summary>${escapeText(title)} (${rows.length})</summary><table>${cells.join('')}</table></details>`
}

/** Makes the text of an error for a terminal. */
export function textPage(report: ErrorReport): string {
  const parts = report.errors.map((error, index) => {
    const title = `${index === 0 ? '' : 'Caused by '}${error.name}: ${error.message}`
    const frames = error.frames.map((frame) => {
      const here = frame.own ? frame.source.find(({ line }) => line === frame.line) : undefined
      const code = here === undefined ? '' : `\n        ${here.text.trim()}`
      return `    at ${frame.name} (${frame.file}:${frame.line})${code}`
    })
    return [title, ...frames].join('\n')
  })
  return `${parts.join('\n\n')}\n`
}

/** Makes the JSON of an error for a script. */
export function jsonPage(report: ErrorReport): string {
  const [{ name, message }] = report.errors
  const errors = report.errors.map((error) => ({
    name: error.name,
    message: error.message,
    frames: error.frames.map((frame) => `${frame.name} (${frame.file}:${frame.line})`),
  }))
  return `${JSON.stringify({ type: 'about:blank', title: name, status: 500, detail: message, errors })}\n`
}
