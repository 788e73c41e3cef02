import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { hintForText } from '../errors.ts'
import { ownFolder } from '../own-files.ts'

/** Says what to do about an error that ends the program, before Node shows the error. */
export function adviseAtEnd(): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const advice = error instanceof Error ? adviceFor(error) : undefined
    if (advice !== undefined) process.stderr.write(`${advice}\n`)
  })
}

function adviceFor(error: Error): string | undefined {
  const hint = hintForText(error.message)
  if (hint !== undefined) return hint
  // Node shows the line of this package that threw, and not the one of the program that was wrong.
  const [first, ...others] = callsOf(error.stack ?? '')
  if (first === undefined || !isOwn(first)) return undefined
  const call = others.find((some) => !isOwn(some) && !some.includes('/node_modules/'))
  return call === undefined ? undefined : `${shown(call)}: ${error.message}`
}

/** Gives the file, line and column of each call of a stack, without those of Node. */
function callsOf(stack: string): string[] {
  const places = stack.matchAll(/^\s+at (?:.* \()?((?:file:\/\/|\/|[A-Z]:\\)[^()]+:\d+:\d+)\)?$/gm)
  return [...places].map(([, place]) => place)
}

const ownUrl = pathToFileURL(ownFolder).href

function isOwn(call: string): boolean {
  return call.startsWith(ownUrl) || call.startsWith(ownFolder)
}

function shown(call: string): string {
  if (!call.startsWith('file:')) return relative(process.cwd(), call)
  const [, url, place] = /^(.*?)((?::\d+)+)$/.exec(call) ?? []
  return `${relative(process.cwd(), fileURLToPath(url))}${place}`
}
