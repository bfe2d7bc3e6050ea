// What a token is, whether it counts, and why it looks as it does: its own claims, beside those that the same request would get now.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { isMachineTokenId } from '@symbolon/protocol/oauth/machine-token-id'
import { ownIssuer } from '../issuers.ts'
import { decodeJwt, TokenRefused } from '../jose/verify.ts'
import { atHost, type Tenancy } from '../tenancy.ts'
import { OPAQUE_ACCESS_TOKEN, openOpaqueToken } from '../tokens/opaque-token.ts'
import { readRefreshTokenText } from '../tokens/refresh-token-text.ts'
import { isRevoked, mortalOf } from '../tokens/revocations.ts'
import type { Visitor } from '../visitor.ts'
import { organizationOf, type Asked, type ExplainedGrant } from './asked.ts'
import { explainRequest } from './explain-request.ts'
import type { ExplainedClaim, Story, Withheld } from './story.ts'
import { clientOf, judge, revoked, type Verdict } from './verdict.ts'
import type { Words } from './words.ts'

/** Longest identifier of an API, characters. */
const MAX_IDENTIFIER = 600

export type ExplainedToken = {
  readonly kind: 'access_token' | 'id_token' | 'opaque_access_token' | 'refresh_token' | 'encrypted' | 'unknown'
  readonly verdict: Verdict
  readonly header: JsonObject | null
  readonly claims: readonly ExplainedClaim[]
  readonly size: number
  /** What the same request would get at this moment; null where it is not known what the request was. */
  readonly now: Story | null
  readonly withheld: readonly Withheld[]
}

/** Who looks at a token, and what may be told. */
export type Looking = {
  readonly visitor: Visitor
  readonly words: Words
  /** Whether what belongs to organizations may be told. */
  readonly showsOrganizations: boolean
  readonly showsCode: Asked['showsCode']
}

const OF_ORGANIZATIONS = 'read:organizations'

const nothing = (kind: ExplainedToken['kind'], token: string, verdict: Verdict): ExplainedToken => ({
  kind,
  verdict,
  header: null,
  claims: [],
  size: token.length,
  now: null,
  withheld: [],
})

/** @param token at most 16 KiB */
export async function explainToken(tenancy: Tenancy, token: string, looking: Looking): Promise<ExplainedToken> {
  const { words } = looking
  const parts = token.split('.').length
  if (parts === 5) {
    return nothing('encrypted', token, { accepted: false, says: words.isSealed })
  }
  if (readRefreshTokenText(tenancy, token)) {
    const verdict = { accepted: false, says: words.isRefreshToken, fix: words.sendAccessToken }
    return nothing('refresh_token', token, verdict)
  }
  if (parts === 1) return explainOpaque(tenancy, token, looking)
  try {
    return await explainJwt(tenancy, token, decodeJwt(token), looking)
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    return nothing('unknown', token, { accepted: false, says: words.isUnreadable(error.message) })
  }
}

async function explainOpaque(tenancy: Tenancy, token: string, looking: Looking): Promise<ExplainedToken> {
  const { words, showsOrganizations } = looking
  const content = openOpaqueToken(tenancy, token)
  if (content?.kind !== OPAQUE_ACCESS_TOKEN) {
    return nothing('unknown', token, { accepted: false, says: words.isForeign })
  }
  const { sub, client_id, scope, iat, exp, org_id } = content
  const isOver = tenancy.now() >= exp * 1000
  const isEnded = await isRevoked(tenancy, mortalOf({ ...content, aud: [] }, token))
  const says = isOver ? words.isOver : words.isOpaqueToken
  const verdict = isEnded ? revoked(words) : { accepted: !isOver, says, fix: words.askWithAudience }
  const claims = { sub, client_id, scope, iat, exp }
  const ofOrganization = org_id === undefined ? {} : { org_id }
  const story = await storyOf(tenancy, { ...claims, ...ofOrganization }, undefined, looking)
  // Whoever holds the token cannot read it, but here.
  const hidden: readonly Withheld[] =
    showsOrganizations || org_id === undefined ? [] : [{ part: 'org_id', scope: OF_ORGANIZATIONS }]
  return {
    kind: 'opaque_access_token',
    verdict,
    header: null,
    claims: besides(showsOrganizations ? { ...claims, ...ofOrganization } : claims, story.now, words),
    size: token.length,
    now: story.now,
    withheld: [...hidden, ...story.withheld],
  }
}

type Decoded = ReturnType<typeof decodeJwt>

