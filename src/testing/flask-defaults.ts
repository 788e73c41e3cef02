import type { App } from '../app.ts'
import { DIFFERENCES } from '../config/defaults.ts'

/** Sets every key in which the defaults differ from Flask's to Flask's value, and JSON to Flask's form. */
export function flaskDefaults<A extends App>(app: A): A {
  for (const [key, { flask }] of Object.entries(DIFFERENCES)) app.config.update({ [key]: flask })
  Object.assign(app.json, { sortKeys: true, ensureAscii: true, httpDates: true, spaced: true })
  return app
}
