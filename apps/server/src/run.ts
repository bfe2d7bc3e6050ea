// Runs the server in this process: from the settings in the environment until a signal ends it.
import { ConfigurationError, readConfig, SETTINGS } from './config.ts'
import type { Announcement } from './first-tenant.ts'
import { startServer, type Running } from './start.ts'
import { StartError } from './start-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Starts, says so, and stops on SIGTERM or SIGINT. When it cannot start it says why and sets the exit code. */
export async function runServer(environment: Environment): Promise<void> {
  // Whoever reads the lines may go away; the server does not go with him.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  try {
    warnOfUnknownSettings(environment)
    const running = await startServer(readConfig(environment))
    if (running.announcement) {
      process.stdout.write(letter(running.announcement))
      await running.announced()
    }
    process.stdout.write(`Symbolon is ready at ${running.issuer}\n`)
    stopOnSignal(running)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return ['Symbolon does not start. These settings are wrong:', ...error.mistakes.map((m) => `  ${m}`)].join('\n')
  }
  if (error instanceof StartError) return `Symbolon does not start. ${error.message}`
  return `Symbolon does not start, and this is a fault of its own: ${error instanceof Error ? error.stack : String(error)}`
}

/** A setting that is spelled wrong does nothing, silently: better to say so. */
function warnOfUnknownSettings(environment: Environment): void {
  const known = new Set([...Object.keys(SETTINGS), ...COMMAND_LINE_SETTINGS])
  const unknown = Object.keys(environment).filter((name) => name.startsWith('SYMBOLON_') && !known.has(name))
  for (const name of unknown) process.stderr.write(`${name} is not a setting of Symbolon, and does nothing.\n`)
}

/** How often to look whether npm is still there, milliseconds. */
const PARENT_LOOK = 250

/** Read by the command line alone. */
const COMMAND_LINE_SETTINGS = ['SYMBOLON_CLIENT_ID', 'SYMBOLON_CLIENT_SECRET', 'SYMBOLON_ACCESS_TOKEN']

/** What a new user reads at the first start: shown once, since the secret is kept only as a hash. */
export const letter = ({ issuer, client_id, client_secret, demoApi, setUpLink }: Announcement): string => `
Welcome to Symbolon. This tenant is new, and so is its first application; its secret is shown this once:

  client_id      ${client_id}
  client_secret  ${client_secret}

It may manage the tenant and call the demo API ${demoApi}. Paste this for a first token:

  curl -s ${issuer}oauth/token -d grant_type=client_credentials -d audience=${demoApi} \\
    -d client_id=${client_id} -d client_secret=${client_secret}

For the command line (npx symbolon --help):

  export SYMBOLON_CLIENT_ID=${client_id} SYMBOLON_CLIENT_SECRET=${client_secret}

Run it in a browser: this link makes your administrator's account, once.

  ${setUpLink}

`

function stopOnSignal(running: Running): void {
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    process.stdout.write('Symbolon finishes what it has been asked, and stops.\n')
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${explain(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // npm passes no signal on through the shell it starts: when they are gone, so is whoever wanted the server.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== parent && stop(), PARENT_LOOK).unref()
  }
}
