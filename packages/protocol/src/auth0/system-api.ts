// The API through which a tenant is managed, as a resource server of that tenant. reference: Management API, section 1.

const VERBS = { c: 'create', r: 'read', u: 'update', d: 'delete' } as const

// As the reference lists them: a noun and the first letters of what can be done with it. The last two are ours.
const RIGHTS = `client_grants rcdu,users rudc,users_app_metadata rudc,user_custom_blocks rcd,user_tickets c,clients rudc,
client_keys rudc,client_credentials rudc,connections rudc,resource_servers rudc,device_credentials rudc,rules rudc,
rules_configs rud,hooks rudc,actions rudc,email_provider rudc,stats r,insights r,tenant_settings ru,logs r,logs_users r,
shields rcud,anomaly_blocks rd,triggers ru,grants rd,guardian_factors ru,guardian_enrollments rd,
guardian_enrollment_tickets c,user_idp_tokens r,passwords_checking_job cd,custom_domains rdcu,email_templates rcu,
mfa_policies ru,roles rcdu,prompts ru,branding rud,log_streams rcdu,signing_keys cru,limits ru,role_members crd,
entitlements r,attack_protection ru,organizations_summary r,authentication_methods crud,organizations rucd,
organization_discovery_domains rucd,organization_members crd,organization_connections crud,
organization_member_roles crd,organization_invitations crd,scim_config rcud,scim_token crd,directory_provisionings rcud,
phone_providers rcud,phone_templates rcud,encryption_keys crud,sessions rud,refresh_tokens rud,
self_service_profiles crud,sso_access_tickets cd,forms rudc,flows rudc,flows_vault r,flows_vault_connections rudc,
flows_executions rd,connections_options ru,self_service_profile_custom_texts ru,network_acls crud,vdcs_templates rcud,
custom_signing_keys crud,federated_connections_tokens rd,user_attribute_profiles crud,event_streams rcdu,
event_deliveries ru,connection_profiles crud,group_roles crd,user_effective_permissions r,user_effective_roles r,
organization_member_effective_roles r,user_role_source_groups r,organization_member_role_source_groups r,
user_permission_source_roles r,organization_groups rcd,organization_group_roles rcd,token_exchange_profiles crud,
organization_client_grants rcd,organization_clients rcud,events r,rate_limit_policies crud,portals crud,
network_acl_keys crud,security_metrics r,connections_keys ruc,groups crud,group_members r,machine_tokens crud,
signal_streams crud`

/** Rights that have no place among the four verbs. `client_summary` and the vault's are named by endpoints, not by the list. */
const SINGLE_RIGHTS = ['blacklist:tokens', 'read:client_summary', 'update:client_token_vault_privileged_access']

/** What a user may be given for the user's own account; no other scope counts in a user's token. */
const CURRENT_USER_RIGHTS = [
  'read:current_user',
  'update:current_user_metadata',
  'create:current_user_metadata',
  'delete:current_user_metadata',
  'create:current_user_device_credentials',
  'delete:current_user_device_credentials',
  'update:current_user_identities',
  'delete:current_user',
]

const isVerb = (letter: string): letter is keyof typeof VERBS => Object.hasOwn(VERBS, letter)

const expand = (right: string): readonly string[] => {
  const [noun = '', letters = ''] = right.trim().split(' ')
  return [...letters].filter(isVerb).map((letter) => `${VERBS[letter]}:${noun}`)
}

/** `read:client_grants` → `Read Client Grants`. */
const describe = (value: string): string =>
  value
    .split(/[:_]/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(' ')

export type SystemScope = { readonly value: string; readonly description: string }

/** Every scope of the system API. */
export const SYSTEM_SCOPES: readonly SystemScope[] = Object.freeze(
  [...RIGHTS.split(',').flatMap(expand), ...SINGLE_RIGHTS, ...CURRENT_USER_RIGHTS].map((value) =>
    Object.freeze({ value, description: describe(value) }),
  ),
)

/** Whether `scope` may stand in a user's token for the system API. */
export const isCurrentUserScope = (scope: string): boolean => CURRENT_USER_RIGHTS.includes(scope)

/** `aud` of tokens for the Management API of the tenant with this issuer. */
export const systemAudience = (issuer: string): string => `${issuer}api/v2/`

/** The fields of the system API of the tenant with this issuer, without its id. */
export const systemApi = (issuer: string) =>
  ({
    name: 'Auth0 Management API',
    identifier: systemAudience(issuer),
    is_system: true,
    token_lifetime: 86400,
    token_lifetime_for_web: 7200,
    signing_alg: 'RS256',
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: { client: { policy: 'require_client_grant' }, user: { policy: 'allow_all' } },
    scopes: SYSTEM_SCOPES,
  }) as const
