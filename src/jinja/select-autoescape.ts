import { readArguments } from '../options.ts'

/** Endings of names, with or without their dot. */
type Endings = Iterable<string>

/** Which templates are escaped. */
export interface SelectAutoescapeOptions {
  enabledExtensions?: Endings
  disabledExtensions?: Endings
  defaultForString?: boolean
  default?: boolean
}

const parameters = ['enabledExtensions', 'disabledExtensions', 'defaultForString', 'default']

/**
 * Gives a function for `autoescape` that goes by the ending of a template's name.
 * Jinja's `select_autoescape`.
 * @param args By place or by name: `enabledExtensions`, the endings that are escaped, "html", "htm"
 *   and "xml" by default; `disabledExtensions`; `defaultForString`, true by default; `default`.
 */
export function selectAutoescape(
  ...args: [
    enabledExtensions?: Endings | SelectAutoescapeOptions,
    disabledExtensions?: Endings | SelectAutoescapeOptions,
    defaultForString?: boolean | SelectAutoescapeOptions,
    otherwise?: boolean,
  ]
): (name?: string | null) => boolean {
  const options: SelectAutoescapeOptions = readArguments(parameters, args, 'selectAutoescape()')
  const endings = (list: Endings) =>
    Array.from(list, (text) => `.${text.replace(/^\./, '').toLowerCase()}`)
  const enabled = endings(options.enabledExtensions ?? ['html', 'htm', 'xml'])
  const disabled = endings(options.disabledExtensions ?? [])
  return (name) => {
    if (name === undefined || name === null) return options.defaultForString ?? true
    const lower = name.toLowerCase()
    if (enabled.some((ending) => lower.endsWith(ending))) return true
    if (disabled.some((ending) => lower.endsWith(ending))) return false
    return options.default ?? false
  }
}
