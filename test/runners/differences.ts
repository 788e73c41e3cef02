import { existsSync, readFileSync } from 'node:fs'

export interface Difference {
  scenario: string
  step: string
  reason: string
}

/** The steps that differ from Flask on purpose. */
export class Differences {
  readonly listed: Difference[]
  readonly #reasons: Map<string, string>

  constructor(listed: Difference[]) {
    this.listed = listed
    this.#reasons = new Map(
      listed.map((entry) => [`${entry.scenario}\n${entry.step}`, entry.reason]),
    )
  }

  static read(file: string): Differences {
    return new Differences(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [])
  }

  has(scenario: string, step: string): boolean {
    return this.#reasons.has(`${scenario}\n${step}`)
  }

  /** Gives what is wrong with the list itself, seen against all steps that there are. */
  check(steps: { scenario: string; step: string }[]): string[] {
    const known = new Set(steps.map(({ scenario, step }) => `${scenario}\n${step}`))
    const problems = this.listed
      .filter(({ scenario, step }) => !known.has(`${scenario}\n${step}`))
      .map(
        ({ scenario, step }) =>
          `differences.json lists "${step}" of "${scenario}", which does not exist`,
      )
    for (const { scenario, step, reason } of this.listed)
      if (!/\bD\d+\b/.test(reason))
        problems.push(`differences.json cites no decision for "${step}" of "${scenario}"`)
    if (this.listed.length > steps.length * 0.03)
      problems.push(
        `differences.json lists ${this.listed.length} of ${steps.length} steps, more than 3 %`,
      )
    return problems
  }
}
