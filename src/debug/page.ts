import { escapeText } from '../markup.ts'
import type { Frame } from './frames.ts'
import { placeOf } from './frames.ts'
import { highlighted } from './highlight.ts'
import type { ErrorPart, ErrorReport } from './report.ts'
import type { Rows, Section, Table } from './request-report.ts'
import { style } from './style.ts'
import { groups, groupTitle, location, repeated } from './text.ts'

const MAX_TITLE = 120
const MAX_OPEN = 6

/** Makes the debug page of an error: one file that loads nothing from anywhere. */
export function htmlPage(report: ErrorReport): string {
  const [error, ...causes] = report.errors
  const opened = new Set<string>()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(shortened(`500 ${error.name}: ${error.message}`))}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="asked"><b>500</b> Internal Server Error on <b>${escapeText(report.method)}</b> <code>${escapeText(report.target)}</code></p>
<h1>${escapeText(error.name)}</h1>
${messagePart(error)}
${navigation(report)}
</header>
<main>
${callsPart(error, opened)}
${causes.map((cause, index) => causePart(cause, index, opened)).join('\n')}
${report.unshown > 0 ? `<p>${report.unshown} more causes are not shown.</p>` : ''}
${report.sections.map(sectionPart).join('\n')}
</main>
<footer><p>This page is shown in debug mode, to this machine alone. Everyone else gets a plain 500.</p></footer>
</body>
</html>
`
}

function shortened(text: string): string {
  return text.length > MAX_TITLE ? `${text.slice(0, MAX_TITLE)}…` : text
}

function navigation({ errors, sections }: ErrorReport): string {
  const targets = [
    ...(errors[0].frames.length > 0 ? [['calls', 'Calls']] : []),
    ...errors.slice(1).map(({ name }, index) => [`cause-${index + 1}`, `Cause: ${name}`]),
    ...sections.map(({ title }) => [title.toLowerCase(), title]),
  ]
  const links = targets.map(([id, title]) => `<li><a href="#${id}">${escapeText(title)}</a></li>`)
  return `<nav aria-label="On this page"><ul>${links.join('')}</ul></nav>`
}

function messagePart({ message, hint, details }: ErrorPart): string {
  // A message that is long is scrolled, which the keyboard has to be able to.
  const scrolls = message.length > MAX_TITLE * 10 || message.split('\n').length > 15
  const focus = scrolls ? ' tabindex="0" role="group" aria-label="Message"' : ''
  return [
    message === '' ? '' : `<div class="message"${focus}>${escapeText(message)}</div>`,
    hint === undefined ? '' : `<p class="hint">${escapeText(hint)}</p>`,
    details.length === 0
      ? ''
      : tablePart({ title: 'Noted on the error', rows: details, open: true }),
  ].join('\n')
}

function callsPart(error: ErrorPart, opened: Set<string>): string {
  if (error.frames.length === 0) return ''
  return `<section id="calls" aria-labelledby="calls-title">
<h2 id="calls-title">Calls, the last first</h2>
${frameList(error.frames, opened)}
</section>`
}

function causePart(error: ErrorPart, index: number, opened: Set<string>): string {
  const id = `cause-${index + 1}`
  const place = error.place === undefined ? '' : ` <span class="of">${error.place}</span>`
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">Caused by ${escapeText(error.name)}${place}</h2>
${messagePart(error)}
${frameList(error.frames, opened)}
</section>`
}

function frameList(frames: readonly Frame[], opened: Set<string>): string {
  if (frames.length === 0) return ''
  const alone = frames.every(({ owner }) => owner !== undefined)
  const items = groups(frames).map((group) => {
    if (group[0].owner === undefined) return framePart(group[0], opensNow(group[0], opened))
    const inner = group.map((frame) => `<li>${framePart(frame, false)}</li>`).join('')
    const open = alone ? ' open' : ''
    return `<details class="group"${open}><summary>${escapeText(groupTitle(group))}</summary><ol class="frames">${inner}</ol></details>`
  })
  return `<ol class="frames">${items.map((item) => `<li>${item}</li>`).join('\n')}</ol>`
}

// Source is seen once: the calls of a cause are often those of the error.
function opensNow(frame: Frame, opened: Set<string>): boolean {
  if (opened.size >= MAX_OPEN || opened.has(placeOf(frame))) return false
  opened.add(placeOf(frame))
  return true
}

function framePart(frame: Frame, open: boolean): string {
  const place = escapeText(location(frame))
  const title = `<span class="name">${escapeText(frame.name)}</span><code class="place">${place}</code>${repeated(frame)}`
  if (frame.source.length === 0) return `<p class="plain">${title}</p>`
  const path =
    frame.path === undefined
      ? ''
      : `<p class="path"><code>${escapeText(location(frame))}</code></p>`
  return `<details${open ? ' open' : ''}><summary>${title}</summary>${path}${sourcePart(frame)}</details>`
}

function sourcePart(frame: Frame): string {
  const lines = highlighted(frame.source, frame.name === 'template')
  const rows = frame.source.map(({ line }, index) => {
    const isHere = line === frame.line
    const kind = isHere ? 'row here' : 'row'
    const told = isHere ? '<span class="hidden">This line: </span>' : ''
    return `<span class="${kind}" data-line="${line}">${told}${lines[index]}\n</span>`
  })
  const label = escapeText(`Source of ${frame.file} around line ${frame.line}`)
  return `<pre tabindex="0" role="group" aria-label="${label}"><code>${rows.join('')}</code></pre>`
}

function sectionPart({ title, tables, note }: Section): string {
  const id = title.toLowerCase()
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeText(title)}</h2>
${note === undefined ? '' : `<p>${escapeText(note)}</p>`}
${tables.map(tablePart).join('\n')}
</section>`
}

function tablePart({ title, rows, open }: Table): string {
  const table = `<table>${rowsPart(rows)}</table>`
  if (title === undefined) return `<div class="table bare">${table}</div>`
  const name = `<span class="title">${escapeText(title)}</span> <span class="count">(${rows.length})</span>`
  return `<details class="table"${open ? ' open' : ''}><summary>${name}</summary>${table}</details>`
}

function rowsPart(rows: Rows): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(value)}</td></tr>`,
  )
  return cells.join('')
}
