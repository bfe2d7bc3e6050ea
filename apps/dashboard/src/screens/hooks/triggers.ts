// The triggers of hooks: what a function of each is handed, and what it begins with. docs/actions.md; reference: extensibility, section 12.
import { membersOf, type Members } from '../../editor/members.ts'
import type { ActionTextKey } from '../actions/texts.ts'

export type HookTrigger = {
  readonly id: string
  readonly title: ActionTextKey
  readonly hint: ActionTextKey
  /** Whether it is about a person, and not about a machine. */
  readonly hasUser: boolean
  readonly script: string
  readonly members: (secrets: readonly string[]) => Members
}

type Sketch = Parameters<typeof membersOf>[0]

/** `context` is the same for all that are about somebody. */
const registration = {
  requestLanguage: 'text',
  renderLanguage: 'text',
  connection: { id: 'text', name: 'text', tenant: 'text' },
}

const within =
  (handed: Sketch, context: Sketch = registration): HookTrigger['members'] =>
  (secrets) =>
    membersOf({
      ...handed,
      context: { ...context, webtask: { secrets: Object.fromEntries(secrets.map((name) => [name, 'text'])) } },
      module: { exports: {} },
      require: '(name)',
    })

const unmade = {
  tenant: 'text',
  username: 'text',
  email: 'text',
  emailVerified: 'true or false',
  phoneNumber: 'text',
  phoneNumberVerified: 'true or false',
  user_metadata: 'object',
  app_metadata: 'object',
}

export const HOOK_TRIGGERS: readonly HookTrigger[] = [
  {
    id: 'credentials-exchange',
    title: 'triggerMachine',
    hint: 'triggerMachineHint',
    hasUser: false,
    script: `module.exports = function (client, scope, audience, context, callback) {
  // The whole token: a scope that is not named again is gone.
  const token = { scope };
  token['https://example.com/team'] = client.metadata.team;

  callback(null, token);
};
`,
    members: within(
      {
        client: { id: 'text', name: 'text', tenant: 'text', metadata: 'object' },
        scope: 'list',
        audience: 'URL',
        callback: '(error, token)',
        InvalidScopeError: '(message)',
        InvalidRequestError: '(message)',
        ServerError: '(message)',
      },
      {},
    ),
  },
  {
    id: 'pre-user-registration',
    title: 'triggerPreRegistration',
    hint: 'triggerPreRegistrationHint',
    hasUser: true,
    script: `module.exports = function (user, context, callback) {
  if (!(user.email || '').endsWith('@example.com')) {
    return callback(new PreUserRegistrationError('other domain', 'Please use your address at example.com.'));
  }
  callback(null, { user: { app_metadata: { plan: 'free' } } });
};
`,
    members: within({
      user: { ...unmade, password: 'text' },
      callback: '(error, { user })',
      PreUserRegistrationError: '(reason, words)',
    }),
  },
  {
    id: 'post-user-registration',
    title: 'triggerPostRegistration',
    hint: 'triggerPostRegistrationHint',
    hasUser: true,
    script: `module.exports = function (user, context, callback) {
  console.log('Welcome', user.id);
  callback();
};
`,
    members: within({ user: { id: 'text', ...unmade }, callback: '(error)' }),
  },
  {
    id: 'post-change-password',
    title: 'triggerPassword',
    hint: 'triggerPasswordHint',
    hasUser: true,
    script: `module.exports = function (user, context, callback) {
  console.log('A new password of', user.id);
  callback();
};
`,
    members: within({
      user: { id: 'text', username: 'text', email: 'text', last_password_reset: 'time' },
      callback: '(error)',
    }),
  },
]

export const hookTriggerOf = (id: string): HookTrigger | undefined => HOOK_TRIGGERS.find((one) => one.id === id)
