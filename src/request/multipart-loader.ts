import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import * as errors from '../errors.ts'
import * as headers from '../http/headers.ts'
import * as optionsHeader from '../http/options-header.ts'
import { isSource, ownFile, shareModules } from '../own-files.ts'
import * as fileStorage from './file-storage.ts'
import * as formParser from './form-parser.ts'
import * as spool from './spool.ts'

type Multipart = typeof import('./multipart.ts')

const shared: Record<string, object> = {
  '../errors.ts': errors,
  '../http/headers.ts': headers,
  '../http/options-header.ts': optionsHeader,
  './file-storage.ts': fileStorage,
  './form-parser.ts': formParser,
  './spool.ts': spool,
}

/** The files of a build that hold these, by path: the build writes them here. */
const built: Record<string, object> = { 'hipflask:multipart': {} }

let loaded: Multipart | undefined

/** Loads what reads multipart forms, which an app without uploads never needs. */
export async function loadMultipart(): Promise<Multipart> {
  // Kept, as even a module that is there is looked up anew for each import.
  loaded ??= await import('./multipart.ts')
  return loaded
}

/** The same at once, for a request that a test makes. */
export function loadMultipartNow(): Multipart {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url)
    // Where a tool compiles each required file by itself, these would come a second time.
    if (require.extensions['.ts'] !== undefined) shareModules(require, isSource ? shared : built)
    loaded = require(fileURLToPath(ownFile('request/multipart'))) as Multipart
  }
  return loaded
}
