import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = (path) => fileURLToPath(new URL(`${path}.ts`, import.meta.url))

// What the package exports, its command, what runs in a worker or a process of its own, and what is
// loaded at once when it is first needed.
const entries = [
  'index',
  'itsdangerous',
  'security',
  'middleware',
  'sessions/index',
  'jinja/index',
  'testing/index',
  'cli',
  'request/multipart',
  'debug/reloader',
  'debug/supervisor',
  'debug/preload',
  'debug/wait',
]

/** Gives a file of the build and all that it imports. */
function closure(bundle, file, found = new Set()) {
  if (bundle[file] === undefined || found.has(file)) return found
  found.add(file)
  for (const imported of bundle[file].imports) closure(bundle, imported, found)
  return found
}

/** Tells a loader which files of what it loads are those of the framework. */
function share(bundle, name, entry) {
  const isLoader = ({ moduleIds }) => moduleIds?.some((id) => id.endsWith(`/${name}-loader.ts`))
  const loader = Object.values(bundle).find(isLoader)
  const needed = closure(bundle, entry)
  const files = [...closure(bundle, loader.fileName)].filter((file) => needed.has(file))
  const imports = files.map((file, at) => `import * as ${name}${at}$ from "./${file}"\n`).join('')
  const entries = files.map((file, at) => `"./${file}":${name}${at}$`).join(',')
  const place = new RegExp(`\\{\\s*.hipflask:${name}.:\\s*\\{\\}\\s*\\}`)
  const code = loader.code.replace(place, `{${entries}}`)
  if (code === loader.code) throw new Error(`The loader of ${entry} has no place for its files.`)
  loader.code = imports + code
}

const sharedFiles = {
  name: 'shared-files',
  generateBundle(_, bundle) {
    share(bundle, 'jinja', 'jinja/index.js')
    share(bundle, 'multipart', 'request/multipart.js')
  },
}

/** Gives the files of types that a file of types speaks of. */
function typesIn(file) {
  if (!existsSync(file)) return []
  const names = readFileSync(file, 'utf8').matchAll(/(?:from |import\(|import )['"](\.[^'"]+)['"]/g)
  return [...names].map(([, name]) => join(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')))
}

/** Removes the types of what the package does not export, which nobody can import. */
const reachableTypes = {
  name: 'reachable-types',
  writeBundle({ dir: folder }) {
    const found = new Set(entries.map((path) => join(folder, `${path}.d.ts`)))
    for (const file of found) for (const other of typesIn(file)) found.add(other)
    for (const name of readdirSync(folder, { recursive: true })) {
      const path = join(folder, name)
      if (name.endsWith('.d.ts') && !found.has(path)) rmSync(path)
    }
  },
}

// What nearly every module needs: small files that would otherwise be one each.
const isBase =
  /src\/(?:python\/[\w-]+|http\/(?:target|header-list|headers|header-lookup|dates|status|conversion)|chain|clock|duration|errors|guards|options|own-files|own-property|safe-paths)\.ts$/

/** Joins the modules that are loaded together: a process starts twice as fast with 20 files as with 150. */
const config = {
  input: Object.fromEntries(entries.map((path) => [path, source(path)])),
  platform: 'node',
  plugins: [sharedFiles, reachableTypes],
  external: /^[a-z@]/,
  output: {
    dir: fileURLToPath(new URL('../dist', import.meta.url)),
    chunkFileNames: '[name]-[hash].js',
    comments: false,
    codeSplitting: { groups: [{ name: 'base', test: isBase }] },
    // Lines stay as they are: Node shows the one that threw when a program made a mistake in its set-up.
    minify: false,
  },
}

export default config

// The command of rolldown writes a line for each file, and no option stops it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { build } = await import('rolldown')
  await build(config)
}
