import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeOf } from '../guards.ts'
import { decode } from '../python/codecs.ts'
import type { Environment } from './environment.ts'
import { TemplateNotFound } from './errors.ts'
import type { Variables } from './runtime/context.ts'
import type { Template, UpToDate } from './template.ts'

/** What a loader found: the source, its file, and what tells whether that is still the newest. */
export interface TemplateSource {
  source: string
  filename?: string | null | undefined
  upToDate?: UpToDate | null | undefined
}

/** The same in Jinja's order. */
export type SourceTuple = readonly [
  source: string,
  filename?: string | null | undefined,
  upToDate?: UpToDate | null | undefined,
]

/** What the loaders here give: all three in order and by name. */
export type LoadedSource = readonly [string, string | undefined, UpToDate | undefined] & {
  source: string
  filename: string | undefined
  upToDate: UpToDate | undefined
}

function loaded(source: string, filename?: string, upToDate?: UpToDate): LoadedSource {
  return Object.assign([source, filename, upToDate] as const, { source, filename, upToDate })
}

/** Gives what a loader found by name. */
export function sourceFrom(found: TemplateSource | SourceTuple): TemplateSource {
  if ('source' in found) return found
  const [source, filename, upToDate] = found
  return { source, filename, upToDate }
}

/** Where an environment finds templates by their names. Jinja's `BaseLoader`. */
export abstract class BaseLoader {
  /** Whether `getSource` gives sources. Jinja's `has_source_access`. */
  readonly hasSourceAccess: boolean = true

  /**
   * Gives a template's source, its file, and a function that tells whether that is still the newest,
   * as a list or by name; throws TemplateNotFound when there is none.
   * @param environment The environment that asks.
   * @param name The template's name, with `/` between its parts.
   */
  abstract getSource(environment: Environment | null, name: string): TemplateSource | SourceTuple

  /**
   * Makes a template of what it finds.
   * @param environment The environment that asks.
   * @param name The template's name.
   * @param globals The variables of the template.
   */
  load(environment: Environment, name: string, globals?: Variables): Template {
    const { source, filename, upToDate } = sourceFrom(this.getSource(environment, name))
    const found = { source, name, filename: filename ?? undefined, upToDate: upToDate ?? undefined }
    return environment.templateFrom(found, environment.makeGlobals(globals))
  }

  /** Gives the names of all templates, sorted. */
  listTemplates(): string[] {
    throw new TypeError('This loader cannot list its templates.')
  }
}

function splitName(name: string): string[] {
  const parts = name.split('/')
  const isBad = parts.some(
    (part) => part === '..' || part.includes('\\') || part.includes(sep) || part.includes('\0'),
  )
  if (isBad) throw new TemplateNotFound(name)
  return parts.filter((part) => part !== '' && part !== '.')
}

/** Finds templates in an object. Jinja's `DictLoader`. */
export class DictLoader extends BaseLoader {
  /** The sources by name. */
  readonly mapping: Record<string, string>

  /**
   * Makes the loader; what changes in the object later is seen.
   * @param mapping The sources by name.
   */
  constructor(mapping: Record<string, string>) {
    super()
    this.mapping = mapping
  }

  getSource(_environment: Environment | null, name: string): LoadedSource {
    if (!Object.hasOwn(this.mapping, name)) throw new TemplateNotFound(name)
    const source = this.mapping[name]
    return loaded(source, undefined, () => this.mapping[name] === source)
  }

  override listTemplates(): string[] {
    return Object.keys(this.mapping).sort()
  }
}

/** What a function gives for a template: its source, all of `getSource`, or nothing. */
export type FoundByFunction = string | TemplateSource | SourceTuple | undefined | null

/** Asks a function for templates. Jinja's `FunctionLoader`. */
export class FunctionLoader extends BaseLoader {
  /** The function that is asked. */
  readonly loadFunc: (name: string) => FoundByFunction

  /**
   * Makes the loader.
   * @param loadFunc Gives the source, or undefined when there is no such template.
   */
  constructor(loadFunc: (name: string) => FoundByFunction) {
    super()
    this.loadFunc = loadFunc
  }

  getSource(_environment: Environment | null, name: string): LoadedSource {
    const found = this.loadFunc(name)
    if (found === undefined || found === null) throw new TemplateNotFound(name)
    if (typeof found === 'string') return loaded(found)
    const { source, filename, upToDate } = sourceFrom(found)
    return loaded(source, filename ?? undefined, upToDate ?? undefined)
  }
}

/** A folder, as a path or a URL. */
export type Folder = string | URL

/** Finds templates in folders. Jinja's `FileSystemLoader`. */
export class FileSystemLoader extends BaseLoader {
  /** The folders, in the order they are searched. */
  readonly searchpath: Folder[]
  readonly encoding: string
  /** Whether `listTemplates` goes into folders that are links. */
  readonly followlinks: boolean

