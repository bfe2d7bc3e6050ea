// Rules to begin with.
import type { RuleTextKey } from './texts.ts'

export type RuleTemplate = {
  readonly id: string
  readonly title: RuleTextKey
  readonly hint: RuleTextKey
  /** What the rule is called at first. */
  readonly name: string
  readonly script: string
}

export const RULE_TEMPLATES: readonly RuleTemplate[] = [
  {
    id: 'empty',
    title: 'templateEmpty',
    hint: 'templateEmptyHint',
    name: 'New rule',
    script: `function (user, context, callback) {
  // Read user and context, change them, and call back once.
  return callback(null, user, context);
}
`,
  },
  {
    id: 'claim',
    title: 'templateClaim',
    hint: 'templateClaimHint',
    name: 'Plan in tokens',
    script: `function (user, context, callback) {
  // A name of your own, so that it can never be taken for somebody else's.
  const namespace = 'https://example.com/';
  const { plan = 'free' } = user.app_metadata || {};

  context.accessToken[namespace + 'plan'] = plan;
  context.idToken[namespace + 'plan'] = plan;

  return callback(null, user, context);
}
`,
  },
  {
    id: 'roles',
    title: 'templateRoles',
    hint: 'templateRolesHint',
    name: 'Roles in tokens',
    script: `function (user, context, callback) {
  const { roles = [] } = context.authorization || {};
  context.accessToken['https://example.com/roles'] = roles;

  return callback(null, user, context);
}
`,
  },
  {
    id: 'verified',
    title: 'templateVerified',
    hint: 'templateVerifiedHint',
    name: 'Verified addresses only',
    script: `function (user, context, callback) {
  if (!user.email_verified) {
    return callback(new UnauthorizedError('Please confirm your e-mail address first.'));
  }
  return callback(null, user, context);
}
`,
  },
  {
    id: 'scopes',
    title: 'templateScopes',
    hint: 'templateScopesHint',
    name: 'Fewer scopes',
    script: `function (user, context, callback) {
  const { scope = '' } = context.request.query;
  const isStaff = (user.email || '').endsWith('@example.com');

  // Guests may read, and nothing else, whatever was asked for.
  if (!isStaff) {
    context.accessToken.scope = scope
      .split(' ')
      .filter((word) => ['openid', 'profile', 'email'].includes(word) || word.startsWith('read:'));
  }
  return callback(null, user, context);
}
`,
  },
]
