// `auth0.accessToken`: a token for the tenant's own Management API, for rules that change users by it. It stands on a client grant that
// the tenant has given, says no more than reading and updating users, and is made only for rules that name it.
// reference: extensibility, section 8
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { CLIENT_CREDENTIALS } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import { OAuthError } from '../errors.ts'
import { atHome, type Tenancy } from '../tenancy.ts'
import { issueTokens } from '../tokens/issue.ts'

const SCOPES = ['read:users', 'update:users'] as const

/** Seconds. */
const LIFETIME = 900

/** Milliseconds for which the same is given again. */
const GIVEN_FOR = 300_000

type Given = { readonly token: string; readonly until: number; readonly era: number }

// The store answers with the same client grant until it changes; with anything else of the configuration its era ends.
const given = new WeakMap<ClientGrant, Given>()

/** Whether a script can want it. */
export const namesApiToken = (script: string): boolean => /\bauth0\b/.test(script) && /\baccessToken\b/.test(script)

/** Undefined where no client of the tenant may read and update users. */
export async function apiToken(tenancy: Tenancy): Promise<string | undefined> {
  const { store, tenant, now } = tenancy
  const audience = systemAudience(tenant.home)
  const grants = await store.all('client_grants', { audience, subject_type: 'client' })
  const era = store.era()
  for (const clientGrant of grants) {
    if (!holdsAll(clientGrant)) continue
    const known = given.get(clientGrant)
    if (known && known.era === era && now() < known.until && known.until - now() <= GIVEN_FOR) return known.token
    const token = await make(tenancy, clientGrant, audience)
    if (token === undefined) continue
    given.set(clientGrant, { token, until: now() + GIVEN_FOR, era })
    return token
  }
  return undefined
}

const holdsAll = ({ scope, allow_all_scopes, organization_usage }: ClientGrant): boolean =>
  organization_usage !== 'require' && (allow_all_scopes === true || SCOPES.every((word) => scope.includes(word)))

async function make(tenancy: Tenancy, clientGrant: ClientGrant, audience: string): Promise<string | undefined> {
  const { store, random } = tenancy
  const { client_id } = clientGrant
  if (client_id === undefined) return undefined
  const [client, api] = await Promise.all([
    store.find('clients', { client_id }),
    store.find('resource_servers', { identifier: audience }),
  ])
  if (!client?.grant_types.includes(CLIENT_CREDENTIALS) || !api) return undefined
  try {
    // The API takes tokens of the tenant's own host alone.
    const { tokens } = await issueTokens(atHome(tenancy), {
      client,
      api,
      clientGrant,
      subject: `${client_id}@clients`,
      gty: 'client-credentials',
      scopes: SCOPES,
      permissions: SCOPES,
      longLived: { jti: random(16).toString('base64url'), lifetime: LIFETIME },
    })
    return tokens.access_token
  } catch (error) {
    // Another client may do.
    if (error instanceof OAuthError) return undefined
    throw error
  }
}