  /**
   * Makes the loader.
   * @param searchpath A folder, or several.
   * @param encoding The encoding of the files, UTF-8 by default; or by name: `encoding`,
   *   `followlinks`.
   * @param followlinks Whether `listTemplates` goes into folders that are links.
   */
  constructor(
    searchpath: Folder | readonly Folder[],
    encoding?: string | { encoding?: string; followlinks?: boolean },
    followlinks = false,
  ) {
    super()
    const isOne = typeof searchpath === 'string' || searchpath instanceof URL
    const named = typeof encoding === 'object' ? encoding : { encoding, followlinks }
    this.searchpath = isOne ? [searchpath] : [...searchpath]
    this.encoding = named.encoding ?? 'utf-8'
    this.followlinks = named.followlinks ?? false
  }

  getSource(_environment: Environment | null, name: string): LoadedSource {
    const parts = splitName(name)
    const folders = this.searchpath.map(pathOf)
    for (const folder of folders) {
      const found = readTemplate(resolve(folder, ...parts), this.encoding)
      if (found !== undefined) return found
    }
    const places = folders.map((folder) => `"${folder}"`).join(', ')
    throw new TemplateNotFound(name, `There is no template "${name}" in ${places}.`)
  }

  override listTemplates(): string[] {
    const found = new Set<string>()
    for (const folder of this.searchpath) {
      for (const name of filesBelow(pathOf(folder), '', this.followlinks)) found.add(name)
    }
    return [...found].sort()
  }
}

function pathOf(folder: Folder): string {
  return folder instanceof URL ? fileURLToPath(folder) : folder
}

function readTemplate(filename: string, encoding: string): LoadedSource | undefined {
  try {
    const { mtimeMs, size } = statSync(filename)
    const source = decode(readFileSync(filename), encoding)
    return loaded(source, filename, () => isSame(filename, mtimeMs, size))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

function isSame(filename: string, mtimeMs: number, size: number): boolean {
  const now = statSync(filename, { throwIfNoEntry: false })
  return now !== undefined && now.mtimeMs === mtimeMs && now.size === size
}

function filesBelow(folder: string, prefix: string, follows: boolean): string[] {
  let entries: import('node:fs').Dirent[]
  try {
    entries = readdirSync(join(folder, prefix), { withFileTypes: true })
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(folder, name, follows)
    const target = entry.isSymbolicLink()
      ? statSync(join(folder, name), { throwIfNoEntry: false })
      : undefined
    if (target?.isDirectory() !== true) return [name]
    return follows ? filesBelow(folder, name, follows) : []
  })
}

/** Asks the loader that the first part of a name stands for. Jinja's `PrefixLoader`. */
export class PrefixLoader extends BaseLoader {
  /** The loaders by prefix. */
  readonly mapping: Record<string, BaseLoader>
  /** What ends the prefix. */
  readonly delimiter: string

  /**
   * Makes the loader.
   * @param mapping The loaders by prefix.
   * @param delimiter What ends the prefix, as such or by name; `/` by default.
   */
  constructor(
    mapping: Record<string, BaseLoader>,
    delimiter: string | { delimiter?: string } = '/',
  ) {
    super()
    this.mapping = mapping
    this.delimiter = typeof delimiter === 'string' ? delimiter : (delimiter.delimiter ?? '/')
  }

  getSource(environment: Environment | null, name: string): TemplateSource | SourceTuple {
    const at = name.indexOf(this.delimiter)
    const prefix = name.slice(0, Math.max(0, at))
    if (at < 0 || !Object.hasOwn(this.mapping, prefix)) throw new TemplateNotFound(name)
    try {
      return this.mapping[prefix].getSource(environment, name.slice(at + this.delimiter.length))
    } catch (error) {
      throw error instanceof TemplateNotFound ? new TemplateNotFound(name) : error
    }
  }

  override listTemplates(): string[] {
    return Object.entries(this.mapping).flatMap(([prefix, loader]) =>
      loader.listTemplates().map((name) => prefix + this.delimiter + name),
    )
  }
}

/** Asks several loaders in turn. Jinja's `ChoiceLoader`. */
export class ChoiceLoader extends BaseLoader {
  /** The loaders in order. */
  readonly loaders: BaseLoader[]

  /**
   * Makes the loader.
   * @param loaders The loaders in order.
   */
  constructor(loaders: readonly BaseLoader[]) {
    super()
    this.loaders = [...loaders]
  }

  getSource(environment: Environment | null, name: string): TemplateSource | SourceTuple {
    for (const loader of this.loaders) {
      try {
        return loader.getSource(environment, name)
      } catch (error) {
        if (!(error instanceof TemplateNotFound)) throw error
      }
    }
    throw new TemplateNotFound(name)
  }

  override listTemplates(): string[] {
    return [...new Set(this.loaders.flatMap((loader) => loader.listTemplates()))].sort()
  }
}
