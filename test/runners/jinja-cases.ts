import {
  ChainableUndefined,
  DebugUndefined,
  DictLoader,
  Environment,
  type EnvironmentOptions,
  ImmutableSandboxedEnvironment,
  Kwargs,
  Markup,
  SandboxedEnvironment,
  StrictUndefined,
  selectAutoescape,
  str,
  Tuple,
  templateFrames,
} from 'hipflask/jinja'

/** One case of a corpus. */
export interface JinjaCase {
  name: string
  area: string
  templates: Record<string, string>
  entry: string
  context: Record<string, unknown>
  options?: Record<string, unknown>
  expected?: string
  errorType?: string
  errorLine?: number
  errorTemplate?: string | null
}

const renamed: Record<string, keyof EnvironmentOptions> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
  variable_start_string: 'variableStartString',
  variable_end_string: 'variableEndString',
  block_start_string: 'blockStartString',
  block_end_string: 'blockEndString',
  comment_start_string: 'commentStartString',
  comment_end_string: 'commentEndString',
  newline_sequence: 'newlineSequence',
}

const undefinedClasses: Record<string, EnvironmentOptions['undefined']> = {
  strict: StrictUndefined,
  chainable: ChainableUndefined,
  debug: DebugUndefined,
}

function environmentOptions(given: Record<string, unknown>): EnvironmentOptions {
  const options: Record<string, unknown> = { autoescape: given['autoescape'] ?? true }
  for (const [key, value] of Object.entries(given)) {
    if (key in renamed) options[renamed[key]] = value
  }
  if (given['select_autoescape'] === true) {
    options['autoescape'] = selectAutoescape({
      enabledExtensions: ['html', 'htm', 'xml', 'xhtml', 'svg'],
    })
  }
  const undefinedClass = undefinedClasses[String(given['undefined'])]
  if (undefinedClass !== undefined) options['undefined'] = undefinedClass
  if (Array.isArray(given['extensions'])) {
    options['extensions'] = given['extensions'].map((name) => `jinja2.ext.${name}`)
  }
  return options as EnvironmentOptions
}

function environmentClass(sandbox: unknown): typeof Environment {
  if (sandbox === undefined) return Environment
  return sandbox === 'immutable' ? ImmutableSandboxedEnvironment : SandboxedEnvironment
}

/** Makes the environment that a corpus describes. */
export function environmentFor(testCase: JinjaCase): Environment {
  const options = testCase.options ?? {}
  const environment = new (environmentClass(options['sandbox']))({
    ...environmentOptions(options),
    loader: new DictLoader(testCase.templates),
  })
  addGlobals(environment, options)
  Object.assign(environment.filters, {
    shout: (value: unknown, ...args: unknown[]) => shout(value, args),
    bold: (value: unknown) => new Markup('<b>%s</b>').mod(value),
  })
  Object.assign(environment.tests, {
    even_length: (value: { length: number }) => value.length % 2 === 0,
  })
  return environment
}

function shout(value: unknown, args: unknown[]): string {
  const [count = 1] = bind(args, ['n'])
  return str(value).toUpperCase() + '!'.repeat(Number(count))
}

function bind(args: unknown[], names: string[]): unknown[] {
  const last = args.at(-1)
  const values = last instanceof Kwargs ? args.slice(0, -1) : [...args]
  if (last instanceof Kwargs) {
    for (const [name, value] of Object.entries(last)) {
      if (!names.includes(name)) throw new TypeError(`unexpected keyword "${name}"`)
      values[names.indexOf(name)] = value
    }
  }
  return values
}

function addGlobals(environment: Environment, options: Record<string, unknown>): void {
  const extensions = options['extensions']
  Object.assign(environment.globals, {
    url_for: (...args: unknown[]) => urlFor(args),
    get_flashed_messages: (...args: unknown[]) =>
      flashed(bind(args, ['with_categories', 'category_filter'])),
    greet: (...args: unknown[]) => {
      const [name, greeting = 'Hello', punct = '!'] = bind(args, ['name', 'greeting', 'punct'])
      if (name === undefined) throw new TypeError('the argument "name" is missing')
      return `${str(greeting)} ${str(name)}${str(punct)}`
    },
    markup_fn: () => new Markup('<b>fn</b>'),
  })
  if (Array.isArray(extensions) && extensions.includes('i18n')) {
    environment.installNullTranslations({ newstyle: options['newstyle'] === true })
    return
  }
  environment.globals['_'] = (text: string, ...args: unknown[]) => {
    const last = args.at(-1)
    const values = last instanceof Kwargs ? { ...last } : {}
    return text.replace(/%\((\w+)\)s/g, (_, key) => str(values[key]))
  }
}

function urlFor(args: unknown[]): string {
  const last = args.at(-1)
  const values: Record<string, unknown> = last instanceof Kwargs ? { ...last } : {}
  const endpoint = args[0] instanceof Kwargs || args[0] === undefined ? values['endpoint'] : args[0]
  if (args[0] instanceof Kwargs) delete values['endpoint']
  const query = Object.keys(values)
    .sort()
    .map((key) => `${key}=${str(values[key])}`)
    .join('&')
  return `/${str(endpoint).replaceAll('.', '/')}${query === '' ? '' : `?${query}`}`
}

function flashed([withCategories, filter]: unknown[]): unknown[] {
  const all = [
    ['info', 'Saved'],
    ['error', 'Bad <b>'],
  ]
  const wanted = Array.isArray(filter) && filter.length > 0 ? filter : undefined
  const found = all.filter(([category]) => wanted === undefined || wanted.includes(category))
  return withCategories ? found.map((pair) => Tuple.from(pair)) : found.map(([, text]) => text)
}

/** Runs a case; gives what is wrong, or undefined. */
export function runCase(testCase: JinjaCase): string | undefined {
  let result: string
  try {
    result = environmentFor(testCase).getTemplate(testCase.entry).render(testCase.context)
  } catch (error) {
    return judgeError(testCase, error)
  }
  if (testCase.errorType !== undefined)
    return `rendered ${JSON.stringify(result)}, expected ${testCase.errorType}`
  if (result === testCase.expected) return undefined
  return `rendered ${JSON.stringify(result)}, expected ${JSON.stringify(testCase.expected)}`
}

function judgeError(testCase: JinjaCase, error: unknown): string | undefined {
  const { name, message, lineno, templateName } = error as {
    name: string
    message: string
    lineno?: number
    templateName?: string
  }
  if (testCase.errorType === undefined) return `threw ${name}: ${message}`
  const [frame] = templateFrames(error)
  const isSyntax = /^Template(Syntax|Assertion)Error$/.test(name)
  const line = isSyntax ? lineno : (frame?.lineno ?? lineno)
  const kind = (error as Error).constructor.name
  if (kind !== testCase.errorType)
    return `threw ${kind}: ${message}, expected ${testCase.errorType}`
  if (testCase.errorLine !== undefined && line !== testCase.errorLine) {
    return `threw ${kind} in line ${line}, expected line ${testCase.errorLine}`
  }
  const where = isSyntax ? templateName : frame?.templateName
  const wanted = testCase.errorTemplate ?? undefined
  return wanted === undefined || where === wanted
    ? undefined
    : `threw in "${where}", expected "${wanted}"`
}
