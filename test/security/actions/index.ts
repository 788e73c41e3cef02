import type { AttackCase, Victim } from '../../runners/attack.ts'
import { bodies } from './bodies.ts'
import { connections } from './connections.ts'
import { contexts } from './contexts.ts'
import { cookies } from './cookies.ts'
import { faults } from './faults.ts'
import { isolation } from './isolation.ts'
import { library } from './library.ts'
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
  ...resources,
  ...slow,
  ...stores,
}
