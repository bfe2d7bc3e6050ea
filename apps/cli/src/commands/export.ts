// symbolon export, symbolon import symbolon: a whole tenant out of one deployment, and into another.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { CommandError, usageError } from '../command-error.ts'
import { namedIssuer } from '../connection.ts'
import { databaseOf, explained, type DatabaseOptions } from '../local-database.ts'
import { localManagement } from '../local-management.ts'
import { writeConfiguration } from '../moving/leaving/write-configuration.ts'
import { openLedger } from '../moving/import-people.ts'
import { rowsOfFile } from '../moving/rows-of-file.ts'
import { printable, printableJson } from '../output/printable.ts'
import { PASSPHRASE_OPTION, readPassphrase } from '../passphrase.ts'
import type { Terminal } from '../terminal.ts'
import { withData } from './start.ts'

type Options = DatabaseOptions & {
  readonly url?: string
  readonly passphrase?: string
  readonly report?: string
  readonly json?: boolean
}

const EXPORT = `Writes a whole tenant into an empty folder: its people to users.ndjson, as Auth0's user export has them, with roles, permissions and
organizations; everything else, signing keys, secrets and password hashes among it, to tenant.sealed, which only the passphrase opens. symbolon import
symbolon makes the same tenant of it elsewhere: tokens that were issued before stay valid there. The configuration without its secrets is also in
configuration/, in the format of auth0-deploy-cli, which symbolon diff, symbolon apply and symbolon import auth0 read.

It works on the database of the server, with the server's settings, on a machine that may open it; the server may run meanwhile. Sessions, refresh tokens,
links in mails, invitations and the tenant log stay behind.`

/** The folder in the export that others read too. */
const CONFIGURATION = 'configuration'

const makeEmptyFolder = (folder: string): void => {
  let names: readonly string[]
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    names = readdirSync(folder)
  } catch {
    throw usageError(`The folder ${printable(folder)} cannot be made.`)
  }
  if (names.length > 0) throw usageError(`The folder ${printable(folder)} is not empty.`)
}

/** The command `export`. */
export function exportCommand(terminal: Terminal): Command {
  const command = new Command('export')
    .summary('write a whole tenant into a folder')
    .description(EXPORT)
    .argument('<folder>', 'a folder that is empty, or is not there yet')
    .option(...PASSPHRASE_OPTION)
    .option('--url <url>', 'the tenant; else SYMBOLON_URL; the only one needs no name')
    .option('--json', 'what was written as JSON, for programs')
    .addHelpText(
      'after',
      `
Examples:
  symbolon export ./backup --passphrase passphrase.txt
  symbolon export ./backup --url https://login.example.com --passphrase - < passphrase.txt`,
    )
  return withData(command).action(async (folder: string, options: Options) => {
    const { exportLocalTenant, withLocalTenant } = await import('@symbolon/server/offline')
    const config = databaseOf(options, terminal)
    const passphrase = await readPassphrase(options.passphrase, terminal)
    makeEmptyFolder(folder)
    const progress = (users: number) => terminal.progress(`${users} users`)
    const written = await explained(
      exportLocalTenant(config, namedIssuer(options, terminal), folder, passphrase, progress),
    )
    await explained(
      withLocalTenant(config, namedIssuer(options, terminal), ({ issuer, ask }) =>
        writeConfiguration(localManagement(issuer, ask), join(folder, CONFIGURATION)),
      ),
    )
    terminal.progress('')
    if (options.json) return terminal.write(printableJson(written))
    terminal.remark(
      `Written: ${written.documents} documents, ${written.users} users, ${written.passwords} passwords. Keep the passphrase apart from the folder.`,
    )
  })
}

const IMPORT = `Makes the tenant that symbolon export has written: with its keys, clients and their secrets, people and their passwords. It is made at
the URL that it had, or at --url, where there must be no tenant yet. It can be done again after it was cut off: what is there already stays.`

/** The command `import symbolon`. */
export function importSymbolonCommand(terminal: Terminal): Command {
  const command = new Command('symbolon')
    .summary('a tenant of Symbolon')
    .description(IMPORT)
    .argument('<folder>', 'what symbolon export has written')
    .option(...PASSPHRASE_OPTION)
    .option('--url <url>', 'where the tenant is to be; else where it was')
    .option('--report <file>', 'write each row of people that is not carried over there, as NDJSON')
    .option('--json', 'what came of it as JSON, for programs')
    .addHelpText(
      'after',
      `
Examples:
  symbolon import symbolon ./backup --passphrase passphrase.txt
  symbolon import symbolon ./backup --passphrase passphrase.txt --url https://login.example.org`,
    )
  return withData(command).action(async (folder: string, options: Options) => {
    const { importLocalTenant } = await import('@symbolon/server/offline')
    const config = databaseOf(options, terminal, { mayBeNew: true })
    const passphrase = await readPassphrase(options.passphrase, terminal)
    const ledger = openLedger(options.report)
    const progress = (users: number) => terminal.progress(`${users} users`)
    const outcome = await explained(
      importLocalTenant(config, folder, passphrase, {
        url: options.url,
        rowsOf: (path) => rowsOfFile(path).rows,
        tell: ledger.tell('users'),
        progress,
      }),
    )
    terminal.progress('')
    if (!options.json) ledger.close(terminal)
    if (options.json) terminal.write(printableJson(outcome))
    else
      terminal.remark(
        `The tenant is at ${printable(outcome.issuer)}: ${outcome.made} users made, ${outcome.there} there already, ${outcome.left} left out; ${outcome.passwords} passwords. Set SYMBOLON_URL to it if it is the first.`,
      )
    if (ledger.total() > 0) throw new CommandError('Not everything of the people was carried over.')
  })
}
