/** A row of a table of names: theirs of one kind, and what is here in place of them. */
export interface Row {
  kind: string
  theirs: string[]
  /** The names of ours, as written. */
  ours: string[]
}

const heading = '## Names that the rule does not make'

/** Gives the rows of the tables of names. An empty first cell means the kind of the row before. */
export function rowsOf(page: string): Row[] {
  const [, section = ''] = page.split(heading)
  const rows: Row[] = []
  let kinds: string[] = []
  for (const line of section.split('\n## ')[0].split('\n')) {
    const cells = line.split('|').slice(1, -1)
    if (cells.length !== 3 || !cells[1].includes('`')) continue
    if (cells[0].includes('`')) kinds = codesIn(cells[0])
    const theirs = codesIn(cells[1]).flatMap((code) => code.split(' '))
    for (const kind of kinds) rows.push({ kind, theirs, ours: codesIn(cells[2]) })
  }
  return rows
}

/** Gives what a page shows of ours: the last column of its tables, and its TypeScript. */
export function oursIn(page: string): string {
  const cells = page.split('\n').flatMap((line) => line.split('|').slice(2, -1).slice(-1))
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  return [...cells, ...blocks].join('\n')
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code)
}
