import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One file of `src/`, with what the tests of the codebase ask about it. */
export interface Source {
  path: string
  text: string
  lines: number
  imports: { from: string; typeOnly: boolean }[]
  functions: { name: string; line: number; lines: number; parameters: number }[]
  anys: number[]
  casts: number
}

interface Node {
  kind: number
  pos: number
  end: number
  parent: Node
  getStart(file: Node): number
  name?: { getText(file: Node): string }
  parameters?: unknown[]
  body?: Node
  moduleSpecifier?: { text: string }
  importClause?: Clause
  exportClause?: Clause
  isTypeOnly?: boolean
  type?: Node
  getText(file: Node): string
}
interface Clause {
  isTypeOnly?: boolean
  name?: unknown
  elements?: { isTypeOnly: boolean }[]
  namedBindings?: { elements?: { isTypeOnly: boolean }[] }
}
interface Parser {
  createSourceFile(name: string, text: string, target: number, parents: boolean): Node
  forEachChild(node: Node, visit: (child: Node) => void): void
  SyntaxKind: Record<string, number>
}

// TypeScript 7 has no parser for JavaScript callers yet; attw brings the one of TypeScript 5.
const parser: Parser = createRequire(
  join(root, 'node_modules/@arethetypeswrong/core/package.json'),
)('typescript')
const kinds = parser.SyntaxKind

/** Gives all files below a folder that end with one of the given endings, by their path from the root. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort()
}

/** Reads and parses every file of `src/`. */
export function readSources(): Source[] {
  return filesBelow('src', /\.ts$/).map(readSource)
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const file = parser.createSourceFile(path, text, 99, true)
  const source: Source = {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: [],
    functions: [],
    anys: [],
    casts: 0,
  }
  const visit = (node: Node): void => {
    note(source, node, file)
    parser.forEachChild(node, visit)
  }
  visit(file)
  return source
}

function note(source: Source, node: Node, file: Node): void {
  const line = (position: number) => source.text.slice(0, position).split('\n').length
  if (node.moduleSpecifier !== undefined) noteImport(source, node)
  if (node.kind === kinds.AnyKeyword) source.anys.push(line(node.getStart(file)))
  if (node.kind === kinds.AsExpression && node.type?.getText(file) !== 'const') source.casts++
  if (node.parameters !== undefined && node.body !== undefined) {
    const start = line(node.getStart(file))
    source.functions.push({
      name: node.name?.getText(file) ?? node.parent.name?.getText(file) ?? 'function',
      line: start,
      lines: line(node.end) - start + 1,
      parameters: node.parameters.length,
    })
  }
}

function noteImport(source: Source, node: Node): void {
  const specifier = node.moduleSpecifier?.text ?? ''
  if (!specifier.startsWith('.')) return
  const clause = node.importClause ?? node.exportClause
  const names = clause?.namedBindings?.elements ?? clause?.elements
  const allTypes =
    names !== undefined &&
    names.length > 0 &&
    !clause?.name &&
    names.every((name) => name.isTypeOnly)
  source.imports.push({
    from: posix.join(posix.dirname(source.path), specifier),
    typeOnly: node.isTypeOnly === true || clause?.isTypeOnly === true || allTypes,
  })
}
