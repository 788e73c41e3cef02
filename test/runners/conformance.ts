// npm run conformance [-- NAME…] [-- --dir DIR]: runs ports of recorded Flask applications.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Differences } from './differences.ts'
import { type Messages, readMessages, withoutSentences } from './messages.ts'
import { ScenarioRun, type StepResult } from './run-scenario.ts'
import { listScenarios, loadScenario, type Scenario } from './scenario.ts'
import { Tally } from './tally.ts'

const OWN_FOLDER = fileURLToPath(new URL('../oracle', import.meta.url))

function choose(
  directory: string,
  names: string[],
  messages: Messages,
): { scenarios: Scenario[]; unknown: string[] } {
  const { folders, unknown } = listScenarios(directory)
  const wanted = (folder: string) =>
    names.length === 0 || names.some((name) => basename(folder).startsWith(name))
  const missing = names.filter(
    (name) => !folders.some((folder) => basename(folder).startsWith(name)),
  )
  return {
    scenarios: folders.filter(wanted).map((folder) => {
      const scenario = loadScenario(folder)
      const expected = withoutSentences(scenario.name, scenario.expected, messages)
      return { ...scenario, expected }
    }),
    unknown: [...missing, ...(names.length === 0 ? unknown : [])],
  }
}

function judge(result: StepResult, differences: Differences, tally: Tally): void {
  const place = `${result.scenario} · ${result.step}`
  const listed = differences.has(result.scenario, result.step)
  if (listed && result.problems.length === 0)
    tally.fail(`${place}: differences.json lists this step, but it matches`)
  else if (listed || result.problems.length === 0) tally.passed += 1
  else tally.fail(`${place}: ${result.problems.join('; ')}`)
}

async function runAll(
  scenarios: Scenario[],
  differences: Differences,
  verbose: boolean,
  tally: Tally,
) {
  const waiting = [...scenarios]
  const work = async () => {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      if (!scenario.hasPort) {
        tally.skip(`${scenario.name}: there is no app.ts`, scenario.steps.length)
        continue
      }
      const run = new ScenarioRun(scenario)
      for (const result of await run.run()) judge(result, differences, tally)
      if (verbose) console.log(run.output)
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dir: { type: 'string' }, verbose: { type: 'boolean', default: false } },
  })
  const directory = values.dir === undefined ? OWN_FOLDER : resolve(values.dir)
  const near = (name: string) => {
    const own = join(directory, name)
    return existsSync(own) ? own : join(OWN_FOLDER, name)
  }
  const messages = readMessages(near('messages.json'))
  const { scenarios, unknown } = choose(directory, positionals, messages)
  const differences = Differences.read(near('differences.json'))
  const tally = new Tally()
  for (const name of unknown) tally.skip(`${name}: this is not a scenario`)
  await runAll(scenarios, differences, values.verbose, tally)
  if (directory === OWN_FOLDER && positionals.length === 0) {
    const steps = scenarios.flatMap(({ name, steps }) =>
      steps.map((step) => ({ scenario: name, step: step.name })),
    )
    for (const problem of differences.check(steps)) tally.fail(problem)
  }
  tally.close()
}

main()
