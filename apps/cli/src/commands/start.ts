// symbolon start: the server, in this process.
import { Command } from 'commander'
import type { Terminal } from '../terminal.ts'

type Options = {
  readonly port?: string
  readonly host?: string
  readonly url?: string
  readonly data?: string
  readonly database?: string
}

const DESCRIPTION = `Starts the server and stays, until Ctrl-C or a SIGTERM ends it in good order.

Without any settings it listens on port 3000 of this machine and keeps all it knows in the folder ./data. The first start
makes a tenant and prints, once, the first client_id and secret. Every setting is an environment variable that begins with
SYMBOLON_; the options below are shorthands of the ones most used, and win over them.`

const EXAMPLES = `
Examples:
  symbolon start
      http://localhost:3000, data in ./data
  symbolon start --port 8080 --url https://login.example.com --database postgres://symbolon@db/symbolon
      behind a proxy that speaks https, many processes on one database`

/** The settings that options stand for. */
export const settingsOf = (options: Options): Readonly<Record<string, string>> => {
  const settings = {
    SYMBOLON_PORT: options.port,
    SYMBOLON_HOST: options.host,
    SYMBOLON_URL: options.url,
    SYMBOLON_DATA: options.data,
    SYMBOLON_DATABASE: options.database,
  }
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** Adds the options that say where the data of a deployment is. */
export const withData = (command: Command): Command =>
  command
    .option('--data <folder>', 'folder of all that is kept in files; else SYMBOLON_DATA, else ./data')
    .option('--database <database>', 'sqlite:PATH or postgres://…; else SYMBOLON_DATABASE, else a file in the folder')

/** The command `start`. */
export function startCommand({ environment }: Terminal): Command {
  const command = new Command('start')
    .summary('start the server')
    .description(DESCRIPTION)
    .option('--port <port>', 'port to listen on; else SYMBOLON_PORT, else 3000')
    .option('--host <address>', 'address to listen on; else SYMBOLON_HOST, else this machine only')
    .option('--url <url>', 'scheme, host and port as clients see them; else SYMBOLON_URL, else http://localhost:PORT')
    .addHelpText('after', EXAMPLES)
  return withData(command).action(async (options: Options) => {
    const { runServer } = await import('@symbolon/server/run')
    await runServer({ ...environment, ...settingsOf(options) })
  })
}
