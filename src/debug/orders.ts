/** The environment variable that makes a process a child of the reloader, with what it is told. */
export const CHILD = 'HIPFLASK_RELOADER'

/** What a child is told that only has to load, to show why it does not. */
export const PROBE = 'probe'

/** The exit code of a child that had only to load, and did. */
export const LOADS = 3

/**
 * The file descriptor by which a child and its supervisor talk; at the supervisor itself it ends with the
 * first process.
 */
export const CHANNEL = 3

/** How long a child may go on with what it has begun when the process above it is gone, in milliseconds. */
export const PARTING = 2000

/** What the supervisor is told: the program, and the folder that is watched. */
export interface Orders {
  execArgv: readonly string[]
  args: readonly string[]
  folder: string
}

/** Where a child serves. */
export interface Place {
  host: string
  port: number
}

/** What a child tells. */
export interface Told {
  /** That it waits to read the program. */
  waiting?: boolean
  /** Why the program does not load. */
  failure?: string
  /** That the program has loaded. */
  loaded?: boolean
  /** What else is to be watched. */
  extraFiles?: readonly string[]
  /** That it serves. */
  place?: Place
  /** That it has heard that it is to stop. */
  stopping?: boolean
}
