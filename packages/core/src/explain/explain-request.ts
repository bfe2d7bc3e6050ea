// Why a token would look as it would: the request is decided as it would be, and what decided is told. design.md §7
import { DEFAULT_TOKEN_SIZE_BUDGET } from '@symbolon/protocol/oauth/rfc9068-access-token'
import { OAuthError } from '../errors.ts'
import type { SignatureAlgorithm } from '../jose/algorithms.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { Tenancy } from '../tenancy.ts'
import { accessTokenLifetime, lifetimeOrigin } from '../tokens/access-token-lifetime.ts'
import { accessTokenClaims, accessTokenType } from '../tokens/access-token.ts'
import { apiSigningHandle } from '../tokens/api-keys.ts'
import { OPAQUE_LIFETIME } from '../tokens/opaque-token.ts'
import { requireStillStanding } from '../tokens/still-standing.ts'
import type { Visitor } from '../visitor.ts'
import { isFrontChannel, type Asked } from './asked.ts'
import { proveAsked, type Proven } from './authorize.ts'
import { explainClaims } from './claims.ts'
import { fixOfRefusal } from './fixes.ts'
import { explainScopes } from './scopes.ts'
import type { Decision, Refusal, Story } from './story.ts'
import { codeBefore, rehearseCode, type Rehearsed } from './tenants-code.ts'

/** The story of a request. What would be refused is a story too. */
export async function explainRequest(tenancy: Tenancy, asked: Asked, visitor: Visitor): Promise<Story> {
  const decisions: Decision[] = [asking(asked)]
  let proven: Proven | undefined
  try {
    proven = await proveAsked(tenancy, asked, visitor)
    decisions.push(...provenBy(proven, asked))
    const rehearsed = await rehearseCode(tenancy, proven, asked, visitor)
    decisions.push(...codeDecisions(rehearsed))
    await requireStillStanding(tenancy, rehearsed.authorization)
    const token = await tokenOf(tenancy, rehearsed, asked)
    const scopes = explainScopes(proven, rehearsed.authorization, asked, rehearsed.records)
    return { decisions, refusal: null, token, scopes, code: rehearsed.records }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const scopes = proven ? explainScopes(proven, proven.authorization, asked, []) : { granted: [], dropped: [] }
    const code = await codeBefore(tenancy, asked, error)
    decisions.push(...code.map(decisionOf))
    return { decisions, refusal: await refusalOf(tenancy, error, asked), token: null, scopes, code }
  }
}

async function refusalOf(tenancy: Tenancy, error: OAuthError, asked: Asked): Promise<Refusal> {
  const { code, message, status, detail } = error
  const fix = await fixOfRefusal(tenancy, error, asked)
  return {
    error: code,
    error_description: message,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(fix === undefined ? {} : { fix }),
  }
}

const asking = ({ client, user, grant_type }: Asked): Decision => ({
  step: 'client',
  says: `${client.name} (${client.client_id}) asks by ${grant_type}${user ? ` in the name of ${user.user_id}` : ' in its own name'}.`,
})

function provenBy({ authorization }: Proven, { audience }: Asked): readonly Decision[] {
  const { api, clientGrant, permissions, user } = authorization
  if (!api) {
    return [
      {
        step: 'api',
        says: 'No API is named, and the tenant has no default_audience: the token is opaque, for /userinfo alone.',
      },
    ]
  }
  const named = audience === undefined ? 'default_audience of the tenant' : 'audience'
  const grant = clientGrant
    ? [{ step: 'client_grant', says: `The client grant ${clientGrant.id} lets the client ask for it.` }]
    : [
        {
          step: 'client_grant',
          says: 'No client grant is needed: the client is the tenant’s own, and a user stands behind it.',
        },
      ]
  const rights =
    user && api.enforce_policies
      ? [
          {
            step: 'permissions',
            says: `The API enforces permissions; the user has ${permissions.length === 0 ? 'none' : permissions.join(', ')} there.`,
          },
        ]
      : []
  const encryption = api.token_encryption
    ? [
        {
          step: 'encryption',
          says: `It is encrypted for the API’s key ${api.token_encryption.encryption_key.kid ?? ''}.`,
        },
      ]
    : []
  return [
    { step: 'api', says: `The token is for ${api.name} (${api.identifier}), by ${named}.` },
    ...grant,
    ...rights,
    ...encryption,
  ]
}

const decisionOf = ({ kind, name, tokens, denied }: StepRecord): Decision => {
  const what = tokens.length === 0 ? 'nothing in the tokens' : tokens.map(({ path }) => path).join(', ')
  return { step: kind, says: denied === null ? `${name} changed ${what}.` : `${name} said no: ${denied}` }
}

function codeDecisions({ records, leave }: Rehearsed): readonly Decision[] {
  return [
    ...records.map(decisionOf),
    ...(leave === undefined
      ? []
      : [{ step: 'code', says: `The person would be sent to ${new URL(leave).origin} first.` }]),
  ]
}

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

async function tokenOf(tenancy: Tenancy, { authorization, records }: Rehearsed, asked: Asked): Promise<Story['token']> {
  const { api } = authorization
  const isFront = isFrontChannel(asked)
  if (!api) {
    const seconds = OPAQUE_LIFETIME[isFront ? 'front' : 'token_endpoint']
    return {
      format: 'opaque',
      header: null,
      claims: [],
      lifetime: { seconds, origin: 'that of every opaque token' },
      size: null,
    }
  }
  const lifetime = {
    seconds: accessTokenLifetime(authorization, api),
    origin: lifetimeOrigin(authorization, api),
  }
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
      bytes: lengthOf(header) + lengthOf(claims) + SIGNATURE[alg] + 2,
      budget: api.token_size_budget ?? DEFAULT_TOKEN_SIZE_BUDGET,
    },
  }
}
