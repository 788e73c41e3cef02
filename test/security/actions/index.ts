import type { AttackCase, Victim } from '../../runners/attack.ts'
import { bodies } from './bodies.ts'
import { connections } from './connections.ts'
import { contexts } from './contexts.ts'
import { cookies } from './cookies.ts'
import { faults } from './faults.ts'
import { isolation } from './isolation.ts'
import { library } from './library.ts'
import { processes } from './processes.ts'
import { resources } from './resources.ts'
import { slow } from './slow.ts'
import { stores } from './stores.ts'

/** Tries one case that is more than one connection's bytes and gives what went wrong. */
export type Action = (victim: Victim, attack: AttackCase) => Promise<string[]>

/** What such cases do, by their id. */
export const actions: Record<string, Action> = {
  ...bodies,
  ...connections,
  ...contexts,
  ...cookies,
  ...faults,
  ...isolation,
  ...library,
  ...processes,
  ...resources,
  ...slow,
  ...stores,
}

const NO_WORKERS =
  'there are no worker processes: a supervisor starts and watches as many as are wanted'

/** Why no check is written for a case. */
export const untried: Record<string, string> = {
  'RD-17': 'there is no helper that judges redirects',
  'DF-03': 'there is no helper against forged requests',
  'ER-23': NO_WORKERS,
  'PR-05': NO_WORKERS,
  'PR-06': NO_WORKERS,
  'PR-08': NO_WORKERS,
  'PR-09': NO_WORKERS,
  'PR-12': NO_WORKERS,
}
