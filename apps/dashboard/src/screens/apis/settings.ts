// What can be set of an API, and how it is asked for.
import type { Field, Section } from '../../parts/section.ts'

const LIFETIMES: readonly Field[] = [
  { kind: 'seconds', name: 'token_lifetime', label: 'fieldTokenLifetime', hint: 'fieldTokenLifetimeHint' },
  {
    kind: 'seconds',
    name: 'token_lifetime_for_web',
    label: 'fieldTokenLifetimeWeb',
    hint: 'fieldTokenLifetimeWebHint',
  },
]

const SHAPE: readonly Field[] = [
  {
    kind: 'one',
    name: 'token_dialect',
    label: 'fieldDialect',
    hint: 'fieldDialectHint',
    options: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
  },
  { kind: 'number', name: 'token_size_budget', label: 'fieldSizeBudget', hint: 'fieldSizeBudgetHint' },
]

const SKIP_CONSENT: Field = {
  kind: 'switch',
  name: 'skip_consent_for_verifiable_first_party_clients',
  label: 'fieldSkipConsent',
}

/** All that can be changed of the API through which the tenant is managed. */
export const SYSTEM_SECTIONS: readonly Section[] = [
  { title: 'machineToken', fields: [...LIFETIMES, ...SHAPE] },
  { title: 'apiAccess', fields: [SKIP_CONSENT] },
]

export const SECTIONS: readonly Section[] = [
  { title: 'settings', fields: [{ kind: 'text', name: 'name', label: 'fieldName' }] },
  {
    title: 'machineToken',
    fields: [
      ...LIFETIMES,
      { kind: 'one', name: 'signing_alg', label: 'fieldAlg', options: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] },
      { kind: 'text', name: 'signing_secret', label: 'apiSecret', hint: 'apiSecretHint', isOptional: true },
      ...SHAPE,
    ],
  },
  {
    title: 'apiAccess',
    fields: [
      { kind: 'switch', name: 'enforce_policies', label: 'fieldRbac', hint: 'fieldRbacHint' },
      { kind: 'switch', name: 'allow_offline_access', label: 'fieldOffline', hint: 'fieldOfflineHint' },
      SKIP_CONSENT,
      {
        kind: 'one',
        name: 'subject_type_authorization.user.policy',
        label: 'apiUserPolicy',
        hint: 'apiUserPolicyHint',
        options: ['allow_all', 'require_client_grant', 'deny_all'],
      },
      {
        kind: 'one',
        name: 'subject_type_authorization.client.policy',
        label: 'apiClientPolicy',
        options: ['require_client_grant', 'deny_all'],
      },
    ],
  },
  {
    title: 'advanced',
    fields: [
      { kind: 'switch', name: 'revoke_tokens_on_logout', label: 'apiLogout', hint: 'apiLogoutHint' },
      {
        kind: 'json',
        name: 'proof_of_possession',
        label: 'apiDpop',
        hint: 'apiDpopHint',
        isOptional: true,
      },
    ],
  },
]
