// The triggers: what an action of each finds in `event` and may ask of `api`, and what it begins with. docs/actions.md; reference:
// extensibility, sections 14 to 16. Only what this server offers is offered while one types.
import { membersOf, type Members } from '../../editor/members.ts'
import {
  cache,
  client,
  connection,
  ends,
  metadata,
  organization,
  profile,
  request,
  tenant,
  transaction,
  user,
} from './event-members.ts'
import type { ActionTextKey } from './texts.ts'

export type Trigger = {
  readonly id: string
  readonly version: string
  readonly title: ActionTextKey
  readonly hint: ActionTextKey
  /** Whether actions run there in an order; of others, whatever runs them names them. */
  readonly isBindable: boolean
  readonly code: string
  readonly members: (secrets: readonly string[]) => Members
}

type Sketch = Parameters<typeof membersOf>[0]

const within =
  (event: Sketch, api: Sketch): Trigger['members'] =>
  (secrets) =>
    membersOf({
      event: { ...event, secrets: Object.fromEntries(secrets.map((name) => [name, 'text'])) },
      api: { ...api, cache },
      exports: {},
      require: '(name)',
    })

const shell = (handler: string, parameters: string, body: string): string => `/**
 * @param {object} event - what is happening
 * @param {object} api - what may be asked for
 */
exports.${handler} = async (${parameters}) => {
${body}
};
`

export const TRIGGERS: readonly Trigger[] = [
  {
    id: 'post-login',
    version: 'v3',
    title: 'triggerPostLogin',
    hint: 'triggerPostLoginHint',
    isBindable: true,
    code: shell(
      'onExecutePostLogin',
      'event, api',
      `  const { plan = 'free' } = event.user.app_metadata;
  api.accessToken.setCustomClaim('https://example.com/plan', plan);`,
    ),
    members: within(
      {
        tenant,
        client,
        connection,
        organization,
        request,
        user,
        transaction,
        authentication: { methods: 'list' },
        authorization: { roles: 'list of names' },
        resource_server: { identifier: 'URL' },
        stats: { logins_count: 'number' },
        session: { id: 'text', created_at: 'time', metadata: 'object' },
        refresh_token: { id: 'text', created_at: 'time', metadata: 'object' },
      },
      {
        access: { deny: '(reason)' },
        authentication: { setPrimaryUser: '(user_id)', recordMethod: '(url)' },
        accessToken: { setCustomClaim: '(name, value)', addScope: '(scope)', removeScope: '(scope)' },
        idToken: { setCustomClaim: '(name, value)' },
        user: metadata,
        redirect: {
          sendUserTo: '(url, { query })',
          canRedirect: '()',
          encodeToken: '({ secret, payload })',
          validateToken: '({ secret })',
        },
        transaction: { setMetadata: '(name, value)' },
        validation: { error: '(code, message)' },
        rules: { wasExecuted: '(id)' },
        session: { ...ends, setCookieMode: "('persistent' | 'non-persistent')" },
        refreshToken: ends,
      },
    ),
  },
  {
    id: 'credentials-exchange',
    version: 'v2',
    title: 'triggerMachine',
    hint: 'triggerMachineHint',
    isBindable: true,
    code: shell(
      'onExecuteCredentialsExchange',
      'event, api',
      `  api.accessToken.setCustomClaim('https://example.com/team', event.client.metadata.team);`,
    ),
    members: within(
      {
        tenant,
        client,
        organization,
        request,
        accessToken: { customClaims: 'object', scope: 'list' },
        resource_server: { identifier: 'URL' },
        transaction: { requested_scopes: 'list' },
      },
      {
        access: { deny: '(code, reason)' },
        accessToken: { setCustomClaim: '(name, value)' },
        transaction: {
          addTargetScope: '(scope)',
          removeTargetScope: '(scope)',
          setTargetScopes: '(scopes)',
          clearTargetScopes: '()',
        },
      },
    ),
  },
  {
    id: 'pre-user-registration',
    version: 'v2',
    title: 'triggerPreRegistration',
    hint: 'triggerPreRegistrationHint',
    isBindable: true,
    code: shell(
      'onExecutePreUserRegistration',
      'event, api',
      `  if (!event.user.email?.endsWith('@example.com')) {
    api.access.deny('other_domain', 'Please use your address at example.com.');
  }`,
    ),
    members: within(
      { tenant, client, connection, request, user: profile, transaction },
      {
        access: { deny: '(reason, message)' },
        user: metadata,
        validation: { error: '(code, message)' },
      },
    ),
  },
  {
    id: 'post-user-registration',
    version: 'v2',
    title: 'triggerPostRegistration',
    hint: 'triggerPostRegistrationHint',
    isBindable: true,
    code: shell('onExecutePostUserRegistration', 'event', `  console.log('Welcome', event.user.user_id);`),
    members: within({ tenant, client, connection, request, user, transaction }, {}),
  },
  {
    id: 'post-change-password',
    version: 'v2',
    title: 'triggerPassword',
    hint: 'triggerPasswordHint',
    isBindable: true,
    code: shell('onExecutePostChangePassword', 'event', `  console.log('A new password of', event.user.user_id);`),
    members: within({ tenant, client, connection, request, user, transaction }, {}),
  },
  {
    id: 'custom-email-provider',
    version: 'v1',
    title: 'triggerEmail',
    hint: 'triggerEmailHint',
    isBindable: true,
    code: shell(
      'onExecuteCustomEmailProvider',
      'event, api',
      `  const { to, subject, html, text } = event.notification;
  const answer = await fetch('https://mail.example.com/messages', {
    method: 'POST',
    headers: { authorization: \`Bearer \${event.secrets.TOKEN}\`, 'content-type': 'application/json' },
    body: JSON.stringify({ to, subject, html, text }),
  });
  if (!answer.ok) api.notification.retry(\`The service answered \${answer.status}\`);`,
    ),
    members: within(
      {
        tenant,
        client,
        connection: { name: 'text' },
        user,
        notification: {
          to: 'text',
          from: 'text',
          subject: 'text',
          html: 'text',
          text: 'text',
          locale: 'text',
          message_type: 'text',
        },
      },
      { notification: { drop: '(reason)', retry: '(reason)' } },
    ),
  },
  {
    id: 'custom-token-exchange',
    version: 'v1',
    title: 'triggerExchange',
    hint: 'triggerExchangeHint',
    isBindable: false,
    code: shell(
      'onExecuteCustomTokenExchange',
      'event, api',
      `  // Check event.transaction.subject_token, then say whose it is.
  api.access.rejectInvalidSubjectToken('Nobody has written this check yet.');`,
    ),
    members: within(
      {
        tenant,
        client,
        request,
        resource_server: { identifier: 'URL' },
        transaction: {
          subject_token: 'text',
          subject_token_type: 'URI',
          requested_token_type: 'URI',
          requested_scopes: 'list',
        },
      },
      {
        access: { deny: '(code, reason)', rejectInvalidSubjectToken: '(reason)' },
        authentication: { setUserById: '(user_id)', setUserByConnection: '(connection, attributes, options)' },
        user: metadata,
      },
    ),
  },
]

export const triggerOf = (id: string | undefined): Trigger | undefined => TRIGGERS.find((one) => one.id === id)
