// The phases of POST /oauth/token, in order. This is the only file that knows them. RFC 6749 §3.2
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { TokenResponse } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { newLogEvent } from '../audit/log-events.ts'
import { authenticateClient, presentedClientId, type AuthenticatedClient } from '../clients/authenticate.ts'
import { requireGrantType } from '../clients/grant-types.ts'
import { isStoreUnavailable, OAuthError } from '../errors.ts'
import { organizationFacts } from '../organizations/named.ts'
import { executionDetails } from '../rules/executions.ts'
import { runCodeForTokens } from '../rules/token-request.ts'
import type { Tenancy } from '../tenancy.ts'
import { issueTokens } from '../tokens/issue.ts'
import type { Visitor } from '../visitor.ts'
import type { Grant, TokenParameters } from './grant.ts'
import { GRANTS } from './index.ts'

/** A request to the token endpoint, read once. */
export type TokenRequest = {
  readonly parameters: TokenParameters
  /** The Authorization header. */
  readonly authorization: string | undefined
  readonly ip: string | undefined
  readonly user_agent: string | undefined
  /** The address that a server says it asks for; believed only of a client that has proven to be it, and is trusted with it. */
  readonly forwarded_for: string | undefined
}

/** The most frequent question about tokens, answered where it is looked for. */
const OPAQUE_HINT = 'No audience was named, so the access token is opaque: name an API to get a JWT'

const OVERSIZE_HINT = 'The access token is larger than the budget of its API'

/** What is no name is not said again: where an `&` was lost, a secret stands in it. */
const NAME = /^[\w:./~ -]{1,128}$/

const GRANT_BY_TYPE: ReadonlyMap<string, Grant> = new Map(GRANTS.map((grant) => [grant.type, grant]))

/**
 * Answers a token request.
 *
 * @throws OAuthError with the code, description and status of reference, Authentication API, sections 4.5 and 5.
 */
export async function exchangeToken(tenancy: Tenancy, request: TokenRequest): Promise<TokenResponse> {
  const grant = getGrant(request.parameters.grant_type)
  let authenticated: AuthenticatedClient | undefined
  let visitor: Visitor = request
  try {
    authenticated = await authenticateClient(tenancy, request)
    requireGrantType(authenticated.client, grant.type, grant.confidentialOnly)
    visitor = visitorOf(request, authenticated)
    const proven = await grant.prove(tenancy, authenticated.client, request.parameters, visitor)
    const authorization = await runCodeForTokens(tenancy, proven, request.parameters, visitor)
    const { tokens, oversize } = await issueTokens(tenancy, authorization)
    const facts = {
      client_id: authorization.client.client_id,
      client_name: authorization.client.name,
      audience: authorization.api?.identifier,
      scope: tokens.scope,
      user_id: authorization.user?.user_id,
      user_name: authorization.user?.email ?? authorization.user?.name,
      ...organizationFacts(authorization.within),
    }
    const description = authorization.api ? undefined : OPAQUE_HINT
    record(tenancy, visitor, grant.logged.success, {
      ...facts,
      description,
      details: executionDetails(visitor, authorization.custom),
    })
    if (oversize) record(tenancy, visitor, 'w', { ...facts, description: OVERSIZE_HINT, details: oversize })
    return grant.issued_token_type === undefined ? tokens : { ...tokens, issued_token_type: grant.issued_token_type }
  } catch (error) {
    throw recordFailure(tenancy, request, visitor, grant, authenticated, error)
  }
}

function getGrant(type: string | undefined): Grant {
  if (type === undefined) throw new OAuthError('invalid_request', 'Missing required parameter: grant_type')
  const grant = GRANT_BY_TYPE.get(type)
  if (!grant)
    throw new OAuthError('unsupported_grant_type', `Unsupported grant type${NAME.test(type) ? `: ${type}` : ''}`)
  return grant
}

/** reference: Authentication API, section 1.1. */
function visitorOf({ ip, user_agent, forwarded_for }: TokenRequest, asked: AuthenticatedClient): Visitor {
  const isTrusted = asked.confidential && asked.client.is_token_endpoint_ip_header_trusted
  return { ip: (isTrusted ? forwarded_for : undefined) ?? ip, user_agent }
}

type Facts = { readonly [key: string]: unknown }

function record(tenancy: Tenancy, { ip, user_agent }: Visitor, type: LogEventType, facts: Facts): void {
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, { type, ip, user_agent, hostname: tenancy.tenant.host, ...facts }),
  )
}

function recordFailure(
  tenancy: Tenancy,
  request: TokenRequest,
  visitor: Visitor,
  grant: Grant,
  authenticated: AuthenticatedClient | undefined,
  error: unknown,
): unknown {
  // What cannot be written now is not this client's failure.
  if (!(error instanceof OAuthError) || isStoreUnavailable(error)) return error
  record(tenancy, visitor, grant.logged.failure, {
    client_id: authenticated?.client.client_id ?? presentedClientId(request),
    client_name: authenticated?.client.name,
    audience: request.parameters.audience ?? request.parameters.resource,
    scope: request.parameters.scope,
    description: error.detail ?? error.message,
    details: { error: { code: error.code, message: error.message }, ...executionDetails(visitor) },
  })
  return error
}
