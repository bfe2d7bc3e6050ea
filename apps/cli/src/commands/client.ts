// symbolon client: applications that ask for tokens.
import { Command } from 'commander'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CommandError, usageError } from '../command-error.ts'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { entityCommand } from '../entities/entity-command.ts'
import { lookOf } from '../entities/look.ts'
import { showDocument } from '../entities/show.ts'
import { isDocument, openManagement } from '../management-client.ts'
import { shown } from '../output/printable.ts'
import { duration } from '../output/time-words.ts'
import type { Terminal } from '../terminal.ts'
import { newClient } from './new-client.ts'

const clientLook = (terminal: Terminal) =>
  lookOf(CLIENT, {
    one: 'a client',
    many: 'clients',
    description: `A client is an application that asks for tokens. A machine asks with a client_id and a secret, or a key, and needs a grant
for each API that it may call: say it with --grant when you make it, or later with symbolon client-grant. An application for people
needs connections whose users may log in to it: say them with --connection.`,
    columns: [
      { title: 'CLIENT_ID', of: ({ client_id }) => shown(client_id) },
      { title: 'NAME', of: ({ name }) => shown(name) },
      { title: 'TYPE', of: ({ app_type }) => shown(app_type) },
    ],
    brief: ['client_id', 'name', 'description', 'app_type', 'grant_types', 'callbacks'],
    shorthands: [
      { flags: '--type <type>', says: 'non_interactive (a machine), regular_web, spa or native', field: 'app_type' },
    ],
    sayings: {
      name: 'its name for people',
      description: 'what it is for',
      callbacks: 'a URL that a sign-in may return to; say it again for more',
    },
    listQuery: { is_global: 'false' },
    examples: {
      list: ['symbolon client list', 'symbolon client list --limit 1000 --json'],
      get: ['symbolon client show CLIENT_ID', 'symbolon client show CLIENT_ID --json'],
      create: [
        'symbolon client create "Nightly export" --grant https://api.example.com/:read:messages',
        'symbolon client create "My web app" --type regular_web --callbacks https://app.example.com/callback --connection Customers',
      ],
      update: [
        'symbolon client update CLIENT_ID --name "Weekly export"',
        'symbolon client update CLIENT_ID --unset description',
      ],
      delete: ['symbolon client delete CLIENT_ID', 'symbolon client delete CLIENT_ID --yes'],
    },
    creation: newClient(terminal),
  })

type RotateOptions = ConnectionOptions & { readonly grace: string; readonly json?: boolean }

const MAX_GRACE = 604_800

function rotateCommand(terminal: Terminal): Command {
  const command = new Command('rotate')
    .summary('give one a new secret')
    .description(
      'Gives a client a new secret, shown this once. With --grace the old one stays valid for so long, so that nothing breaks while the new one is brought where it is needed.',
    )
    .argument('<client_id>', 'which client')
    .option('--grace <seconds>', 'how long the old secret stays valid, at most a week', '0')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  symbolon client rotate CLIENT_ID\n  symbolon client rotate CLIENT_ID --grace 3600',
    )
  return withConnection(command).action(async (client_id: string, options: RotateOptions) => {
    const grace_period = Number(options.grace)
    if (!/^\d{1,6}$/.test(options.grace) || grace_period > MAX_GRACE) {
      throw usageError(`--grace must be seconds from 0 to ${MAX_GRACE}, which is a week.`)
    }
    const path = `clients/${encodeURIComponent(client_id)}/rotate-secret`
    const answer = await openManagement(options, terminal).call('POST', path, { grace_period })
    if (!isDocument(answer)) throw new CommandError('The server answered with something that is not understood here.')
    const { client_secret } = answer
    showDocument({ client_id, client_secret }, { json: options.json === true, made: true }, terminal)
    terminal.remark(
      grace_period === 0 ? 'The old one is void.' : `The old one is valid for ${duration(grace_period)} more.`,
    )
  })
}

/** The command `client`. */
export const clientCommand = (terminal: Terminal): Command =>
  entityCommand(clientLook(terminal), terminal).addCommand(rotateCommand(terminal))
