// Families of Auth0's Management API that do not exist here. Nobody may use them, in the words that Auth0's own tools take for "leave
// it out": they ask for everything, stop at a 404, and try a 500 again for minutes. reference: Management API, sections 1 and 23.
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { recordRefusal } from './record-write.ts'

/** A path below /api/v2 with all that is below it (or, where it ends with a star, only that), and the noun of the scopes that Auth0 would want. */
export type AbsentFamily = { readonly path: string; readonly noun: string }

export const ABSENT_FAMILIES: readonly AbsentFamily[] = [
  { path: '/attack-protection/bot-detection', noun: 'attack_protection' },
  { path: '/attack-protection/captcha', noun: 'attack_protection' },
  { path: '/attack-protection/phone-provider-protection', noun: 'attack_protection' },
  { path: '/branding/phone', noun: 'phone_providers' },
  { path: '/clients/cimd/*', noun: 'clients' },
  { path: '/connection-profiles', noun: 'connection_profiles' },
  { path: '/connections-directory-provisionings', noun: 'directory_provisionings' },
  { path: '/connections-scim-configurations', noun: 'scim_config' },
  { path: '/connections/:id/directory-provisioning', noun: 'directory_provisionings' },
  { path: '/connections/:id/keys', noun: 'connections_keys' },
  { path: '/connections/:id/scim-configuration', noun: 'scim_config' },
  { path: '/connections/:id/status', noun: 'connections' },
  { path: '/event-streams', noun: 'event_streams' },
  { path: '/events', noun: 'events' },
  { path: '/flows', noun: 'flows' },
  { path: '/forms', noun: 'forms' },
  { path: '/groups', noun: 'groups' },
  { path: '/guardian/enrollments', noun: 'guardian_enrollments' },
  { path: '/guardian/factors/:id/*', noun: 'guardian_factors' },
  { path: '/keys/custom-signing', noun: 'custom_signing_keys' },
  { path: '/keys/encryption', noun: 'encryption_keys' },
  { path: '/organizations/:id/clients', noun: 'organization_clients' },
  { path: '/organizations/:id/groups', noun: 'organization_groups' },
  { path: '/organizations/:id/members/:user_id/effective-roles', noun: 'organization_member_effective_roles' },
  { path: '/prompts/:id/partials', noun: 'prompts' },
  { path: '/prompts/:id/screen', noun: 'prompts' },
  { path: '/prompts/rendering', noun: 'prompts' },
  { path: '/rate-limit-policies', noun: 'rate_limit_policies' },
  { path: '/risk-assessments', noun: 'attack_protection' },
  { path: '/roles/:id/groups', noun: 'group_roles' },
  { path: '/self-service-profiles/:id/sso-ticket', noun: 'sso_access_tickets' },
  { path: '/supplemental-signals', noun: 'attack_protection' },
  { path: '/user-attribute-profiles/templates', noun: 'user_attribute_profiles' },
  { path: '/users/:id/authentication-methods/*', noun: 'authentication_methods' },
  { path: '/users/:id/authenticators', noun: 'guardian_enrollments' },
  { path: '/users/:id/connected-accounts', noun: 'users' },
  { path: '/users/:id/effective-permissions', noun: 'user_effective_permissions' },
  { path: '/users/:id/effective-roles', noun: 'user_effective_roles' },
  { path: '/users/:id/federated-connections-tokensets', noun: 'federated_connections_tokens' },
  { path: '/users/:id/groups', noun: 'group_members' },
  { path: '/users/:id/multifactor', noun: 'users' },
  { path: '/users/:id/recovery-code-regeneration', noun: 'users' },
  { path: '/users/:id/risk-assessments', noun: 'users' },
  { path: '/verifiable-credentials', noun: 'vdcs_templates' },
]

export const ABSENT_METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const

const VERBS: Readonly<Record<(typeof ABSENT_METHODS)[number], string>> = {
  GET: 'read',
  POST: 'create',
  PATCH: 'update',
  PUT: 'update',
  DELETE: 'delete',
}

/** @throws ApiError 403, always */
export const refuseAbsent = (
  tenancy: Tenancy,
  caller: Caller,
  { noun }: AbsentFamily,
  method: (typeof ABSENT_METHODS)[number],
): never => {
  const message = `Insufficient scope, expected any of: ${VERBS[method]}:${noun}`
  recordRefusal(tenancy, caller, message)
  throw new ApiError(403, message, 'insufficient_scope')
}
