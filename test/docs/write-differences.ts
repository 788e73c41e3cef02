import { readFileSync, writeFileSync } from 'node:fs'
import { withTable } from './differences-table.ts'

const page = new URL('../../docs/differences.md', import.meta.url)
writeFileSync(page, withTable(readFileSync(page, 'utf8')))
