import type { App } from '../app.ts'
import { DIFFERENCES } from '../config-defaults.ts'

/**
 * Sets every configuration key that differs from Flask's default to Flask's value, and writes JSON
 * as Flask does: sorted keys, ASCII alone, dates as in HTTP.
 *
 * Call it right after `new App`, before the app's own settings. Ported test suites and comparisons
 * with recorded answers of Flask want it; docs/differences.md lists what it turns off.
 *
 * @param app The app.
 */
export function flaskDefaults(app: App): void {
  for (const [key, { flask }] of Object.entries(DIFFERENCES)) app.config.update({ [key]: flask })
  app.json.sortKeys = true
  app.json.ensureAscii = true
  app.json.httpDates = true
}