async function explainJwt(
  asked: Tenancy,
  token: string,
  { header, claims }: Decoded,
  looking: Looking,
): Promise<ExplainedToken> {
  const { words } = looking
  // A token is explained where it was made.
  const issuer = await ownIssuer(asked, claims['iss'])
  const tenancy = issuer === undefined ? asked : atHost(asked, new URL(issuer).host)
  const api = await apiOf(tenancy, claims)
  const isIdToken = !api && (await isForApplication(tenancy, claims))
  const facts = { header, size: token.length }
  if (isIdToken) {
    const verdict = { accepted: false, says: words.isIdToken, fix: words.sendAccessToken }
    return { kind: 'id_token', verdict, ...facts, claims: besides(claims, null, words), ...NO_STORY }
  }
  const verdict = await judge(tenancy, token, claims, api, words)
  const story =
    claims['iss'] === tenancy.tenant.issuer ? await storyOf(tenancy, claims, firstAudience(claims), looking) : NO_STORY
  return { kind: 'access_token', verdict, ...facts, claims: besides(claims, story.now, words), ...story }
}

const firstAudience = ({ aud }: JsonObject): string | undefined => {
  const first: unknown = Array.isArray(aud) ? aud[0] : aud
  return typeof first === 'string' ? first : undefined
}

const apiOf = async ({ store }: Tenancy, claims: JsonObject): Promise<ResourceServer | undefined> => {
  const identifier = firstAudience(claims)
  return identifier !== undefined && identifier.length <= MAX_IDENTIFIER
    ? store.find('resource_servers', { identifier })
    : undefined
}

/** Of a machine token: the name and the life that it was made with. */
const longLifeIn = ({ jti, iat, exp }: JsonObject): Pick<Asked, 'longLived'> =>
  isMachineTokenId(jti) ? { longLived: { jti, lifetime: Number(exp) - Number(iat) } } : {}

/** Whether its audience is an application; of one that is gone, whether it names no client that got it, as access tokens do. */
const isForApplication = async (tenancy: Tenancy, claims: JsonObject): Promise<boolean> =>
  (await clientOf(tenancy, firstAudience(claims))) !== undefined ||
  (claims['iss'] === tenancy.tenant.issuer && (claims['client_id'] ?? claims['azp']) === undefined)

const GRANTS: ReadonlyMap<unknown, readonly ExplainedGrant[]> = new Map<unknown, readonly ExplainedGrant[]>([
  ['password', ['password', 'http://auth0.com/oauth/grant-type/password-realm']],
  ['refresh_token', ['refresh_token']],
])

/** How the client has got it, as far as it says so: of two ways with one name the one that the client may use. */
const grantOf = (gty: unknown, client: Client): ExplainedGrant => {
  const ways = GRANTS.get(gty) ?? ['authorization_code', 'implicit']
  return ways.find((way) => client.grant_types.some((type) => type === way)) ?? ways[0] ?? 'authorization_code'
}

type Told = Pick<ExplainedToken, 'now' | 'withheld'>

const NO_STORY: Told = { now: null, withheld: [] }

/** The request that it seems to have come from, decided anew. */
async function storyOf(
  tenancy: Tenancy,
  claims: JsonObject,
  audience: string | undefined,
  { visitor, words, showsOrganizations, showsCode }: Looking,
): Promise<Told> {
  const { gty, sub, scope, org_id } = claims
  // What the person of another token was logged in to is not known here.
  if (gty === 'token-exchange') return NO_STORY
  const client = await clientOf(tenancy, claims['client_id'] ?? claims['azp'])
  const isMachine = gty === 'client-credentials' || (typeof sub === 'string' && sub.endsWith('@clients'))
  const user = typeof sub === 'string' && !isMachine ? await tenancy.store.findUser(sub) : undefined
  if (!client || (!isMachine && !user)) return NO_STORY
  const asked: Asked = {
    words,
    client,
    user,
    showsCode,
    grant_type: isMachine ? 'client_credentials' : grantOf(gty, client),
    audience: audience ?? tenancy.tenant.issuer,
    scope: typeof scope === 'string' ? scope : undefined,
    organization: typeof org_id === 'string' ? org_id : undefined,
    ...longLifeIn(claims),
  }
  if (!showsOrganizations && organizationOf(asked) !== undefined) {
    return { now: null, withheld: [{ part: 'now', scope: OF_ORGANIZATIONS }] }
  }
  return { now: await explainRequest(tenancy, asked, visitor), withheld: [] }
}

/** The token's own claims, each with the origin that it would have now. */
const besides = (claims: JsonObject, now: Story | null, words: Words): readonly ExplainedClaim[] =>
  Object.entries(claims).map(([name, value]) => {
    const current = now?.token?.claims.find((claim) => claim.name === name)
    return {
      name,
      value,
      origin: current?.origin ?? (name === 'sid' ? words.session : now ? words.noLongerSo : words.itsServer),
      bytes: Buffer.byteLength(JSON.stringify({ [name]: value })) - 2,
    }
  })
