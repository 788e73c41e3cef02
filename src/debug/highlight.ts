import { escapeText } from '../markup.ts'
import type { SourceLine } from './frames.ts'

const keywords =
  'abstract|as|async|await|break|case|catch|class|const|continue|debugger|declare|default|delete|do|else|enum|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|override|private|protected|public|readonly|return|satisfies|set|static|super|switch|this|throw|true|try|type|typeof|undefined|var|void|while|yield'

// No parser: what looks like a comment, a text, a number or a word of the language.
const script = new RegExp(
  [
    String.raw`(?<comment>\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|^[^\S\n]*\*(?:[ \/].*)?$)`,
    String.raw`(?<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\x60(?:\\[\s\S]|[^\x60\\])*(?:\x60|(?![\s\S]))|(?<=[(,=:[!&|?{};]\s*)\/(?![*\/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\/\\\n[])+\/[a-z]*)`,
    String.raw`(?<number>\b\d[\w.]*)`,
    String.raw`(?<![.\w$])(?<word>${keywords})(?![\w$]|\s*:(?!:))`,
  ].join('|'),
  'gm',
)
const template =
  /(?<comment>\{#.*?(?:#\}|$)|<!--.*?(?:-->|$))|(?<text>\{\{.*?(?:\}\}|$))|(?<word>\{%.*?(?:%\}|$))/gs

/** A run of text of one kind. */
interface Run {
  kind: string | undefined
  text: string
}

/**
 * Gives the HTML of each line of source, coloured, with the call marked.
 *
 * @param lines The lines.
 * @param isTemplate Whether they are of a template.
 */
export function highlighted(lines: readonly SourceLine[], isTemplate: boolean): string[] {
  const all = lines.map(({ text }) => text).join('\n')
  const rows: Run[][] = [[]]
  for (const { kind, text } of runs(all, isTemplate ? template : script)) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) rows.push([])
      rows.at(-1)?.push({ kind, text: part })
    }
  }
  return rows.map((row, index) => {
    const { mark } = lines[index]
    return (mark === undefined ? row : marked(row, mark, lines[index].text)).map(html).join('')
  })
}

function runs(text: string, pattern: RegExp): Run[] {
  const result: Run[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0]
    result.push({ kind: undefined, text: text.slice(end, match.index) }, { kind, text: match[0] })
    end = match.index + match[0].length
  }
  return [...result, { kind: undefined, text: text.slice(end) }]
}

/** Cuts the word at a place out of the runs of a line. */
function marked(row: readonly Run[], mark: number, text: string): Run[] {
  const word = /^(?:\.?[\w$#]+|\S)/.exec(text.slice(mark))?.[0] ?? ''
  const end = mark + word.length
  let start = 0
  return row.flatMap(({ kind, text: part }) => {
    const [from, to] = [mark, end].map((place) => Math.min(Math.max(place - start, 0), part.length))
    start += part.length
    const pieces = [part.slice(0, from), part.slice(from, to), part.slice(to)]
    return pieces.map((piece, index) => ({
      kind: index === 1 && piece !== '' ? `${kind ?? ''} call`.trim() : kind,
      text: piece,
    }))
  })
}

function html({ kind, text }: Run): string {
  if (text === '') return ''
  return kind === undefined ? escapeText(text) : `<span class="${kind}">${escapeText(text)}</span>`
}
