import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { App } from '../app.ts'
import { isUnreadable, placeAndReason, withoutLoaders } from '../debug/unreadable.ts'
import { didYouMean, hintForText, RuntimeError } from '../errors.ts'
import { codeOf } from '../guards.ts'

const endings = ['.ts', '.mts', '.js', '.mjs', '.cjs']
const usualNames = [
  'app',
  'wsgi',
  'server',
  'src/app',
  'src/server',
  'src/index',
  'index',
  'dist/app',
]

/** Where an app is found: a module, and a name in it, with arguments when it is a function. */
export interface AppPlace {
  path: string
  name: string | undefined
  args: unknown[]
}

/**
 * Finds the module of an app.
 *
 * @param text `module`, `module:name` or `module:factory("argument")`; the usual names without it.
 * @throws RuntimeError When there is no such module.
 */
export function findApp(text: string | undefined, folder = process.cwd()): AppPlace {
  if (text === undefined) {
    const path = usualNames
      .map((name) => moduleAt(folder, name))
      .find((found) => found !== undefined)
    if (path !== undefined) return { path, name: undefined, args: [] }
    throw new RuntimeError(
      `No app was found in "${folder}": there is none of ${usualNames.slice(0, 4).join(', ')} (.ts or .js). Say where it is with --app module:name.`,
    )
  }
  const match = /^(.*?)(?:\s*:\s*([\w$]+)\s*(?:\((.*)\))?)?$/s.exec(text.trim())
  const [, module = text, name, args] = match ?? []
  const path = moduleAt(folder, module) ?? moduleAt(folder, module.replaceAll('.', '/'))
  if (path === undefined) {
    throw new RuntimeError(
      `There is no module "${module}" in "${folder}". Give its path: --app path/to/app.ts; behind a colon a name in it, or a call: :createApp("dev").`,
    )
  }
  return { path, name, args: argumentsOf(text, args) }
}

function argumentsOf(text: string, args: string | undefined): unknown[] {
  if (args === undefined || args.trim() === '') return []
  try {
    return JSON.parse(`[${args.replaceAll("'", '"').replace(/,\s*$/, '')}]`)
  } catch (error) {
    throw new RuntimeError(
      `The arguments in "${text}" are not plain values: write texts, numbers, true, false or null.`,
      { cause: error },
    )
  }
}

function moduleAt(folder: string, name: string): string | undefined {
  const path = resolve(folder, name)
  if (endings.some((ending) => name.endsWith(ending))) return existsSync(path) ? path : undefined
  return [
    ...endings.map((ending) => path + ending),
    ...endings.map((ending) => resolve(path, `index${ending}`)),
  ].find(existsSync)
}

/**
 * Loads an app.
 *
 * @throws RuntimeError When the module cannot be loaded, or has no app.
 */
export async function loadApp(place: AppPlace): Promise<App> {
  const module = await importModule(place.path)
  const found =
    place.name === undefined ? discovered(module) : named(module, place.name, place.path)
  const app: unknown =
    typeof found === 'function' && !(found.prototype instanceof App)
      ? await found(...place.args)
      : found
  if (isApp(app)) return app
  throw new RuntimeError(
    `"${place.path}" has no app. Export one: export const app = new App(import.meta); or name it: --app ${place.path}:name.`,
  )
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new RuntimeError(
        `This Node (${process.version}) cannot load TypeScript ("${path}"). Use Node 22.18 or later, or install tsx and run: NODE_OPTIONS="--import tsx" hipflask …`,
        { cause: error },
      )
    }
    if (
      error instanceof SyntaxError &&
      /\.m?ts$/.test(path) &&
      /Invalid or unexpected token|decorator/i.test(error.message)
    ) {
      throw new RuntimeError(
        `"${path}" cannot be loaded: ${error.message}. Node strips types but runs no decorators: use the call form app.route(rule, view), or NODE_OPTIONS="--import tsx".`,
        { cause: error },
      )
    }
    throw isUnreadable(error) ? unreadable(error) : error
  }
}

function unreadable(error: Error): Error {
  const told = placeAndReason(error)
  if (told === undefined) {
    // Node shows the place, and then this.
    error.stack = withoutLoaders(error.stack ?? '')
    return error
  }
  const hint = hintForText(error.message)
  return new RuntimeError(hint === undefined ? told : `${hint}\n${told}`, { cause: error })
}

function named(module: Record<string, unknown>, name: string, path: string): unknown {
  const found = module[name]
  if (found !== undefined) return found
  throw new RuntimeError(`"${path}" exports no "${name}".${didYouMean(name, Object.keys(module))}`)
}

// Flask's order: the usual names, the only app there is, then a factory.
function discovered(module: Record<string, unknown>): unknown {
  for (const name of ['app', 'application', 'default']) if (isApp(module[name])) return module[name]
  const apps = Object.values(module).filter(isApp)
  if (apps.length === 1) return apps[0]
  if (apps.length > 1)
    throw new RuntimeError('The module exports several apps. Name one: --app module:name.')
  return module['createApp'] ?? module['makeApp'] ?? module['default']
}

// A second copy of the package makes apps of another class.
function isApp(value: unknown): value is App {
  return (
    value instanceof App ||
    (typeof value === 'object' && value !== null && 'handleIn' in value && 'urlMap' in value)
  )
}
