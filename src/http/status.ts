import { STATUS_CODES } from 'node:http'

// Werkzeug's names where they differ from Node's.
const names: Record<number, string> = {
  103: 'Early Hints',
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  416: 'Requested Range Not Satisfiable',
  418: "I'm a teapot",
  449: 'Retry With',
}

/** Gives the name of a status: `Not Found`; `Unknown` for a number without a name. */
export function statusText(code: number, unknown = 'Unknown'): string {
  return names[code] ?? STATUS_CODES[code] ?? unknown
}
