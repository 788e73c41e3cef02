import { ValueError } from '../errors.ts'
import type { Blueprint } from './blueprint.ts'
import { type BlueprintSetupState, joinPaths } from './blueprint-setup-state.ts'
import type { Root } from './root.ts'

/** What `new Blueprint` takes by name. */
export interface BlueprintOptions<Prefix extends string = string> {
  /** What stands before its rules. */
  urlPrefix?: Prefix | (string & {}) | null
  /** The subdomain of its rules. */
  subdomain?: string | null
  /** The host of its rules. */
  host?: string | null
  /** Values that all its views get. */
  urlDefaults?: Record<string, unknown> | null
  /** Where its static files are, below its root; it serves none without. */
  staticFolder?: string | null
  /** The path of its static files; the folder's name unless given. */
  staticUrlPath?: string | null
  /** Where its templates are, below its root; the app's go before them. */
  templateFolder?: string | null
  /** The root, in place of the module's folder. */
  rootPath?: string | null
  /** The group of its commands; its name unless given, null for none. */
  cliGroup?: string | null
}

/** What `registerBlueprint` takes by name; what it gives goes before what the blueprint has. */
export interface RegisterOptions {
  urlPrefix?: string | null
  subdomain?: string | null
  host?: string | null
  urlDefaults?: Record<string, unknown> | null
  /** Another name, so that one blueprint can be registered more than once. */
  name?: string
  /** The names of the blueprints around it. */
  namePrefix?: string
  cliGroup?: string | null
  [other: string]: unknown
}

/** The names of `BlueprintOptions`. */
export const optionNames: readonly (keyof BlueprintOptions)[] = [
  'urlPrefix',
  'subdomain',
  'host',
  'urlDefaults',
  'staticFolder',
  'staticUrlPath',
  'templateFolder',
  'rootPath',
  'cliGroup',
]

const registerNames = [
  'urlPrefix',
  'subdomain',
  'host',
  'urlDefaults',
  'name',
  'namePrefix',
  'cliGroup',
]

/** Refuses an option that is spelt as elsewhere: any other name is the blueprint's own, read by `record`. */
export function checkRegisterOptions(options: RegisterOptions): void {
  for (const given of Object.keys(options)) {
    const plain = given.replaceAll('_', '').toLowerCase()
    const meant = registerNames.find((name) => name.toLowerCase() === plain)
    if (meant !== undefined && meant !== given)
      throw new TypeError(`registerBlueprint() has no option "${given}". It is called "${meant}".`)
  }
}

/** Gives the name of the group that the commands of a registration stand in; undefined for none. */
export function groupName({
  options,
  blueprint,
  fullName,
}: BlueprintSetupState): string | undefined {
  const given = options.cliGroup === undefined ? blueprint.cliGroup : options.cliGroup
  return given === undefined ? fullName : (given ?? undefined)
}

/** Tells a root from options. */
export function isRoot(given: unknown): given is Root | null | undefined {
  if (given === undefined || given === null || typeof given === 'string' || given instanceof URL)
    return true
  return typeof given === 'object' && 'url' in given
}

/** Refuses a name that endpoints could not be made of. */
export function checkName(name: string): void {
  if (name === '')
    throw new ValueError('A blueprint needs a name, which stands before its endpoints.')
  if (name.includes('.')) {
    throw new ValueError(
      `The blueprint name "${name}" has a dot, which stands between a blueprint and its endpoint. Leave it out.`,
    )
  }
}

/** Says in words how a blueprint is registered. */
export function describe(state: BlueprintSetupState): string {
  const prefix =
    state.urlPrefix === undefined ? 'without a prefix' : `with the prefix "${state.urlPrefix}"`
  return `as "${state.fullName}" ${prefix}`
}

/** Says that a name is taken, and by which registration. */
export function nameTaken(
  name: string,
  both: { self: Blueprint; other: Blueprint },
  state: BlueprintSetupState,
): ValueError {
  const which = both.other === both.self ? 'The blueprint' : 'Another blueprint'
  return new ValueError(
    `The blueprint "${both.self.name}" cannot be registered ${describe(state)}: ${which.toLowerCase()} "${both.other.name}" ` +
      `was registered ${both.other.registeredAt ?? `as "${name}"`} before. Give one of them another name: registerBlueprint(blueprint, { name: '…' }).`,
  )
}

/** Gives the options with which a blueprint on a blueprint is registered on the app. */
export function nestedOptions(
  state: BlueprintSetupState,
  inner: Blueprint,
  given: RegisterOptions,
): RegisterOptions {
  const subdomain = given.subdomain ?? inner.subdomain
  const prefix = given.urlPrefix ?? inner.urlPrefix
  const subdomains = [subdomain, state.subdomain].filter(
    (part) => part !== undefined && part !== null,
  )
  const outer = state.urlPrefix
  return {
    ...given,
    subdomain: subdomains.length > 0 ? subdomains.join('.') : undefined,
    host: given.host ?? inner.host ?? state.host,
    urlPrefix: prefix == null || outer === undefined ? (prefix ?? outer) : joinPaths(outer, prefix),
    namePrefix: state.fullName,
  }
}
