import { App, HTTPException, type Response, request } from 'hipflask'

/** What is compared of an answer. */
export interface Answer {
  status: number
  body: string
  headers: [string, string][]
}

const app = new App(import.meta, { staticFolder: null })

/** Gives what would be sent for a request, as the recorded answers are written. */
export function answerOf(
  now: number,
  method: string,
  headers: Record<string, string>,
  make: (current: typeof request) => Response,
): Answer {
  app.now = () => now
  return app.testRequestContext('/', { method, headers }, () => {
    const response = attempted(() => make(request))
    const flat = response.transportHeaders()
    const pairs: [string, string][] = []
    for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at], flat[at + 1]])
    response.directPassthrough = false
    const bodiless = method === 'HEAD' || response.statusCode === 304
    const body = bodiless ? '' : response.getData({ asText: true })
    return { status: response.statusCode, body, headers: pairs }
  })
}

function attempted(make: () => Response): Response {
  try {
    return make()
  } catch (error) {
    if (error instanceof HTTPException) return error.getResponse()
    throw error
  }
}

/** Gives headers sorted, in lower case, without those that are not compared. */
export function comparable(headers: [string, string][], without: string[] = []): string[] {
  return headers
    .filter(([name]) => !without.includes(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort()
}
