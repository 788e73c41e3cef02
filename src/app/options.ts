/** What `new App` takes by name. */
export interface AppOptions {
  /** The name, in log lines; the module's base name unless given. */
  name?: string
  /** Where static files are, below the root; `static` unless given, null for none. */
  staticFolder?: string | URL | null
  /** The path of static files; the folder's name unless given. */
  staticUrlPath?: string | null
  /** The host of static files, with host matching. */
  staticHost?: string | null
  /** Whether rules have hosts. */
  hostMatching?: boolean
  /** Whether rules have subdomains of SERVER_NAME. */
  subdomainMatching?: boolean
  /** Where templates are, below the root; `templates` unless given. */
  templateFolder?: string | URL | null
  /** Where files of this installation are; `instance` beside the root unless given. */
  instancePath?: string | URL | null
  /** Whether config files are looked for in the instance folder. */
  instanceRelativeConfig?: boolean
  /** The root, in place of the module's folder. */
  rootPath?: string | URL | null
}

/** The names of `AppOptions`. */
export const optionNames: readonly (keyof AppOptions)[] = [
  'name',
  'staticFolder',
  'staticUrlPath',
  'staticHost',
  'hostMatching',
  'subdomainMatching',
  'templateFolder',
  'instancePath',
  'instanceRelativeConfig',
  'rootPath',
]
