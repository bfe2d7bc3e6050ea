// What concerns people, on the command line: connections, roles, mails, protection, looks.
import { EMAIL_TEMPLATE_NAMES } from '@symbolon/protocol/entities/email-template'
import type { Document } from '@symbolon/protocol/entities/entity'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { lookOf, type Look } from '../entities/look.ts'
import { shown } from '../output/printable.ts'

const count = (value: unknown): string => String(Array.isArray(value) ? value.length : 0)

const column = (title: string, field: string) => ({ title, of: (document: Document) => shown(document[field]) })

const settings = (command: string, update: readonly string[]): Look['examples'] => ({
  get: [`symbolon ${command} show`, `symbolon ${command} show --json`],
  update: update.map((options) => `symbolon ${command} update ${options}`),
})

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Users, who are no configuration and so not in the list of entities, but look like one from here. */
export const USER_LOOK = lookOf(USER, {
  one: 'a user',
  many: 'users',
  description: `A user is a person who logs in, by a connection. Its two maps, user_metadata and app_metadata, are changed key by
key. A password is best read from a file (--password @FILE): what is typed here, others on this machine can read.`,
  columns: [
    column('USER_ID', 'user_id'),
    { title: 'NAME', of: ({ email, username, phone_number }) => text(email) || text(username) || text(phone_number) },
    { title: 'CONNECTION', of: ({ identities }) => text(Reflect.get(Object(Object(identities)[0]), 'connection')) },
    { title: 'BLOCKED', of: ({ blocked }) => (blocked === true ? 'yes' : '') },
    { title: 'LAST LOGIN', of: ({ last_login }) => text(last_login) },
  ],
  brief: [
    'user_id',
    'email',
    'username',
    'phone_number',
    'name',
    'email_verified',
    'blocked',
    'created_at',
    'updated_at',
  ],
  positional: [],
  choices: [
    {
      flags: '--search <query>',
      says: 'only whom a query finds: email:ann@* or app_metadata.plan:gold',
      parameter: 'q',
    },
  ],
  presets: { connection: 'Username-Password-Authentication' },
  sayings: {
    connection: 'where it comes from; Username-Password-Authentication unless said',
    email: 'its address',
    username: 'its name, where the connection has names',
    password: 'its password; @FILE reads it from a file',
    name: 'its name for people',
    blocked: 'true: it holds nothing any more, and gets nothing',
    email_verified: 'whether the address is known to be its own',
    verify_email: 'whether it is sent a mail to prove the address',
    user_metadata: 'what it may change itself, as JSON',
    app_metadata: 'what only administrators may change, as JSON',
  },
  idSays: 'its user_id, such as auth0|5f…',
  examples: {
    list: ['symbolon user list', 'symbolon user list --json'],
    get: ["symbolon user show 'auth0|ID'", "symbolon user show 'auth0|ID' --json"],
    create: [
      'symbolon user create --email ann@example.com --password @password.txt',
      'symbolon user create --data @user.json',
    ],
    update: [
      "symbolon user update 'auth0|ID' --blocked true",
      `symbolon user update 'auth0|ID' --app-metadata '{"plan":"gold"}'`,
    ],
    delete: ["symbolon user delete 'auth0|ID'", "symbolon user delete 'auth0|ID' --yes"],
  },
})

