// symbolon import: a tenant moves in, beside the server: with its ids, its people and their passwords.
import { Command } from 'commander'
import { carryOut, plainSteps, showPlan } from '../code/plan.ts'
import { CommandError } from '../command-error.ts'
import { namedIssuer } from '../connection.ts'
import type { ManagementClient } from '../management-client.ts'
import { localManagement } from '../local-management.ts'
import { givenKeywords } from '../moving/given-keywords.ts'
import { lookAt } from '../moving/here.ts'
import { importPeople, openLedger, type PeopleOptions } from '../moving/import-people.ts'
import { planTenant } from '../moving/plan-tenant.ts'
import { readAssets } from '../moving/read-assets.ts'
import { reportLeft } from '../moving/report.ts'
import { printableJson } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'
import { databaseOf, explained } from '../local-database.ts'
import { importSymbolonCommand } from './export.ts'
import { withData } from './start.ts'

type Options = PeopleOptions & {
  readonly url?: string
  readonly data?: string
  readonly database?: string
  readonly secrets?: string
  readonly report?: string
  readonly yes?: boolean
  readonly json?: boolean
  readonly dryRun?: boolean
}

const DESCRIPTION = `Moves a tenant in from Auth0: its configuration, as auth0-deploy-cli exports it, its people, as Auth0's user export tells of
them, and their passwords, as Auth0's export of password hashes does. Shows a plan, asks, does it, and ends with what could not be carried over and
what to do about it.

Applications keep their client ids (export with AUTH0_EXPORT_IDENTIFIERS=true), people their user ids, identities, metadata and passwords.
It can be done again, also after it was cut off: what is there already stays. It works on the database of the server, with the server's settings, on a
machine that may open it; the server may run meanwhile.`

const EXAMPLES = `
Examples:
  symbolon import auth0 ./tenant --dry-run
      what would be done, and what cannot be carried over
  symbolon import auth0 ./tenant --users users.ndjson.gz --hashes hashes.ndjson
      everything
  symbolon import auth0 tenant.yaml --secrets secrets.json --url https://login.example.com --yes`

async function bringConfiguration(
  management: ManagementClient,
  named: string,
  options: Options,
  terminal: Terminal,
): Promise<object> {
  const { find, secret } = await givenKeywords(options.secrets, terminal)
  const { steps, left } = await planTenant(lookAt(management, secret, true), readAssets(named, find))
  if (!options.json) {
    const doing = steps.filter(({ act }) => act !== undefined)
    if (doing.length > 0) showPlan(doing, management.issuer, terminal)
    reportLeft(left, terminal)
  }
  if (!options.dryRun) await carryOut(steps, options, terminal)
  return { steps: plainSteps(steps), left }
}

/** The command `import`. */
export function importCommand(terminal: Terminal): Command {
  const auth0 = new Command('auth0')
    .summary('a tenant of Auth0')
    .description(DESCRIPTION)
    .argument('<folder-or-yaml>', 'what auth0-deploy-cli has exported')
    .option('--users <file>', "Auth0's export of users: NDJSON, also compressed (.gz)")
    .option('--hashes <file>', "Auth0's export of password hashes: NDJSON, also compressed (.gz)")
    .option('--without-second-factors', 'let people in who had a second factor: here the password alone is asked for')
    .option('--secrets <file>', 'a file with values of keywords and secrets: { "NAME": "value", … }')
    .option('--report <file>', 'write each row of people that is not carried over there, as NDJSON')
    .option('--url <url>', 'the tenant; else SYMBOLON_URL; the only one needs no name')
    .option('--dry-run', 'show the plan for the configuration, and do nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'plan and outcome as JSON, for programs')
    .addHelpText('after', EXAMPLES)
  withData(auth0).action(async (named: string, options: Options) => {
    const { withLocalTenant } = await import('@symbolon/server/offline')
    const config = databaseOf(options, terminal)
    const outcome = await explained(
      withLocalTenant(config, namedIssuer(options, terminal), async (local) => {
        const management = localManagement(local.issuer, local.ask)
        const configuration = await bringConfiguration(management, named, options, terminal)
        if (options.dryRun) return { configuration, left: 0 }
        const ledger = openLedger(options.report)
        const { sentences, counts } = await importPeople(local, options, ledger, terminal)
        if (!options.json) ledger.close(terminal)
        for (const sentence of sentences) terminal.remark(sentence)
        return { configuration, ...counts, left: ledger.total() }
      }),
    )
    if (options.json) terminal.write(printableJson(outcome))
    if (outcome.left > 0) throw new CommandError('Not everything of the people was carried over.')
  })
  return new Command('import')
    .summary('move a tenant in')
    .description('Moves a tenant in, beside the server.')
    .addCommand(auth0)
    .addCommand(importSymbolonCommand(terminal))
}
