// Runs before `npm start`, which serves the built package: builds it when it is missing or older than
// this folder.
import { execSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('.', import.meta.url))
const built = timeOf(fileURLToPath(new URL('../dist/index.js', import.meta.url)))

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

// A folder is among the names: it changes when a file in it comes or goes.
const isStale = readdirSync(source, { recursive: true }).some(
  (name) => timeOf(join(source, name)) > built,
)
if (isStale) execSync('npm run build', { cwd: join(source, '..'), stdio: 'inherit' })
