import { DIFFERENCES } from '../../src/config/defaults.ts'

const begin = '<!-- made from src/config/defaults.ts by: npm run docs -->'
const end = '<!-- end -->'

/** Puts the table of the config keys into the page about differences. */
export function withTable(page: string): string {
  const rows = Object.entries(DIFFERENCES)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([key, { ours, flask, meaning }]) =>
        `| \`${key}\` | \`${shown(ours)}\` | \`${shown(flask)}\` | ${meaning} |`,
    )
  const table = ['| key | here | as in Flask | what it means |', '|---|---|---|---|', ...rows].join(
    '\n',
  )
  const start = page.indexOf(begin)
  const stop = page.indexOf(end)
  return `${page.slice(0, start)}${begin}\n\n${table}\n\n${page.slice(stop)}`
}

function shown(value: unknown): string {
  return typeof value === 'number'
    ? value.toLocaleString('en').replaceAll(',', '_')
    : JSON.stringify(value)
}
