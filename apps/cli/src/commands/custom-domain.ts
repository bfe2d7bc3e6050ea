// symbolon custom-domain: the commands of the entity, and the one that has a domain looked at.
import { Command } from 'commander'
import { CUSTOM_DOMAIN } from '@symbolon/protocol/entities/custom-domain'
import { CommandError } from '../command-error.ts'
import { withConnection, type ConnectionOptions } from '../connection.ts'
import { entityCommand } from '../entities/entity-command.ts'
import { lookOf } from '../entities/look.ts'
import { showDocument } from '../entities/show.ts'
import { isDocument, openManagement } from '../management-client.ts'
import { shown } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'

const LOOK = lookOf(CUSTOM_DOMAIN, {
  description: 'Further hosts at which the tenant answers, once they are proven to be its own.',
  columns: [
    { title: 'ID', of: ({ custom_domain_id }) => shown(custom_domain_id) },
    { title: 'DOMAIN', of: ({ domain }) => shown(domain) },
    { title: 'STATUS', of: ({ status }) => shown(status) },
    { title: 'DEFAULT', of: ({ is_default }) => (is_default === true ? 'yes' : '') },
  ],
  positional: ['domain'],
  presets: { type: 'self_managed_certs' },
  sayings: {
    domain: 'as people will see it: login.example.com',
    type: 'self_managed_certs, or auth0_managed_certs: then an alias in DNS is proof as well',
  },
  examples: {
    create: [
      'symbolon custom-domain create login.example.com',
      'symbolon custom-domain create login.example.com --type auth0_managed_certs',
    ],
    list: ['symbolon custom-domain list', 'symbolon custom-domain list --json'],
    get: ['symbolon custom-domain show cd_ID', 'symbolon custom-domain show cd_ID --json'],
    update: [
      `symbolon custom-domain update cd_ID --domain-metadata '{"brand":"shop"}'`,
      'symbolon custom-domain update cd_ID --relying-party-identifier example.com',
    ],
    delete: ['symbolon custom-domain delete cd_ID', 'symbolon custom-domain delete cd_ID --yes'],
  },
})

type Options = ConnectionOptions & { readonly json?: boolean }

function verifyCommand(terminal: Terminal): Command {
  const command = new Command('verify')
    .summary('look for the proof of one')
    .description('Looks for the proof that the domain is the tenant’s; once it is there, the tenant answers at it.')
    .argument('<id>', 'its custom_domain_id')
    .option('--json', 'as JSON, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  symbolon custom-domain verify cd_ID\n  symbolon custom-domain verify cd_ID --json',
    )
  return withConnection(command).action(async (id: string, options: Options) => {
    const path = `custom-domains/${encodeURIComponent(id)}/verify`
    const domain = await openManagement(options, terminal).call('POST', path)
    if (!isDocument(domain)) throw new CommandError('The server answered with something that is not understood here.')
    showDocument(domain, { json: options.json === true }, terminal)
    if (domain['status'] !== 'ready') throw new CommandError('The domain is not proven yet: see verification.')
  })
}

export function customDomainCommand(terminal: Terminal): Command {
  const command = entityCommand(LOOK, terminal)
  return command.summary(`${command.summary()}, verify`).addCommand(verifyCommand(terminal))
}
