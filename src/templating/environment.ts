import type { App } from '../app.ts'
import { requireContext } from '../context/context.ts'
import { request, session } from '../context/globals.ts'
import { getFlashedMessages } from '../flash.ts'
import { buildUrl } from '../helpers.ts'
import type { BaseLoader, TemplateSource } from '../jinja/loaders.ts'
import type { Environment } from '../jinja/public.ts'
import { Tuple } from '../python/tuple.ts'
import { templateGlobals } from './globals.ts'
import { loadJinja } from './jinja-loader.ts'

/** Makes the template environment of an app. */
export function createJinjaEnvironment(app: App): Environment {
  const jinja = loadJinja()
  const options = { ...app.jinjaOptions }
  options.autoescape ??= (name) => app.selectJinjaAutoescape(name)
  options.autoReload ??= app.config.TEMPLATES_AUTO_RELOAD ?? app.debug
  options.loader ??= app.createGlobalJinjaLoader()
  const environment = new (app.jinjaEnvironment ?? jinja.Environment)(options)
  const { urlFor, flashedMessages } = globalFunctions()
  Object.assign(environment.globals, {
    url_for: urlFor,
    urlFor,
    get_flashed_messages: flashedMessages,
    getFlashedMessages: flashedMessages,
    config: app.config,
    request,
    session,
    g: templateGlobals,
  })
  environment.policies['json.dumps_function'] = (value: unknown, given: object) =>
    app.json.dumps(value, given)
  return environment
}

function globalFunctions() {
  const { Kwargs } = loadJinja()
  const split = (args: unknown[]): [unknown[], Record<string, unknown>] => {
    const last = args.at(-1)
    return last instanceof Kwargs ? [args.slice(0, -1), { ...last }] : [args, {}]
  }
  const urlFor = (...args: unknown[]): string => {
    const [[placed, ...more], values] = split(args)
    const { endpoint: named, ...rest } = values
    const endpoint = placed ?? named
    if (typeof endpoint !== 'string' && !isText(endpoint)) {
      throw new TypeError('url_for() needs the name of an endpoint as its first argument.')
    }
    if (more.length > 0)
      throw new TypeError('url_for() takes the values of the URL by name: url_for("post", id=1).')
    return buildUrl(
      requireContext('urlFor'),
      String(endpoint),
      placed === undefined ? rest : values,
    )
  }
  const flashedMessages = (...args: unknown[]): unknown[] => {
    const [placed, named] = split(args)
    const withCategories = placed[0] ?? named['with_categories'] ?? named['withCategories'] ?? false
    const filter = placed[1] ?? named['category_filter'] ?? named['categoryFilter'] ?? []
    const found = getFlashedMessages({
      withCategories: Boolean(withCategories),
      categoryFilter: [...(filter as Iterable<unknown>)].map(String),
    })
    return withCategories ? found.map((pair) => Tuple.from(pair as unknown[])) : found
  }
  return { urlFor, flashedMessages }
}

function isText(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '__html__' in value
}

/** Makes what finds templates in the folders of an app, then of its blueprints. */
export function makeGlobalLoader(app: App): BaseLoader {
  const { BaseLoader: Base, TemplateNotFound } = loadJinja()

  class DispatchingLoader extends Base {
    override getSource(environment: Environment, name: string): TemplateSource {
      const attempts: string[] = []
      let found: TemplateSource | undefined
      for (const [owner, loader] of loaders(app)) {
        const source = attempt(environment, loader, name)
        attempts.push(
          `${owner}: ${source === undefined ? 'no match' : `found "${source.filename ?? name}"`}`,
        )
        found ??= source
        if (found !== undefined && !app.config.EXPLAIN_TEMPLATE_LOADING) break
      }
      if (app.config.EXPLAIN_TEMPLATE_LOADING) explain(app, name, attempts)
      if (found === undefined) throw new TemplateNotFound(name, notFound(app, name))
      return found
    }

    override listTemplates(): string[] {
      const names = new Set<string>()
      for (const [, loader] of loaders(app)) {
        for (const name of loader.listTemplates()) names.add(name)
      }
      return [...names].sort()
    }
  }

  return new DispatchingLoader()
}

function attempt(
  environment: Environment,
  loader: BaseLoader,
  name: string,
): TemplateSource | undefined {
  try {
    return loadJinja().sourceFrom(loader.getSource(environment, name))
  } catch (error) {
    if (error instanceof loadJinja().TemplateNotFound) return undefined
    throw error
  }
}

function loaders(app: App): [string, BaseLoader][] {
  const found: [string, BaseLoader][] = []
  if (app.jinjaLoader !== undefined) found.push([`the app "${app.name}"`, app.jinjaLoader])
  for (const blueprint of Object.values(app.blueprints)) {
    if (blueprint.jinjaLoader !== undefined) {
      found.push([`the blueprint "${blueprint.name}"`, blueprint.jinjaLoader])
    }
  }
  return found
}

function explain(app: App, name: string, attempts: readonly string[]): void {
  app.logger.info(
    [
      `Locating template "${name}":`,
      ...attempts.map((line, index) => `  ${index + 1}. ${line}`),
    ].join('\n'),
  )
}

function notFound(app: App, name: string): string {
  const folders = [app, ...Object.values(app.blueprints)]
    .map((owner) => owner.templatePath)
    .filter((folder) => folder !== undefined)
  const where =
    folders.length === 0
      ? 'neither the app nor a blueprint has a template folder'
      : `looked in ${folders.map((folder) => `"${folder}"`).join(', ')}`
  return `There is no template "${name}": ${where}. Set EXPLAIN_TEMPLATE_LOADING to see each step.`
}
