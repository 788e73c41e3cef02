import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import * as errors from '../errors.ts'
import { door, type JinjaDoor } from '../jinja/door.ts'
import * as markup from '../markup.ts'
import { ownFile, shareModules } from '../own-files.ts'
import * as pythonErrors from '../python/errors.ts'
import * as float from '../python/float.ts'
import * as protocol from '../python/protocol.ts'
import * as repr from '../python/repr.ts'
import * as tuple from '../python/tuple.ts'

/** What the engine shares with the framework, by file. */
const shared: Record<string, object> = {
  '../errors.ts': errors,
  '../markup.ts': markup,
  '../python/errors.ts': pythonErrors,
  '../python/float.ts': float,
  '../python/protocol.ts': protocol,
  '../python/repr.ts': repr,
  '../python/tuple.ts': tuple,
}

/** The files of a build that hold these, by path: the build writes them here. */
const built: Record<string, object> = { 'hipflask:jinja': {} }

/**
 * Loads the template engine at its first use, as a template is rendered synchronously and an app
 * without templates never needs it.
 */
export function loadJinja(): JinjaDoor {
  if (door.jinja !== undefined) return door.jinja
  const require = createRequire(import.meta.url)
  const file = fileURLToPath(ownFile('jinja/index'))
  // Where a tool compiles each required file by itself, these would come a second time.
  if (require.extensions['.ts'] !== undefined)
    shareModules(
      require,
      file.endsWith('.ts') ? { ...shared, '../jinja/door.ts': { door } } : built,
    )
  require(file)
  if (door.jinja === undefined) throw new Error('The template engine could not be loaded.')
  return door.jinja
}
