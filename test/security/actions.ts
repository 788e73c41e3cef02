import type { AttackCase, Victim } from '../runners/attack.ts'

/** What the cases that are not one connection's bytes do, by id; each gives what went wrong. */
export const actions: Record<string, (victim: Victim, attack: AttackCase) => Promise<string[]>> = {}
