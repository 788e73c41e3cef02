import { createRequire } from 'node:module'

// The types that sites are made of, so that most never load the whole table.
const common = new Map(
  [
    'text/html html htm',
    'text/css css',
    'text/javascript js mjs',
    'text/plain txt text log conf',
    'text/csv csv',
    'text/markdown md',
    'text/calendar ics',
    'text/vcard vcf',
    'text/x-python py',
    'text/x-sh sh',
    'text/x-csrc c',
    'text/x-chdr h',
    'text/x-c++src cpp cc cxx',
    'text/x-c++hdr hpp hh hxx',
    'text/x-java java',
    'text/x-perl pl pm',
    'text/x-diff diff patch',
    'text/x-tex tex',
    'text/x-bibtex bib',
    'application/json json map',
    'application/xml xml',
    'application/pdf pdf',
    'application/zip zip',
    'application/gzip gzip',
    'application/x-tar tar',
    'application/wasm wasm',
    'application/cbor cbor',
    'application/x-ruby rb',
    'application/manifest+json webmanifest',
    'application/octet-stream bin',
    'image/svg+xml svg',
    'image/png png',
    'image/jpeg jpg jpeg',
    'image/gif gif',
    'image/webp webp',
    'image/avif avif',
    'image/vnd.microsoft.icon ico',
    'font/woff woff',
    'font/woff2 woff2',
    'font/ttf ttf',
    'font/otf otf',
    'audio/mpeg mp3',
    'audio/mp4 m4a',
    'audio/ogg ogg oga opus',
    'audio/x-wav wav',
    'audio/flac flac',
    'video/mp4 mp4 m4v',
    'video/webm webm',
  ].flatMap((line) => {
    const [type, ...extensions] = line.split(' ')
    return extensions.map((extension): [string, string] => [extension, type])
  }),
)

const encodings = new Map([
  ['gz', 'gzip'],
  ['bz2', 'bzip2'],
  ['xz', 'xz'],
  ['br', 'br'],
  ['z', 'compress'],
])

const packed = new Map([
  ['tgz', 'tar.gz'],
  ['taz', 'tar.gz'],
  ['tz', 'tar.gz'],
  ['tbz2', 'tar.bz2'],
  ['txz', 'tar.xz'],
  ['svgz', 'svg.gz'],
])

/**
 * Gives the media type of a file name, and the encoding that its ending names: `page.html.gz` is
 * HTML in gzip. Python's `mimetypes.guess_type`.
 */
export function guessType(filename: string): { mimetype?: string; encoding?: string } {
  const name = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
  let [stem, extension] = split(name)
  const unpacked = packed.get(extension)
  if (unpacked !== undefined) [stem, extension] = split(`${stem}.${unpacked}`)
  const encoding = encodings.get(extension)
  if (encoding !== undefined) extension = split(stem)[1]
  const mimetype = typeOf(extension)
  return {
    ...(mimetype === undefined ? undefined : { mimetype }),
    ...(encoding === undefined ? undefined : { encoding }),
  }
}

// Dots at the start belong to the name.
function split(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || /^\.*$/.test(name.slice(0, dot))) return [name, '']
  return [name.slice(0, dot), name.slice(dot + 1).toLowerCase()]
}

interface Table {
  getType(extension: string): string | null
}

let table: Table | undefined

function typeOf(extension: string): string | undefined {
  if (extension === '') return undefined
  const found = common.get(extension)
  if (found !== undefined) return found
  table ??= loadTable()
  return table.getType(extension) ?? undefined
}

// The table is an ES module, which some versions of Node cannot load at once.
function loadTable(): Table {
  try {
    return (createRequire(import.meta.url)('mime') as { default: Table }).default
  } catch {
    return { getType: () => null }
  }
}
