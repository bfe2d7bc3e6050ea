// Whether a token counts: as a validator of its API sees it, and as this server does, which knows what has happened since.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ACCESS_TOKEN_TYPE, JWT_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { TokenRefused, verifyJwt, type RefusalReason } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { apiVerificationKey } from '../tokens/api-keys.ts'
import { isRevoked, mortalOf } from '../tokens/revocations.ts'
import { verificationKeys } from '../tokens/signing-keys.ts'
import { placeOfApi, placeOfUser } from './places.ts'
import type { Help } from '@symbolon/protocol/explain/help'
import type { Words } from './words.ts'

/** Whether a validator would take it, and why not. */
export type Verdict = { readonly accepted: boolean; readonly says: string } & Help

export const revoked = (words: Words): Verdict => ({ accepted: false, says: words.isRevoked })

/** The client of this id, if there is one. */
export const clientOf = async ({ store }: Tenancy, client_id: unknown): Promise<Client | undefined> =>
  typeof client_id === 'string' ? store.find('clients', { client_id }) : undefined

/** As a validator of the API would see it, and as this server would besides. */
export async function judge(
  tenancy: Tenancy,
  token: string,
  claims: JsonObject,
  api: ResourceServer | undefined,
  words: Words,
): Promise<Verdict> {
  const { issuer } = tenancy.tenant
  const { iss } = claims
  if (iss !== issuer) {
    const isSlash = typeof iss === 'string' && iss.replace(/\/$/, '') === issuer.replace(/\/$/, '')
    return { accepted: false, says: isSlash ? words.wrongSlash(issuer) : words.otherIssuer }
  }
  if (!api) return { accepted: false, says: words.noApi, fix: words.askForApi }
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
    if (error instanceof TokenRefused) return refused(error, api, words)
    throw error
  }
  if (await isRevoked(tenancy, mortalOf(claims, token))) return revoked(words)
  return standing(tenancy, claims, words)
}

/** Of the reasons, those that a setting of the API has to do with. */
const SETTINGS: ReadonlyMap<RefusalReason, string> = new Map([
  ['expired', 'token_lifetime'],
  ['key', 'signing_alg'],
  ['algorithm', 'signing_alg'],
])

function refused({ reason, message }: TokenRefused, api: ResourceServer, words: Words): Verdict {
  const fix = words.fixOfRefused(reason)
  const field = SETTINGS.get(reason)
  return {
    accepted: false,
    says: words.isRefused(reason, message),
    ...(fix === undefined ? {} : { fix }),
    ...(field === undefined ? {} : { at: placeOfApi(api, field) }),
  }
}

/** A signature says nothing of what has happened since. */
async function standing(tenancy: Tenancy, claims: JsonObject, words: Words): Promise<Verdict> {
  const { sub } = claims
  const client = await clientOf(tenancy, claims['client_id'] ?? claims['azp'])
  if (!client) return { accepted: false, says: words.clientGone }
  if (typeof sub === 'string' && !sub.endsWith('@clients')) {
    const user = await tenancy.store.findUser(sub)
    if (!user) return { accepted: false, says: words.userGone }
    if (user.blocked) {
      return { accepted: false, says: words.userBlocked, fix: words.unblock, at: placeOfUser(user, 'blocked') }
    }
  }
  return { accepted: true, says: words.isTaken }
}
