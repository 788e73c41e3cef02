import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Step {
  name: string
  client?: string
  method?: string
  path: string
  host?: string
  headers?: Record<string, string>
  body?: string
  bodyBase64?: string
  json?: unknown
  advanceSeconds?: number
  https?: boolean
}

export interface Expected {
  name: string
  status: number
  headers: [string, string][]
  body?: string
  bodyBase64?: string
  errorPage?: { title: string; h1: string; description?: string }
  redirectPage?: { href: string }
  escaped?: string
}

export interface Scenario {
  name: string
  folder: string
  steps: Step[]
  expected: Expected[]
  hasPort: boolean
}

const OWN_FILES = new Set(['app.py', 'app.ts', 'requests.json', 'expected.json', '__pycache__'])
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

export function loadScenario(folder: string): Scenario {
  return {
    name: basename(folder),
    folder,
    steps: readJson(join(folder, 'requests.json')),
    expected: readJson(join(folder, 'expected.json')),
    hasPort: existsSync(join(folder, 'app.ts')),
  }
}

export const isScenario = (folder: string): boolean =>
  existsSync(join(folder, 'requests.json')) && existsSync(join(folder, 'expected.json'))

/** Gives the scenario folders in a folder (or itself, when it is one) and the names of what is none. */
export function listScenarios(directory: string): { folders: string[]; unknown: string[] } {
  if (isScenario(directory)) return { folders: [directory], unknown: [] }
  const entries = readdirSync(directory, { withFileTypes: true })
  const known = new Set([
    'messages.json',
    'vectors',
    'differences.json',
    'README.md',
    'package.json',
    'node_modules',
  ])
  const names = entries.map((entry) => entry.name).sort()
  const found = names.filter((name) => isScenario(join(directory, name)))
  return {
    folders: found.map((name) => join(directory, name)),
    unknown: names.filter((name) => !found.includes(name) && !known.has(name)),
  }
}

/** Gives the files that the application serves the time that they had when the answers were recorded. */
export function setFileTimes(scenario: Scenario): void {
  const time = scenario.name.startsWith('b') ? 1_600_000_000 : 1_700_000_000
  const visit = (folder: string, top: boolean) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (top && OWN_FILES.has(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path, false)
      else utimesSync(path, time, time)
    }
  }
  visit(scenario.folder, true)
}