export const PEOPLE_ROWS: Readonly<Record<string, Partial<Look>>> = {
  connection: {
    description: `A connection is where users come from. One of the strategy auth0 is a database of users who log in with a
password. A client's users can only come through connections that are enabled for it.`,
    columns: [
      column('ID', 'id'),
      column('NAME', 'name'),
      column('STRATEGY', 'strategy'),
      { title: 'CLIENTS', of: ({ enabled_clients }) => count(enabled_clients) },
    ],
    positional: ['name'],
    presets: { strategy: 'auth0' },
    sayings: {
      name: 'letters, digits and hyphens; cannot be changed later',
      strategy: 'auth0, a database of users, unless said',
      enabled_clients: 'a client that may use it; say it again for more',
      options: 'password policy, user names, sign-up, as JSON; replaced whole',
    },
    examples: {
      list: ['symbolon connection list', 'symbolon connection list --json'],
      get: ['symbolon connection show con_ID', 'symbolon connection show con_ID --json'],
      create: [
        'symbolon connection create Customers --enabled-clients CLIENT_ID',
        `symbolon connection create Staff --options '{"disable_signup":true}'`,
      ],
      update: [
        'symbolon connection update con_ID --options @options.json',
        'symbolon connection update con_ID --display-name "Our customers"',
      ],
      delete: ['symbolon connection delete con_ID', 'symbolon connection delete con_ID --yes'],
    },
  },
  role: {
    description: `A role is a named set of permissions. Its users have them at every API that enforces its permissions.`,
    columns: [column('ID', 'id'), column('NAME', 'name'), column('DESCRIPTION', 'description')],
    positional: ['name'],
    sayings: { name: 'its name', description: 'what it is for' },
    examples: {
      list: ['symbolon role list', 'symbolon role list --json'],
      get: ['symbolon role show rol_ID', 'symbolon role show rol_ID --json'],
      create: [
        'symbolon role create Editor',
        'symbolon role create Editor --description "Writes and changes articles"',
      ],
      update: ['symbolon role update rol_ID --name Author', 'symbolon role update rol_ID --unset description'],
      delete: ['symbolon role delete rol_ID', 'symbolon role delete rol_ID --yes'],
    },
  },
  'email-template': {
    one: 'what a mail says',
    many: 'what mails say',
    description: `What the mails to users say, in HTML with Liquid in it. One that nobody has made says what Symbolon says by
itself. The names: ${EMAIL_TEMPLATE_NAMES.join(', ')}.`,
    positional: ['template'],
    idSays: 'its name, such as verify_email',
    sayings: {
      template: 'its name, such as verify_email',
      subject: 'subject of the mail',
      body: 'HTML; @FILE reads it from a file',
      from: 'from whom it comes',
      enabled: 'whether it is used',
    },
    presets: { syntax: 'liquid', enabled: true },
    examples: {
      get: ['symbolon email-template show verify_email', 'symbolon email-template show verify_email --json'],
      create: [
        'symbolon email-template create verify_email --body @mail.html --subject Hello --from me@example.com',
        'symbolon email-template create verify_email --data @mail.json',
      ],
      update: [
        'symbolon email-template update verify_email --subject "Welcome"',
        'symbolon email-template update verify_email --enabled false',
      ],
    },
  },
  'email-provider': {
    one: 'the e-mail provider',
    many: 'through whom mail goes',
    description: 'Through whom the mail of the tenant goes. What it is given to prove itself is never shown again.',
    positional: [],
    sayings: {
      name: 'who: smtp, sendgrid, mailgun, …',
      credentials: 'what it needs, as JSON; @FILE reads it from a file',
      default_from_address: 'from whom mails come unless they say otherwise',
    },
    examples: {
      get: ['symbolon email-provider show', 'symbolon email-provider show --json'],
      create: [
        'symbolon email-provider create --name smtp --credentials @smtp.json',
        'symbolon email-provider create --data @provider.json',
      ],
      update: [
        'symbolon email-provider update --default-from-address mail@example.com',
        'symbolon email-provider update --enabled false',
      ],
      delete: ['symbolon email-provider delete', 'symbolon email-provider delete --yes'],
    },
  },
  theme: {
    one: 'the theme of the pages',
    many: 'the theme of the pages',
    description: 'Colours, fonts and shapes of the pages on which users log in; a tenant has one.',
    positional: [],
    sayings: { displayName: 'its name for people', colors: 'as JSON; @FILE reads it from a file' },
  },
  branding: {
    one: 'the looks of the pages',
    many: 'the looks of the pages',
    description: 'Colours, logo and font of the pages on which users log in.',
    sayings: { logo_url: 'where the logo is', colors: 'primary and page_background, as JSON' },
    examples: settings('branding', [`--colors '{"primary":"#2d6a4f"}'`, '--logo-url https://www.example.com/logo.svg']),
  },
  prompts: {
    one: 'how the login pages go about it',
    many: 'how the login pages go about it',
    description: 'How the pages go about it on which users log in.',
    sayings: { identifier_first: 'first the name, and the password on a page of its own' },
    examples: settings('prompts', ['--identifier-first true', '--unset identifier_first']),
  },
  'brute-force-protection': {
    one: 'the protection of accounts',
    many: 'the protection of accounts',
    description: 'An account that is tried with too many wrong passwords is blocked for the address they come from.',
    sayings: { enabled: 'whether it is on', max_attempts: 'wrong passwords in a row, 1 to 100' },
    examples: settings('brute-force-protection', ['--max-attempts 5', '--allowlist 192.0.2.0/24']),
  },
  'suspicious-ip-throttling': {
    one: 'the throttling of addresses',
    many: 'the throttling of addresses',
    description: 'An address that fails to log in too often, or signs up too often, has to wait.',
    sayings: { enabled: 'whether it is on', stage: 'how much is too much, as JSON' },
    examples: settings('suspicious-ip-throttling', ['--allowlist 192.0.2.0/24', '--enabled false']),
  },
  'breached-password-detection': {
    one: 'what is done about breached passwords',
    many: 'what is done about breached passwords',
    description: 'What is done about passwords that others have published.',
    sayings: { enabled: 'whether it is on' },
    examples: settings('breached-password-detection', ['--enabled true', '--shields block']),
  },
}
