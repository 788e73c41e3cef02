import { CommanderError, Command as Program } from 'commander'
import type { App } from '../app.ts'
import { runOwnCommand } from './actions.ts'
import type { Command, CommandGroup } from './group.ts'

/** Adds the commands of an app and of its blueprints to a program. */
export function addAppCommands(program: Program, app: App): void {
  addGroup(program, app.cli, app)
}

function addGroup(parent: Program, group: CommandGroup, app: App): void {
  if (group.commands.length === 0 && group.groups.length === 0) return
  const place = group.name === undefined ? parent : placeOf(parent, group.name)
  for (const command of group.commands) addCommand(place, command, app)
  for (const below of group.groups) addGroup(place, below, app)
}

// Groups of one name are one group.
function placeOf(parent: Program, name: string): Program {
  const there = parent.commands.find((command) => command.name() === name)
  return there ?? parent.command(name).description(`Commands of ${name}.`)
}

function addCommand(place: Program, command: Command, app: App): void {
  const added = place.command(command.usage).description(command.options.help ?? '')
  for (const [flags, help] of Object.entries(command.options.options ?? {}))
    added.option(flags, help)
  added.action(async () => {
    const names = added.registeredArguments.map((argument) => argument.name())
    const args = Object.fromEntries(names.map((name, index) => [name, added.processedArgs[index]]))
    await runOwnCommand(app, command, { ...args, ...added.opts() })
  })
}

// The program would give its own help where that of a command is asked for that there is none of.
function refuseUnknown(program: Program, [name, ...rest]: readonly string[]): void {
  if (name === undefined || name.startsWith('-') || !rest.includes('--help')) return
  if (program.commands.some((command) => command.name() === name)) return
  program.error(`error: unknown command '${name}'`)
}

/** Runs one of the app's commands and gives its exit code. */
export async function runCommand(app: App, args: readonly string[]): Promise<number> {
  const program = new Program(app.name).exitOverride()
  addAppCommands(program, app)
  for (const command of program.commands) command.exitOverride()
  try {
    refuseUnknown(program, args)
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    // A mistake on the command line is 2, as in every shell.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}
