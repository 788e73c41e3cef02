import type { AutoescapeFunction } from './environment-options.ts'

/** Which templates are escaped. */
export interface SelectAutoescapeOptions {
  enabledExtensions?: readonly string[]
  disabledExtensions?: readonly string[]
  defaultForString?: boolean
  default?: boolean
}

/**
 * Gives a function for `autoescape` that goes by the ending of a template's name.
 * Jinja's `select_autoescape`.
 * @param options The endings; "html", "htm" and "xml" are escaped by default, and strings too.
 */
export function selectAutoescape(options: SelectAutoescapeOptions = {}): AutoescapeFunction {
  const endings = (list: readonly string[]) =>
    list.map((text) => `.${text.replace(/^\./, '').toLowerCase()}`)
  const enabled = endings(options.enabledExtensions ?? ['html', 'htm', 'xml'])
  const disabled = endings(options.disabledExtensions ?? [])
  return (name) => {
    if (name === undefined) return options.defaultForString ?? true
    const lower = name.toLowerCase()
    if (enabled.some((ending) => lower.endsWith(ending))) return true
    if (disabled.some((ending) => lower.endsWith(ending))) return false
    return options.default ?? false
  }
}
