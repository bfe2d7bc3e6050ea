// What can be set of an application, and how it is asked for.
import type { Document } from '../../parts/document.ts'
import type { Option, Section } from '../../parts/section.ts'
import { KINDS } from './kinds.ts'

const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'implicit',
  'password',
  'http://auth0.com/oauth/grant-type/password-realm',
  'urn:ietf:params:oauth:grant-type:token-exchange',
]

const FIRST: readonly Section[] = [
  {
    title: 'settings',
    fields: [
      { kind: 'text', name: 'name', label: 'fieldName' },
      { kind: 'text', name: 'description', label: 'description', isOptional: true },
      { kind: 'one', name: 'app_type', label: 'appType', options: KINDS.map(({ app_type }) => app_type) },
      { kind: 'text', name: 'logo_uri', label: 'appLogo', hint: 'appLogoHint', isOptional: true },
    ],
  },
  {
    title: 'appAddresses',
    fields: [
      { kind: 'lines', name: 'callbacks', label: 'fieldCallbacks', hint: 'fieldCallbacksHint' },
      { kind: 'lines', name: 'allowed_logout_urls', label: 'fieldLogoutUrls', hint: 'fieldLogoutUrlsHint' },
      { kind: 'lines', name: 'web_origins', label: 'fieldOrigins', hint: 'fieldOriginsHint' },
      { kind: 'lines', name: 'allowed_origins', label: 'appCors', hint: 'appCorsHint' },
      { kind: 'text', name: 'initiate_login_uri', label: 'appLoginUri', hint: 'appLoginUriHint', isOptional: true },
    ],
  },
  {
    title: 'appIdToken',
    fields: [
      { kind: 'seconds', name: 'jwt_configuration.lifetime_in_seconds', label: 'fieldIdTokenLifetime' },
      {
        kind: 'one',
        name: 'jwt_configuration.alg',
        label: 'fieldAlg',
        options: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'],
      },
      { kind: 'text', name: 'client_secret', label: 'appOwnSecret', hint: 'appOwnSecretHint', isOptional: true },
    ],
  },
  {
    title: 'appRefreshTokens',
    fields: [
      {
        kind: 'one',
        name: 'refresh_token.rotation_type',
        label: 'fieldRotation',
        hint: 'appRotationHint',
        options: ['non-rotating', 'rotating'],
      },
      { kind: 'seconds', name: 'refresh_token.leeway', label: 'appLeeway', hint: 'appLeewayHint' },
      {
        kind: 'one',
        name: 'refresh_token.expiration_type',
        label: 'appExpiration',
        options: ['non-expiring', 'expiring'],
      },
      { kind: 'switch', name: 'refresh_token.infinite_token_lifetime', label: 'appRefreshForever' },
      { kind: 'seconds', name: 'refresh_token.token_lifetime', label: 'appRefreshLifetime' },
      { kind: 'switch', name: 'refresh_token.infinite_idle_token_lifetime', label: 'appIdleForever' },
      { kind: 'seconds', name: 'refresh_token.idle_token_lifetime', label: 'appIdleLifetime', hint: 'appIdleHint' },
      {
        kind: 'json',
        name: 'refresh_token.policies',
        label: { en: 'Further APIs', de: 'Weitere APIs' },
        hint: {
          en: 'For which a refresh token gets access tokens too, as JSON: [{"audience": "https://…", "scope": ["read:orders"]}].',
          de: 'Für die ein Refresh-Token auch Access-Token bekommt, als JSON: [{"audience": "https://…", "scope": ["read:orders"]}].',
        },
        isOptional: true,
      },
    ],
  },
]

const ofOrganizations = (organizations: readonly Option[]): Section => ({
  title: 'organizations',
  fields: [
    {
      kind: 'one',
      name: 'organization_usage',
      label: 'appOrganizations',
      hint: 'appOrganizationsHint',
      options: ['deny', 'allow', 'require'],
      isOptional: true,
    },
    {
      kind: 'one',
      name: 'organization_require_behavior',
      label: 'appOrganizationPrompt',
      hint: 'appOrganizationPromptHint',
      options: ['no_prompt', 'pre_login_prompt', 'post_login_prompt'],
      isOptional: true,
    },
    {
      kind: 'several',
      name: 'organization_discovery_methods',
      label: { en: 'How people name their organization', de: 'Wie Menschen ihre Organisation nennen' },
      options: ['organization_name', 'email'],
    },
    {
      kind: 'one',
      name: 'default_organization.organization_id',
      label: { en: 'Its own organization', de: 'Ihre eigene Organisation' },
      hint: {
        en: 'Of which its tokens by client credentials are where the request names none.',
        de: 'Zu der ihre Token über Client Credentials gehören, wenn die Anfrage keine nennt.',
      },
      options: organizations,
      isOptional: true,
    },
  ],
})

const ADVANCED: Section = {
  title: 'advanced',
  fields: [
    {
      kind: 'one',
      name: 'token_endpoint_auth_method',
      label: 'fieldAuthMethod',
      hint: 'appAuthMethodHint',
      options: ['none', 'client_secret_post', 'client_secret_basic'],
    },
    { kind: 'several', name: 'grant_types', label: 'fieldGrantTypes', options: GRANT_TYPES },
    {
      kind: 'several',
      name: 'token_exchange.allow_any_profile_of_type',
      label: 'appExchange',
      options: ['custom_authentication'],
    },
    { kind: 'switch', name: 'is_first_party', label: 'appFirstParty', hint: 'appFirstPartyHint' },
    { kind: 'switch', name: 'oidc_conformant', label: 'appOidc', hint: 'appOidcHint' },
    { kind: 'switch', name: 'sso_disabled', label: 'appNoSso', hint: 'appNoSsoHint' },
    { kind: 'switch', name: 'require_pushed_authorization_requests', label: 'appPar', hint: 'appParHint' },
    { kind: 'switch', name: 'require_proof_of_possession', label: 'appDpop', hint: 'appDpopHint' },
    { kind: 'switch', name: 'allow_plain_code_challenge', label: 'appPlain', hint: 'appPlainHint' },
    { kind: 'switch', name: 'is_token_endpoint_ip_header_trusted', label: 'appIp', hint: 'appIpHint' },
    {
      kind: 'perhaps',
      name: 'skip_non_verifiable_callback_uri_confirmation_prompt',
      label: 'appSkipConfirm',
      hint: 'appSkipConfirmHint',
    },
    {
      kind: 'one',
      name: 'redirection_policy',
      label: 'appRedirection',
      hint: 'appRedirectionHint',
      options: ['allow_always', 'open_redirect_protection'],
      isOptional: true,
    },
    { kind: 'switch', name: 'cross_origin_authentication', label: 'appCrossOrigin', hint: 'appCrossOriginHint' },
    { kind: 'text', name: 'cross_origin_loc', label: 'appCrossOriginLoc', isOptional: true },
    { kind: 'map', name: 'client_metadata', label: 'metadata', hint: 'appMetadataHint' },
  ],
}

/** @param organizations - of which one can be that of client credentials */
export const applicationSections = (organizations: readonly Option[]): readonly Section[] => [
  ...FIRST,
  ofOrganizations(organizations),
  ADVANCED,
]

/** `changes` with an organization as the server takes it: whole, or none. */
export function withOrganization({ default_organization, ...changes }: Document): Document {
  if (default_organization === undefined) return changes
  const { organization_id } = Object(default_organization)
  const whole = organization_id === undefined ? null : { organization_id, flows: ['client_credentials'] }
  return { ...changes, default_organization: whole }
}
