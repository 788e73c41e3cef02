import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { Environment } from './environment.ts'
import { TemplateNotFound } from './errors.ts'
import type { UpToDate } from './template.ts'

/** What a loader found: the source, its file, and whether that is still the newest. */
export interface TemplateSource {
  source: string
  filename: string | undefined
  upToDate: UpToDate | undefined
}

/** Where an environment finds templates by their names. Jinja's `BaseLoader`. */
export abstract class BaseLoader {
  /**
   * Gives a template's source; throws TemplateNotFound when there is none.
   * @param environment The environment that asks.
   * @param name The template's name, with `/` between its parts.
   */
  abstract getSource(environment: Environment, name: string): TemplateSource

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

  getSource(_environment: Environment, name: string): TemplateSource {
    if (!Object.hasOwn(this.mapping, name)) throw new TemplateNotFound(name)
    const source = this.mapping[name]
    return { source, filename: undefined, upToDate: () => this.mapping[name] === source }
  }

  override listTemplates(): string[] {
    return Object.keys(this.mapping).sort()
  }
}

/** Asks a function for templates. Jinja's `FunctionLoader`. */
export class FunctionLoader extends BaseLoader {
  private readonly load: (name: string) => string | TemplateSource | undefined | null

  /**
   * Makes the loader.
   * @param load Gives the source, or undefined when there is no such template.
   */
  constructor(load: (name: string) => string | TemplateSource | undefined | null) {
    super()
    this.load = load
  }

  getSource(_environment: Environment, name: string): TemplateSource {
    const found = this.load(name)
    if (found === undefined || found === null) throw new TemplateNotFound(name)
    return typeof found === 'string'
      ? { source: found, filename: undefined, upToDate: undefined }
      : found
  }
}

/** Finds templates in folders. Jinja's `FileSystemLoader`. */
export class FileSystemLoader extends BaseLoader {
  /** The folders, in the order they are searched. */
  readonly searchpath: string[]

  /**
   * Makes the loader.
   * @param searchpath A folder, or several.
   */
  constructor(searchpath: string | readonly string[]) {
    super()
    this.searchpath = typeof searchpath === 'string' ? [searchpath] : [...searchpath]
  }

  getSource(_environment: Environment, name: string): TemplateSource {
    const parts = splitName(name)
    for (const folder of this.searchpath) {
      const found = readTemplate(resolve(folder, ...parts))
      if (found !== undefined) return found
    }
    const folders = this.searchpath.map((folder) => `"${folder}"`).join(', ')
    throw new TemplateNotFound(name, `There is no template "${name}" in ${folders}.`)
  }

  override listTemplates(): string[] {
    const found = new Set<string>()
    for (const folder of this.searchpath) {
      for (const name of filesBelow(folder, '')) found.add(name)
    }
    return [...found].sort()
  }
}

function readTemplate(filename: string): TemplateSource | undefined {
  try {
    const { mtimeMs, size } = statSync(filename)
    const source = readFileSync(filename, 'utf8')
    return { source, filename, upToDate: () => isSame(filename, mtimeMs, size) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}

function isSame(filename: string, mtimeMs: number, size: number): boolean {
  const now = statSync(filename, { throwIfNoEntry: false })
  return now !== undefined && now.mtimeMs === mtimeMs && now.size === size
}

function filesBelow(folder: string, prefix: string): string[] {
  let entries: import('node:fs').Dirent[]
  try {
    entries = readdirSync(join(folder, prefix), { withFileTypes: true })
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    return entry.isDirectory() ? filesBelow(folder, name) : [name]
  })
}

/** Asks the loader that the first part of a name stands for. Jinja's `PrefixLoader`. */
export class PrefixLoader extends BaseLoader {
  private readonly mapping: Record<string, BaseLoader>
  private readonly delimiter: string

  /**
   * Makes the loader.
   * @param mapping The loaders by prefix.
   * @param delimiter What ends the prefix; `/` by default.
   */
  constructor(mapping: Record<string, BaseLoader>, delimiter = '/') {
    super()
    this.mapping = mapping
    this.delimiter = delimiter
  }

  getSource(environment: Environment, name: string): TemplateSource {
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

  getSource(environment: Environment, name: string): TemplateSource {
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
