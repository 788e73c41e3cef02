import { basename } from 'node:path'
import { requireContext } from '../context/context.ts'
import { toSeconds } from '../duration.ts'
import { RuntimeError } from '../errors.ts'
import { withoutEndSlashes } from '../http/target.ts'
import type { BaseLoader } from '../jinja/loaders.ts'
import type { Response } from '../response/response.ts'
import { sendFromDirectory } from '../response/send-file.ts'
import { loadJinja } from '../templating/jinja-loader.ts'
import { openBelow, type ResourceMode, type ResourceOf, type ResourceOptions } from './resources.ts'
import { folderBelow, moduleName, pathOf, type Root } from './root.ts'
import { Scaffold } from './scaffold.ts'

/** What an app and a blueprint take by name for their folders. */
export interface FolderOptions {
  /** Where static files are, below the root. */
  staticFolder?: string | URL | null
  /** The path of static files; the folder's name unless given. */
  staticUrlPath?: string | null
  /** Where templates are, below the root. */
  templateFolder?: string | URL | null
}

/** An app or a blueprint, with its folders of static files and templates. */
export abstract class FolderScaffold<Prefix extends string = '', Extra = {}> extends Scaffold<
  Prefix,
  Extra
> {
  /** The folder that the others are in. */
  abstract rootPath: string
  /** Where templates are, below the root. */
  templateFolder: string | undefined
  #staticFolder: string | undefined
  #jinjaLoader: BaseLoader | undefined
  #staticUrlPath: string | undefined
  /** Where it was said to be. */
  protected readonly root: Root | undefined

  constructor(root: Root | undefined, options: FolderOptions = {}) {
    super()
    this.root = root
    this.templateFolder = pathOf(options.templateFolder)
    this.#staticFolder = pathOf(options.staticFolder)
    this.#staticUrlPath = options.staticUrlPath ?? undefined
  }

  /** The base name of its module. Flask's `import_name`. */
  get importName(): string {
    return moduleName(this.root)
  }

  /** Where templates are, as an absolute path; undefined without any. */
  get templatePath(): string | undefined {
    return this.templateFolder === undefined
      ? undefined
      : folderBelow(this.rootPath, this.templateFolder)
  }

  /** What finds the templates in `templateFolder`. Flask's `jinja_loader`. */
  get jinjaLoader(): BaseLoader | undefined {
    const folder = this.templatePath
    if (this.#jinjaLoader === undefined && folder !== undefined) {
      this.#jinjaLoader = new (loadJinja().FileSystemLoader)(folder)
    }
    return this.#jinjaLoader
  }

  set jinjaLoader(loader: BaseLoader | undefined) {
    this.#jinjaLoader = loader
  }

  /** Where static files are, as an absolute path; undefined without any. Set it before the app serves. */
  get staticFolder(): string | undefined {
    return this.#staticFolder === undefined
      ? undefined
      : folderBelow(this.rootPath, this.#staticFolder)
  }

  set staticFolder(folder: string | URL | null | undefined) {
    this.#staticFolder = pathOf(folder)
  }

  /** The path of static files, without a slash at its end. */
  get staticUrlPath(): string | undefined {
    if (this.#staticUrlPath !== undefined) return withoutEndSlashes(this.#staticUrlPath)
    if (this.#staticFolder === undefined) return undefined
    return `/${basename(this.#staticFolder)}`
  }

  set staticUrlPath(path: string | null | undefined) {
    this.#staticUrlPath = path ?? undefined
  }

  /** Whether there are static files. */
  get hasStaticFolder(): boolean {
    return this.#staticFolder !== undefined
  }

  /**
   * Gives how many seconds a client may keep a file without asking again; undefined for always
   * asking. Override it to decide by file. `config.SEND_FILE_MAX_AGE_DEFAULT` unless overridden.
   *
   * @param _filename The name of the file, as in the URL.
   */
  getSendFileMaxAge(_filename: string | undefined): number | undefined {
    const age = requireContext('getSendFileMaxAge').app.config.SEND_FILE_MAX_AGE_DEFAULT
    return age === null || age === undefined ? undefined : toSeconds(age)
  }

  /**
   * Answers with a static file. Flask's `send_static_file`.
   *
   * @param filename The path below the static folder.
   * @throws NotFound When there is none.
   */
  sendStaticFile(filename: string): Response {
    const folder = this.staticFolder
    if (folder === undefined) {
      throw new RuntimeError(
        'There is no static folder to send files from. Give the staticFolder option.',
      )
    }
    return sendFromDirectory(folder, filename, { maxAge: this.getSendFileMaxAge(filename) })
  }

  /**
   * Opens a file below `rootPath` for reading. Flask's `open_resource`.
   *
   * @param resource The path below the root.
   * @param mode `rb` for bytes, which is the default, or `r` for text; or an object of it and `encoding`.
   * @param encoding How text is encoded; `utf-8` unless given.
   * @param fn What to run with it; its result is given back.
   * @throws LookupError When there is no such file.
   */
  openResource<Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode?: Mode | ResourceOptions<Mode>,
    encoding?: string | ResourceOptions<Mode>,
  ): ResourceOf<Mode>
  openResource<T>(resource: string, fn: (file: ResourceOf<'rb'>) => T): T
  openResource<T, Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode: Mode | ResourceOptions<Mode>,
    fn: (file: ResourceOf<Mode>) => T,
  ): T
  openResource<T, Mode extends ResourceMode = 'rb'>(
    resource: string,
    mode: Mode,
    encoding: string | ResourceOptions<Mode>,
    fn: (file: ResourceOf<Mode>) => T,
  ): T
  openResource(resource: string, ...rest: unknown[]): unknown {
    return openBelow(this.rootPath, resource, rest)
  }
}
