// symbolon tenant: the tenants of a deployment, in its database itself.
import { Command } from 'commander'
import { databaseOf, explained } from '../local-database.ts'
import { printable, printableJson } from '../output/printable.ts'
import { labelled, table } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'
import { withData } from './start.ts'

type Options = { readonly data?: string; readonly database?: string; readonly json?: boolean }

const DESCRIPTION = `Lists, makes and moves tenants. A tenant is a world of its own with its own URL, keys, clients and APIs.

These commands work on the database of the server, with the server's own settings, on a machine that may open it. The
server may run meanwhile, and sees what changed within a second.`

const HOW_IT_WORKS = `
Examples:
  symbolon tenant list
      the tenants in ./data
  symbolon tenant create https://acme.example.com
      one more, answering to that host
  symbolon tenant move http://localhost:3000 https://login.example.com
      the same tenant under another URL`

const example = (text: string): string => `\nExamples:\n${text}`

function listCommand(terminal: Terminal): Command {
  const command = new Command('list')
    .summary('the tenants there are')
    .description('Lists the tenants of the database, with the URL and the first client of each.')
    .option('--json', 'as JSON, for programs')
    .addHelpText('after', example('  symbolon tenant list\n  symbolon tenant list --data /var/lib/symbolon --json'))
  return withData(command).action(async (options: Options) => {
    const { listTenants } = await import('@symbolon/server/offline')
    const tenants = await explained(listTenants(databaseOf(options, terminal)))
    const rows = tenants.map(({ issuer, tenant_id, first_client_id }) => ({ issuer, tenant_id, first_client_id }))
    if (options.json) return terminal.write(printableJson(rows))
    const cells = rows.map(({ issuer, tenant_id, first_client_id }) => [issuer, tenant_id, first_client_id])
    terminal.write(table(['URL', 'TENANT', 'FIRST CLIENT'], cells, terminal.columns))
  })
}

function createCommand(terminal: Terminal): Command {
  const command = new Command('create')
    .summary('make one more')
    .description(
      'Makes a tenant that answers to the host of the URL, with keys and a first client of its own. The secret of that client is shown this once.',
    )
    .argument('<url>', 'scheme, host and port as clients see them')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      example(
        '  symbolon tenant create https://acme.example.com\n  symbolon tenant create http://acme.localhost:3000 --json',
      ),
    )
  return withData(command).action(async (url: string, options: Options) => {
    const { addTenant } = await import('@symbolon/server/offline')
    const { issuer, client_id, client_secret } = await explained(addTenant(databaseOf(options, terminal), url))
    if (options.json) return terminal.write(printableJson({ issuer, client_id, client_secret }))
    const rows = [
      ['url', issuer],
      ['client_id', client_id],
      ['client_secret', client_secret],
    ]
    terminal.write(labelled(rows, terminal.columns).join('\n'))
    terminal.remark('The secret is shown this once: only a hash of it is kept.')
  })
}

function moveCommand(terminal: Terminal): Command {
  const command = new Command('move')
    .summary('give one another URL')
    .description(
      `Gives a tenant another URL, for example when it gets a name of its own. Its keys, clients and APIs stay. The issuer of its tokens
changes, so tokens of the old URL are valid no more and its clients and APIs need the new one.`,
    )
    .argument('<from>', 'the URL it has')
    .argument('<to>', 'the URL it gets')
    .addHelpText(
      'after',
      example(
        '  symbolon tenant move http://localhost:3000 https://login.example.com\n  symbolon tenant move https://a.example.com https://b.example.com --data /var/lib/symbolon',
      ),
    )
  return withData(command).action(async (from: string, to: string, options: Options) => {
    const { relocateTenant } = await import('@symbolon/server/offline')
    await explained(relocateTenant(databaseOf(options, terminal), from, to))
    terminal.remark(
      `The tenant is now at ${printable(new URL(to).origin)}/. Set SYMBOLON_URL to it if it is the first.`,
    )
  })
}

function setUpCommand(terminal: Terminal): Command {
  const command = new Command('set-up')
    .summary('the link that makes the first administrator')
    .description(
      'Prints the link that makes the first administrator of a tenant and opens its dashboard. It works once; keep it to yourself.',
    )
    .argument('<url>', 'the URL of the tenant')
    .addHelpText(
      'after',
      example(
        '  symbolon tenant set-up http://localhost:3000\n  symbolon tenant set-up https://acme.example.com --data /var/lib/symbolon',
      ),
    )
  return withData(command).action(async (url: string, options: Options) => {
    const { printSetUpLink } = await import('@symbolon/server/offline')
    terminal.write(await explained(printSetUpLink(databaseOf(options, terminal), url)))
  })
}

function letInCommand(terminal: Terminal): Command {
  const command = new Command('let-in')
    .summary('switch every network ACL off')
    .description(
      `Switches every network ACL of a tenant off: the way back for whoever is turned away by one that says more than was meant.
They stay there, and are switched on again with symbolon network-acl update acl_ID --active true.`,
    )
    .argument('<url>', 'the URL of the tenant')
    .addHelpText(
      'after',
      example(
        '  symbolon tenant let-in http://localhost:3000\n  symbolon tenant let-in https://acme.example.com --data /var/lib/symbolon',
      ),
    )
  return withData(command).action(async (url: string, options: Options) => {
    const { switchOffNetworkAcls } = await import('@symbolon/server/offline')
    const off = await explained(switchOffNetworkAcls(databaseOf(options, terminal), url))
    terminal.remark(off === 0 ? 'No network ACL was on.' : `Switched off: ${off}.`)
  })
}

/** The command `tenant`. */
export const tenantCommand = (terminal: Terminal): Command =>
  new Command('tenant')
    .summary('list, make and move tenants, in the database itself')
    .description(DESCRIPTION)
    .addCommand(listCommand(terminal))
    .addCommand(createCommand(terminal))
    .addCommand(moveCommand(terminal))
    .addCommand(setUpCommand(terminal))
    .addCommand(letInCommand(terminal))
    .addHelpText('after', HOW_IT_WORKS)
