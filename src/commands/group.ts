import { RuntimeError } from '../errors.ts'
import { checkOptions } from '../options.ts'

/** What a command is called with: its arguments and options by name. */
// biome-ignore lint/suspicious/noExplicitAny: what a command takes stands in its usage, which is not typed.
export type CommandFunction = (args: any) => unknown

/** What `command` takes by name. */
export interface CommandOptions {
  /** What the command does, in one sentence. */
  help?: string
  /** Options by their flags, with what they do: `{ '--admin': 'Makes an admin.', '-n, --count <number>': '…' }`. */
  options?: Readonly<Record<string, string>>
  /** Whether it runs in the app's context; true unless given. */
  withAppContext?: boolean
}

const optionNames = ['help', 'options', 'withAppContext']

/** A command of an application. */
export interface Command {
  /** The name and the arguments: `greet <name> [times]`. */
  usage: string
  fn: CommandFunction
  options: CommandOptions
}

/** The commands of an app or a blueprint, for the `hipflask` command. Flask's `app.cli`. */
export class CommandGroup {
  /** The name of the group on the command line; undefined for the commands of the app. */
  readonly name: string | undefined
  /** The commands, in the order of their registration. */
  readonly commands: Command[]
  /** Groups below this one. */
  readonly groups: CommandGroup[]

  /**
   * @param name The name on the command line; none for commands that stand in no group.
   * @param source A group whose commands these are, now and later.
   */
  constructor(name?: string, source?: CommandGroup) {
    this.name = name
    this.commands = source?.commands ?? []
    this.groups = source?.groups ?? []
  }

  /**
   * Registers a command. Without a function it gives a decorator.
   *
   * @param usage The name and the arguments: `greet <name> [times]`.
   * @param options `help`, `options`, `withAppContext`; may be left out.
   * @param fn Is called with one object: arguments and options by name. May be async.
   */
  command<F extends CommandFunction>(usage: string, options: CommandOptions, fn: F): F
  command<F extends CommandFunction>(usage: string, fn: F): F
  command(usage: string, options?: CommandOptions): <F extends CommandFunction>(fn: F) => F
  command(
    usage: string,
    second?: CommandOptions | CommandFunction,
    third?: CommandFunction,
  ): unknown {
    const options = typeof second === 'function' ? {} : (second ?? {})
    checkOptions(options, optionNames, `The command "${usage}"`)
    const register = (fn: CommandFunction): CommandFunction => {
      const name = commandName(usage)
      if (this.commands.some((command) => commandName(command.usage) === name)) {
        throw new RuntimeError(`Two commands are called "${name}". Rename one of them.`)
      }
      this.commands.push({ usage, fn, options })
      return fn
    }
    const fn = typeof second === 'function' ? second : third
    return fn === undefined ? register : register(fn)
  }

  /** Makes a group of commands below this one: `hipflask NAME COMMAND`. */
  group(name: string): CommandGroup {
    const group = new CommandGroup(name)
    this.groups.push(group)
    return group
  }
}

/** Gives the name of a command. */
export function commandName(usage: string): string {
  return usage.trim().split(/\s/, 1)[0]
}
