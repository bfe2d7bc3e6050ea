// Whether a token counts: as a validator of its API sees it, and as this server does, which knows what has happened since.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { apiVerificationKey } from '../tokens/api-keys.ts'
import { isRevoked, mortalOf } from '../tokens/revocations.ts'
import { verificationKeys } from '../tokens/signing-keys.ts'

/** Whether a validator would take it, and why not. */
export type Verdict = { readonly accepted: boolean; readonly says: string; readonly fix?: string }

export const REVOKED: Verdict = {
  accepted: false,
  says: 'It has been revoked: this server refuses it, and so do validators that follow its revocations.',
}

/** The client of this id, if there is one. */
export const clientOf = async ({ store }: Tenancy, client_id: unknown): Promise<Client | undefined> =>
  typeof client_id === 'string' ? store.find('clients', { client_id }) : undefined

/** As a validator of the API would see it, and as this server would besides. */
export async function judge(
  tenancy: Tenancy,
  token: string,
  claims: JsonObject,
  api: ResourceServer | undefined,
): Promise<Verdict> {
  const { issuer } = tenancy.tenant
  const { iss } = claims
  if (iss !== issuer) {
    const isSlash = typeof iss === 'string' && iss.replace(/\/$/, '') === issuer.replace(/\/$/, '')
    const says = isSlash
      ? `Its issuer lacks or has a slash at the end: it must be ${issuer}.`
      : 'Another issuer has made it.'
    return { accepted: false, says }
  }
  if (!api)
    return {
      accepted: false,
      says: 'There is no API with its audience, or no longer.',
      fix: 'Ask with the identifier of an API as audience.',
    }
  const keys = api.signing_alg === 'HS256' ? await apiVerificationKey(tenancy, api) : await verificationKeys(tenancy)
  try {
    verifyJwt(token, {
      keys,
      typ: [JWT_TYPE, ACCESS_TOKEN_TYPE],
      issuer,
      audience: api.identifier,
      now: Math.floor(tenancy.now() / 1000),
      required: ['sub', 'exp', 'iat', 'aud'],
    })
  } catch (error) {
    if (error instanceof TokenRefused) return refused(error)
    throw error
  }
  if (await isRevoked(tenancy, mortalOf(claims, token))) return REVOKED
  return standing(tenancy, claims)
}

const FIXES: ReadonlyMap<string, string> = new Map([
  ['expired', 'Get another one, by refresh token if there is one. How long it lives is set at the API.'],
  [
    'key',
    'The key was revoked, signing_alg of the API is another now, or the token is of another tenant. Get another one.',
  ],
  ['signature', 'It was changed on the way, or somebody else has made it.'],
])

const refused = ({ reason, message }: TokenRefused): Verdict => {
  const fix = FIXES.get(reason)
  const says = `A validator refuses it: ${message}.`
  return { accepted: false, says, ...(fix === undefined ? {} : { fix }) }
}

/** A signature says nothing of what has happened since. */
async function standing(tenancy: Tenancy, claims: JsonObject): Promise<Verdict> {
  const { sub } = claims
  const client = await clientOf(tenancy, claims['client_id'] ?? claims['azp'])
  if (!client) return { accepted: false, says: 'A validator takes it until it expires, but its client is gone.' }
  if (typeof sub === 'string' && !sub.endsWith('@clients')) {
    const user = await tenancy.store.findUser(sub)
    if (!user) return { accepted: false, says: 'A validator takes it until it expires, but its user is gone.' }
    if (user.blocked)
      return { accepted: false, says: 'A validator takes it until it expires, but its user is blocked.' }
  }
  return { accepted: true, says: 'A validator of its API takes it.' }
}
