import { readFileSync, writeFileSync } from 'node:fs'
import { pagesWithTables } from './tables.ts'

for (const [name, write] of Object.entries(pagesWithTables)) {
  const page = new URL(`../../docs/${name}`, import.meta.url)
  writeFileSync(page, write(readFileSync(page, 'utf8')))
}
