import { posix } from 'node:path'

const windowsDevices = /^(?:aux|con|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³]|nul|prn)$/i

function isWindowsDevice(name: string): boolean {
  return process.platform === 'win32' && windowsDevices.test(name.split('.')[0].trim())
}

/**
 * Gives a file name that is safe to store: ASCII letters, digits, `_`, `.` and `-`, without
 * folders. It may be empty. Werkzeug's `secure_filename`.
 *
 * @param filename The name that the client sent.
 */
export function secureFilename(filename: string): string {
  const ascii = filename.normalize('NFKD').replace(/[^\x00-\x7f]/g, '')
  const separators = process.platform === 'win32' ? /[/\\]/g : /\//g
  const words = ascii
    .replace(separators, ' ')
    .split(/[\s\x1c-\x1f]+/)
    .filter((word) => word !== '')
  const name = withoutEdges(words.join('_').replace(/[^A-Za-z0-9_.-]/g, ''))
  return name !== '' && isWindowsDevice(name) ? `_${name}` : name
}

// No pattern for the end: one would take time by the square of a long run of dots.
function withoutEdges(name: string): string {
  const isEdge = (place: number): boolean => name[place] === '.' || name[place] === '_'
  let start = 0
  let end = name.length
  while (start < end && isEdge(start)) start++
  while (end > start && isEdge(end - 1)) end--
  return name.slice(start, end)
}

/**
 * Gives the path of an untrusted part under a folder, or undefined when it would leave it.
 * Werkzeug's `safe_join`.
 *
 * @param directory The trusted folder.
 * @param untrusted Parts of a URL, with `/` as separator.
 */
export function safeJoin(directory: string, ...untrusted: string[]): string | undefined {
  let joined = directory === '' ? '.' : directory
  for (const part of untrusted) {
    if (part === '') continue
    // Said at once: to normalise thousands of them takes long.
    if (part.startsWith('../')) return undefined
    // Node keeps a slash at the end where Python drops it.
    const path = posix.normalize(part).replace(/(?<=.)\/$/, '')
    if (path.startsWith('/') || path === '..' || path.startsWith('../')) return undefined
    if (path.includes('\0') || isForeign(path)) return undefined
    joined = joined.endsWith('/') ? joined + path : `${joined}/${path}`
  }
  return joined
}

function isForeign(path: string): boolean {
  if (process.platform !== 'win32') return false
  return path.includes('\\') || /^[a-z]:/i.test(path) || path.split('/').some(isWindowsDevice)
}
