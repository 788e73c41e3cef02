import { existsSync, readFileSync } from 'node:fs'

/** Tells whether an error is about a module that is no program. */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof SyntaxError || (error instanceof Error && error.name === 'TransformError')
}

/** Takes what Node and compilers say of themselves out of a text: nobody has made the mistake there. */
export function withoutLoaders(text: string): string {
  return text
    .replace(/^node:internal.*\n\s+triggerUncaughtException\(\n\s+\^\n+/, '')
    .replace(/\n+Node\.js v[\d.]+\s*$/, '')
    .split('\n')
    .filter(
      (line) =>
        !/^\s+at .*(?:node:|[\\/]node_modules[\\/](?:tsx|esbuild|commander|hipflask)[\\/])/.test(
          line,
        ),
    )
    .join('\n')
}

/**
 * Gives where a module cannot be read and why, as Node shows it; undefined where only Node knows the
 * place.
 */
export function placeAndReason(error: Error): string | undefined {
  const found = /^(.+):(\d+):(\d+): ERROR: (.+)$/m.exec(error.message)
  if (found === null) {
    const stack = withoutLoaders(error.stack ?? '').trimEnd()
    return stack.startsWith(error.name) ? undefined : stack
  }
  const [, named, line, column, reason] = found
  const path = realNameOf(named)
  const source = lineOf(path, Number(line))
  const code = source === undefined ? '' : `\n${source}\n${' '.repeat(Number(column))}^`
  return `${path}:${line}${code}\n\nSyntaxError: ${reason}`
}

// tsx calls each file of TypeScript .ts, whatever its name.
function realNameOf(path: string): string {
  const names = [path, path.replace(/\.ts$/, '.mts'), path.replace(/\.ts$/, '.cts')]
  return names.find(existsSync) ?? path
}

function lineOf(path: string, line: number): string | undefined {
  try {
    return readFileSync(path, 'utf8').split('\n')[line - 1]?.replaceAll('\t', ' ')
  } catch {
    return undefined
  }
}
