#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadEnvFile } from 'node:process'
import { fileURLToPath } from 'node:url'
import { Option, Command as Program } from 'commander'
import type { App } from './app.ts'
import { sessionText, startShell } from './commands/actions.ts'
import { findApp, loadApp } from './commands/app-loader.ts'
import { addAppCommands } from './commands/program.ts'
import { routesTable } from './commands/routes.ts'
import { debugFlag, variable } from './config/sources.ts'
import { RuntimeError } from './errors.ts'
import { messageOf } from './guards.ts'
import { runServer } from './server/run.ts'
import type { CreateServerOptions } from './server/server.ts'

interface GlobalOptions {
  app?: string
  debug?: boolean
  envFile?: string
}

interface ServeOptions {
  host: string
  port: number
  cert?: string
  key?: string
  extraFiles?: string
  reload?: boolean
}

/** Runs the `hipflask` command. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const globals = readGlobals(args)
  const program = makeProgram(globals)
  const known = ['run', 'routes', 'shell', 'session', 'help']
  const first = args.find(
    (arg, index) =>
      !arg.startsWith('-') && !['--app', '--env-file', '-A', '-e'].includes(args[index - 1]),
  )
  if (first === undefined || !known.includes(first))
    await addOwnCommands(program, globals, first !== undefined)
  await program.parseAsync(args, { from: 'user' })
}

function readEnvFile(path: string): void {
  readGiven(path, loadEnvFile)
}

function readBytes(path: string): Buffer {
  return readFileSync(path)
}

/** Reads a file that the command line names. */
function readGiven<T>(path: string, read: (path: string) => T): T {
  try {
    return read(path)
  } catch (error) {
    throw new RuntimeError(`The file "${path}" cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

// What the file of variables says counts for all else.
function readGlobals(args: readonly string[]): GlobalOptions {
  const { app, debug, envFile = variable('ENV_FILE') } = globalOptions(args)
  if (envFile !== undefined) readEnvFile(envFile)
  return { app: app ?? variable('APP'), debug: debug ?? debugFlag(), envFile }
}

// The app must be known before its commands can be.
function globalOptions(args: readonly string[]): GlobalOptions {
  const found = new Program()
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .exitOverride()
  addGlobalOptions(found).parse([...args], { from: 'user' })
  return found.opts<GlobalOptions>()
}

function addGlobalOptions(program: Program): Program {
  return program
    .option(
      '-A, --app <module:name>',
      'The app: a module, and a name in it; the usual names unless given.',
    )
    .option('--debug', 'Debug mode.')
    .option('--no-debug', 'No debug mode.')
    .option('-e, --env-file <file>', 'Environment variables from a file.')
}

function makeProgram(globals: GlobalOptions): Program {
  const program = addGlobalOptions(new Program('hipflask'))
    .description('Runs and inspects a hipflask app.')
    .version(version())
  addRun(program, globals)
  program
    .command('routes')
    .description('Lists the routes.')
    .addOption(
      new Option('-s, --sort <by>', 'What they are sorted by.')
        .choices(['endpoint', 'methods', 'domain', 'rule', 'match'])
        .default('endpoint'),
    )
    .option('--all-methods', 'Lists HEAD and OPTIONS too.')
    .action(async (options: { sort: string; allMethods?: boolean }) =>
      print(routesTable(await appOf(globals), options)),
    )
  program
    .command('shell')
    .description('Opens a shell in the context of the app.')
    .action(async () => startShell(await appOf(globals)))
  program
    .command('session')
    .description('Looks into session cookies.')
    .command('decode <cookie>')
    .description('Shows what a session cookie holds, and whether its signature is good.')
    .action(async (cookie: string) =>
      print(sessionText(cookie, await appOf(globals).catch(() => undefined))),
    )
  return program
}

function addRun(program: Program, globals: GlobalOptions): void {
  program
    .command('run')
    .description('Serves the app.')
    .option('-h, --host <host>', 'Where to listen.', variable('RUN_HOST') ?? '127.0.0.1')
    .option('-p, --port <port>', 'The port.', portOf, portOf(variable('RUN_PORT') ?? '5000'))
    .option('--cert <file>', 'A certificate: serves https.', variable('RUN_CERT'))
    .option('--key <file>', 'The key of the certificate.', variable('RUN_KEY'))
    .option(
      '--extra-files <files>',
      'Files that are watched besides, separated by commas.',
      variable('RUN_EXTRA_FILES'),
    )
    .option('--reload', 'Starts again when a file changes; so in debug.')
    .option('--no-reload', 'Does not start again.')
    .helpOption('--help', 'Shows this help.')
    .action((options: ServeOptions) => serve(globals, options))
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port
  throw new RuntimeError(`"${text}" is not a port. Give a number from 0 to 65535.`)
}

async function serve(globals: GlobalOptions, options: ServeOptions): Promise<void> {
  const place = findApp(globals.app)
  const extraFiles = options.extraFiles?.split(',')
  // Watching begins before the app is loaded: the first process never loads it.
  const reloading =
    (options.reload ?? globals.debug ?? false)
      ? (await import('./debug/reloader.ts')).reload({ extraFiles, folder: dirname(place.path) })
      : undefined
  process.env['HIPFLASK_RUN_FROM_CLI'] = 'true'
  const app = await loadApp(place)
  delete process.env['HIPFLASK_RUN_FROM_CLI']
  const { host, port } = options
  await runServer(
    app,
    { host, port, debug: globals.debug, useReloader: false, server: tlsOf(options) },
    reloading,
  )
}

function tlsOf({ cert, key }: ServeOptions): CreateServerOptions | undefined {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined) {
    throw new RuntimeError('A certificate and its key go together: give --cert and --key.')
  }
  return { cert: readGiven(cert, readBytes), key: readGiven(key, readBytes) }
}

async function appOf(globals: GlobalOptions): Promise<App> {
  process.env['HIPFLASK_RUN_FROM_CLI'] = 'true'
  const app = await loadApp(findApp(globals.app))
  if (globals.debug !== undefined) app.debug = globals.debug
  return app
}

async function addOwnCommands(
  program: Program,
  globals: GlobalOptions,
  needed: boolean,
): Promise<void> {
  let app: App
  try {
    app = await appOf(globals)
  } catch (error) {
    if (!needed) return
    if (globals.app !== undefined || !(error instanceof RuntimeError)) throw error
    process.stderr.write(`${error.message}\n`)
    return
  }
  addAppCommands(program, app)
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}

/** Ends the process with a message of one line for a mistake of the user, with the whole error else. */
function fail(error: unknown): void {
  process.exitCode = 1
  if (error instanceof RuntimeError) process.stderr.write(`${error.message}\n`)
  else throw error
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  main().catch(fail)
}
