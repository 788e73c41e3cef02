import { readFileSync } from 'node:fs'
import { DIFFERENCES } from '../../src/config/defaults.ts'

/** The pages with a table that is made from the source, and what makes it. */
export const pagesWithTables: Readonly<Record<string, (page: string) => string>> = {
  'differences.md': withDifferences,
  'configuration.md': withKeys,
}

function withDifferences(page: string): string {
  const rows = Object.entries(DIFFERENCES).map(
    ([key, { ours, flask, meaning }]) =>
      `| \`${key}\` | \`${shown(ours)}\` | \`${shown(flask)}\` | ${meaning} |`,
  )
  const head = ['| key | here | as in Flask | what it means |', '|---|---|---|---|']
  return withTable(page, 'defaults.ts', [...head, ...rows.sort()])
}

function withKeys(page: string): string {
  const rows = [...keyMeanings()].map(([key, meaning]) => `| \`${key}\` | ${meaning} |`)
  return withTable(page, 'keys.ts', ['| key | meaning and default |', '|---|---|', ...rows.sort()])
}

/** Gives what src/config/keys.ts says of each key of the configuration; '' where it says nothing. */
export function keyMeanings(): Map<string, string> {
  const text = readFileSync(new URL('../../src/config/keys.ts', import.meta.url), 'utf8')
  const keys = text.matchAll(/(?:\/\*\* (.*) \*\/\n)?^ {2}([A-Z_]+): /gm)
  return new Map([...keys].map(([, meaning = '', key]) => [key, meaning]))
}

function withTable(page: string, source: string, lines: readonly string[]): string {
  const begin = `<!-- made from src/config/${source} by: npm run docs -->`
  const start = page.indexOf(begin)
  const stop = page.indexOf('<!-- end -->')
  return `${page.slice(0, start)}${begin}\n\n${lines.join('\n')}\n\n${page.slice(stop)}`
}

function shown(value: unknown): string {
  return typeof value === 'number'
    ? value.toLocaleString('en').replaceAll(',', '_')
    : JSON.stringify(value)
}
