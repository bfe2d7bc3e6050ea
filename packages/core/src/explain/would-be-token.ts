// The access token that a request would get: its claims and their origins, its life, its size.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { DEFAULT_TOKEN_SIZE_BUDGET } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { Authorization } from '../authorization.ts'
import type { SignatureAlgorithm } from '../jose/algorithms.ts'
import type { Tenancy } from '../tenancy.ts'
import { accessTokenLifetime, lifetimeSetting } from '../tokens/access-token-lifetime.ts'
import { accessTokenClaims, accessTokenType, type AccessTokenClaims } from '../tokens/access-token.ts'
import { apiSigningHandle } from '../tokens/api-keys.ts'
import { sealedFor } from '../tokens/encrypted-token.ts'
import { OPAQUE_LIFETIME } from '../tokens/opaque-token.ts'
import { isFrontChannel, type Asked } from './asked.ts'
import { explainClaims } from './claims.ts'
import { placeOfApi, placeOfClient } from './places.ts'
import type { Story } from './story.ts'
import type { Rehearsed } from './tenants-code.ts'

/** Characters of a signature in base64url. */
const SIGNATURE: Readonly<Record<SignatureAlgorithm, number>> = {
  RS256: 342,
  RS384: 342,
  PS256: 342,
  ES256: 86,
  EdDSA: 86,
  HS256: 43,
}

const base64urlLength = (bytes: number): number => Math.ceil((bytes * 4) / 3)

const lengthOf = (part: object): number => base64urlLength(Buffer.byteLength(JSON.stringify(part)))

/** The token that would be issued, claim by claim. @throws OAuthError when the API's own protection cannot be kept */
export async function wouldBeToken(
  tenancy: Tenancy,
  { authorization, records }: Pick<Rehearsed, 'authorization' | 'records'>,
  asked: Asked,
): Promise<Story['token']> {
  const { api } = authorization
  const isFront = isFrontChannel(asked)
  if (!api) {
    const seconds = OPAQUE_LIFETIME[isFront ? 'front' : 'token_endpoint']
    return {
      format: 'opaque',
      header: null,
      claims: [],
      lifetime: { seconds, origin: asked.words.opaqueLifetime },
      size: null,
    }
  }
  const lifetime = lifetimeOf(authorization, api, asked)
  const { alg, kid } = await apiSigningHandle(tenancy, api)
  const iat = Math.floor(tenancy.now() / 1000)
  const claims = accessTokenClaims(tenancy, authorization, api, alg, iat, lifetime.seconds)
  const header = { alg, typ: accessTokenType(api), kid }
  return {
    format: 'jwt',
    header,
    claims: explainClaims(claims, { asked, authorization, api, records, lifetime: lifetime.origin }),
    lifetime,
    size: {
      bytes: await sizeFor(tenancy, api, claims, lengthOf(header) + lengthOf(claims) + SIGNATURE[alg] + 2),
      budget: api.token_size_budget ?? DEFAULT_TOKEN_SIZE_BUDGET,
    },
  }
}

/** How long it lives, and where that is set. */
function lifetimeOf(
  authorization: Authorization,
  api: ResourceServer,
  { words, client }: Asked,
): NonNullable<Story['token']>['lifetime'] {
  const setting = lifetimeSetting(authorization, api)
  const isOfClient = setting === 'jwt_configuration.lifetime_in_seconds'
  const { name } = isOfClient ? client : api
  const told = {
    seconds: accessTokenLifetime(authorization, api),
    origin: words.lifetime(setting, name),
  }
  if (setting === 'lifetime') return told
  const at = isOfClient ? placeOfClient(client, setting) : placeOfApi(api, setting)
  return { ...told, at }
}

/** Characters of the token as the API gets it, when it takes `signed` characters as it is. */
const sizeFor = async (
  tenancy: Tenancy,
  api: ResourceServer,
  claims: AccessTokenClaims,
  signed: number,
): Promise<number> =>
  api.token_encryption ? (await sealedFor(tenancy, api, 'x'.repeat(signed), claims)).length : signed
