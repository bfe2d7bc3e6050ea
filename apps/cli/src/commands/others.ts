// Every other entity: what the list of entities holds is a command, whether or not a row stands here.
import type { Command } from 'commander'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { entityCommand } from '../entities/entity-command.ts'
import { lookOf, type Look } from '../entities/look.ts'
import { shown } from '../output/printable.ts'
import type { Terminal } from '../terminal.ts'
import { API_LOOK } from './api.ts'
import { clientCommand } from './client.ts'
import { customDomainCommand } from './custom-domain.ts'
import { codeCommands } from './code.ts'
import { PEOPLE_ROWS, USER_LOOK } from './people.ts'

const ROWS: Readonly<Record<string, Partial<Look>>> = {
  ...PEOPLE_ROWS,
  'client-grant': {
    many: 'client grants',
    description: 'A client grant says that a client may call an API, and with which scopes.',
    columns: [
      { title: 'ID', of: ({ id }) => shown(id) },
      { title: 'CLIENT_ID', of: ({ client_id }) => shown(client_id) },
      { title: 'AUDIENCE', of: ({ audience }) => shown(audience) },
      { title: 'SCOPES', of: ({ scope }) => String(Array.isArray(scope) ? scope.length : 0) },
    ],
    uncut: 2,
    positional: ['client_id', 'audience'],
    sayings: {
      client_id: 'which client',
      audience: 'which API, by its identifier',
      scope: 'a scope of that API; say it again for more',
    },
    examples: {
      list: ['symbolon client-grant list', 'symbolon client-grant list --json'],
      get: ['symbolon client-grant show cgr_ID', 'symbolon client-grant show cgr_ID --json'],
      create: [
        'symbolon client-grant create CLIENT_ID https://api.example.com/ --scope read:messages',
        `symbolon client-grant create --data '{"client_id":"…","audience":"https://api.example.com/","scope":[]}'`,
      ],
      update: [
        'symbolon client-grant update cgr_ID --scope read:messages --scope write:messages',
        'symbolon client-grant update cgr_ID --allow-all-scopes true',
      ],
      delete: ['symbolon client-grant delete cgr_ID', 'symbolon client-grant delete cgr_ID --yes'],
    },
  },
  'client-credential': {
    many: 'keys of a client',
    one: 'a key of a client',
    description: 'A public key with which a client proves who it is, instead of a secret (private_key_jwt).',
    columns: [
      { title: 'ID', of: ({ id }) => shown(id) },
      { title: 'NAME', of: ({ name }) => shown(name) },
      { title: 'ALG', of: ({ alg }) => shown(alg) },
      { title: 'KID', of: ({ kid }) => shown(kid) },
    ],
    positional: [],
    presets: { credential_type: 'public_key' },
    sayings: {
      pem: 'the public key or certificate; @FILE reads it from a file',
      name: 'its name for people',
      alg: 'RS256, RS384, PS256 or ES256; RS256 unless said',
    },
    examples: {
      list: ['symbolon client-credential list CLIENT_ID', 'symbolon client-credential list CLIENT_ID --json'],
      get: [
        'symbolon client-credential show CLIENT_ID cred_ID',
        'symbolon client-credential show CLIENT_ID cred_ID --json',
      ],
      create: [
        'symbolon client-credential create CLIENT_ID --pem @public.pem',
        'symbolon client-credential create CLIENT_ID --pem @public.pem --alg ES256 --name "Since spring"',
      ],
      update: [
        'symbolon client-credential update CLIENT_ID cred_ID --expires-at 2030-01-01T00:00:00Z',
        'symbolon client-credential update CLIENT_ID cred_ID --unset expires_at',
      ],
      delete: [
        'symbolon client-credential delete CLIENT_ID cred_ID',
        'symbolon client-credential delete CLIENT_ID cred_ID --yes',
      ],
    },
  },
  'token-exchange-profile': {
    description: `Which action says who is meant by a token of somebody else’s, by the type of such tokens.`,
    positional: ['name'],
    presets: { type: 'custom_authentication' },
    sayings: {
      subject_token_type: 'a URI of your own',
      action_id: 'an action for the trigger custom-token-exchange',
    },
    examples: {
      create: [
        'symbolon token-exchange-profile create Partner \\\n    --subject-token-type https://partner.example/token --action-id ACTION_ID',
        'symbolon token-exchange-profile create --data @profile.json',
      ],
      list: ['symbolon token-exchange-profile list', 'symbolon token-exchange-profile list --json'],
      get: ['symbolon token-exchange-profile show tep_ID', 'symbolon token-exchange-profile show tep_ID --json'],
      update: [
        'symbolon token-exchange-profile update tep_ID --name Partner',
        'symbolon token-exchange-profile update tep_ID \\\n    --subject-token-type https://partner.example/token',
      ],
      delete: ['symbolon token-exchange-profile delete tep_ID', 'symbolon token-exchange-profile delete tep_ID --yes'],
    },
  },
  'discovery-domain': {
    one: 'a domain of an organization',
    many: 'domains of an organization',
    description: 'A domain by whose addresses people find their organization before they log in.',
    columns: [
      { title: 'ID', of: ({ id }) => shown(id) },
      { title: 'DOMAIN', of: ({ domain }) => shown(domain) },
      { title: 'STATUS', of: ({ status }) => shown(status) },
    ],
    positional: ['domain'],
    sayings: {
      domain: 'such as acme.example',
      status: 'pending, or verified: then it leads to the organization',
    },
    examples: {
      list: ['symbolon discovery-domain list org_ID', 'symbolon discovery-domain list org_ID --json'],
      get: ['symbolon discovery-domain show org_ID ord_ID', 'symbolon discovery-domain show org_ID ord_ID --json'],
      create: [
        'symbolon discovery-domain create org_ID acme.example',
        'symbolon discovery-domain create org_ID acme.example --status verified',
      ],
      update: [
        'symbolon discovery-domain update org_ID ord_ID --status verified',
        'symbolon discovery-domain update org_ID ord_ID --use-for-organization-discovery false',
      ],
      delete: [
        'symbolon discovery-domain delete org_ID ord_ID',
        'symbolon discovery-domain delete org_ID ord_ID --yes',
      ],
    },
  },
  'network-acl': {
    one: 'a network ACL',
    many: 'network ACLs',
    description: `Who is let in, turned away or sent elsewhere, by where a request comes from. The lowest priority is asked first, and the
first that applies decides. One that turned you away yourself: symbolon tenant let-in.`,
    columns: [
      { title: 'ID', of: ({ id }) => shown(id) },
      { title: 'PRIORITY', of: ({ priority }) => shown(priority) },
      { title: 'ACTIVE', of: ({ active }) => shown(active) },
      { title: 'DESCRIPTION', of: ({ description }) => shown(description) },
    ],
    positional: ['description'],
    sayings: {
      active: 'true or false',
      priority: 'from 1, which is asked first, to 100',
      rule: 'whom it is about, where it holds and what it does, as JSON',
    },
    examples: {
      list: ['symbolon network-acl list', 'symbolon network-acl list --json'],
      get: ['symbolon network-acl show acl_ID', 'symbolon network-acl show acl_ID --json'],
      create: [
        `symbolon network-acl create "Office" --active true --priority 1 \\\n    --rule '{"scope":"management","match":{"ipv4_cidrs":["198.51.100.0/24"]},"action":{"allow":true}}'`,
        'symbolon network-acl create --data @acl.json',
      ],
      update: [
        'symbolon network-acl update acl_ID --active false',
        'symbolon network-acl update acl_ID --priority 2 --rule @rule.json',
      ],
      delete: ['symbolon network-acl delete acl_ID', 'symbolon network-acl delete acl_ID --yes'],
    },
  },
  'signal-stream': {
    description:
      'Who hears, as Security Event Tokens by poll, of sessions that are revoked and credentials that change.',
    positional: ['name', 'audience'],
    sayings: {
      audience: 'what the receiver calls itself: aud of its events',
      events_requested: 'the URI of an event type; say it again for more',
      status: 'enabled, or disabled: then it cannot be polled',
    },
    examples: {
      create: [
        'symbolon signal-stream create Mail https://mail.example.com',
        'symbolon signal-stream create --data @stream.json',
      ],
      list: ['symbolon signal-stream list', 'symbolon signal-stream list --json'],
      get: ['symbolon signal-stream show sst_ID', 'symbolon signal-stream show sst_ID --json'],
      update: [
        'symbolon signal-stream update sst_ID --status disabled',
        'symbolon signal-stream update sst_ID --name Mail',
      ],
      delete: ['symbolon signal-stream delete sst_ID', 'symbolon signal-stream delete sst_ID --yes'],
    },
  },
  'tenant-settings': {
    one: 'the settings of the tenant',
    many: 'settings of the tenant',
    description: 'The settings that hold for the whole tenant.',
    sayings: {
      friendly_name: 'its name for people',
      default_audience: 'the API that a token is for when nobody says',
    },
    examples: {
      get: ['symbolon tenant-settings show', 'symbolon tenant-settings show --json'],
      update: [
        'symbolon tenant-settings update --default-audience https://api.example.com/',
        'symbolon tenant-settings update --unset default_audience',
      ],
    },
  },
}

/** The commands of every entity there is, the most used first. */
export function entityCommands(terminal: Terminal): readonly Command[] {
  const others = ENTITIES.filter(({ name }) => !['client', 'resource-server', 'rule', 'custom-domain'].includes(name))
  return [
    entityCommand(API_LOOK, terminal),
    clientCommand(terminal),
    entityCommand(USER_LOOK, terminal),
    ...codeCommands(terminal),
    ...others.map((entity) => entityCommand(lookOf(entity, ROWS[entity.name]), terminal)),
    customDomainCommand(terminal),
  ]
}
