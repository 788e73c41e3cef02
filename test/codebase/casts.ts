import { readSources } from './sources.ts'

const sources = readSources().sort((one, other) => other.casts - one.casts)
const total = sources.reduce((sum, { casts }) => sum + casts, 0)
const lines = sources.reduce((sum, source) => sum + source.lines, 0)
for (const { path, casts } of sources.slice(0, 10))
  console.log(`${String(casts).padStart(4)} ${path}`)
console.log(`${total} casts in ${lines} lines of src/`)
