// What the client and the tenant allow a request to be. Asked when a request begins, and again before it is answered: what was
// allowed an hour ago need not be now. security.md C10, C14
import type { Client } from '@symbolon/protocol/entities/client'
import type { TenantSettings } from '@symbolon/protocol/entities/tenant-settings'
import { requireGrantType } from '../clients/grant-types.ts'
import { requireUsage } from '../organizations/membership.ts'
import { isStrict } from '../strict-client.ts'
import { OAuthError } from '../errors.ts'
import type { AuthorizationRequest } from '../one-time.ts'
import { invalid } from './answer-to.ts'

/** The part of a request that decides. */
type Request = Pick<AuthorizationRequest, 'response_type' | 'code_challenge' | 'code_challenge_method' | 'organization'>

type Check = (client: Client, request: Request, settings: TenantSettings) => void

const wordsOf = ({ response_type }: Pick<Request, 'response_type'>): readonly string[] => response_type.split(' ')

/** `code` is of the authorization code grant, tokens at once are of the implicit grant. */
const grantTypesAllowed: Check = (client, request) => {
  const words = wordsOf(request)
  const needed = [
    ...(words.includes('code') ? ['authorization_code'] : []),
    ...(words.some((word) => word !== 'code') ? ['implicit'] : []),
  ]
  for (const type of needed) requireGrantType(client, type)
}

/** What is not there yet must not be left out in silence. */
const nothingRequiredThatIsMissing: Check = (client, _request, { flags }) => {
  if (client.require_pushed_authorization_requests || flags.require_pushed_authorization_requests) {
    throw invalid('Pushed authorization requests are required, and this server does not take any')
  }
  if (client.signed_request_object?.required) {
    throw invalid('Signed request objects are required, and this server does not take any')
  }
  if (client.require_proof_of_possession) {
    throw invalid('Tokens bound to a key are required, and this server makes none')
  }
}

/** Where people are asked for it, the request need not name one. */
const organizationAllowed: Check = ({ organization_usage, organization_require_behavior }, { organization }) => {
  const isNamed = organization !== undefined
  const isAskedFor = (organization_require_behavior ?? 'no_prompt') !== 'no_prompt'
  if (isNamed || !isAskedFor) requireUsage(organization_usage, isNamed)
}

/** Whoever cannot keep a secret proves with the verifier that the code is its own. RFC 9700 §2.1.1 */
const proofKeyWhereNeeded: Check = (client, request) => {
  if (request.code_challenge_method === 'plain' && !client.allow_plain_code_challenge) {
    throw invalid('code_challenge_method plain is not allowed for this client, use S256')
  }
  const isPublic = client.token_endpoint_auth_method === 'none'
  if (wordsOf(request).includes('code') && request.code_challenge === null && (isPublic || isStrict(client))) {
    throw invalid('Missing required parameter: code_challenge')
  }
}

/** reference: Authentication API, section 24. */
const strictThirdParty: Check = (client, request) => {
  if (!isStrict(client)) return
  if (request.response_type !== 'code') {
    throw new OAuthError('unauthorized_client', "Grant type 'implicit' not allowed for the client.")
  }
}

const CHECKS: readonly Check[] = [
  nothingRequiredThatIsMissing,
  organizationAllowed,
  grantTypesAllowed,
  strictThirdParty,
  proofKeyWhereNeeded,
]

// And `auth0Client`, which all of Auth0's own SDKs send.
const STRICT_PARAMETERS =
  /^(?:acr_values|audience|auth0Client|authorization_details|client_id|code_challenge|code_challenge_method|connection|correlation_id|display|dpop_jkt|ext-.*|login_hint|max_age|nonce|prompt|redirect_uri|resource|response_type|scope|state|ui_locales)$/

/**
 * Refuses what `client` may not ask for.
 *
 * @param sent names of the parameters of the request, where they are known
 * @throws OAuthError `unauthorized_client`, `invalid_request` or `invalid_scope`
 */
export function requireAllowed(
  client: Client,
  settings: TenantSettings,
  request: Request,
  sent: readonly string[] = [],
): void {
  for (const check of CHECKS) check(client, request, settings)
  const foreign = isStrict(client) ? sent.find((name) => !STRICT_PARAMETERS.test(name)) : undefined
  if (foreign !== undefined) throw invalid(`Parameter ${foreign.slice(0, 64)} is not allowed for this application`)
}
