// What must stand in an access token: one rule a claim, run in this order once the signature has been found good.
// RFC 7519 §4.1, RFC 9068 §2.2 and §4, RFC 8725 §3.8 to §3.12; security.md §4
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { ACCESS_TOKEN_TYPE } from '@symbolon/protocol/oauth/rfc9068-access-token'
import { refuseToken } from './refusals.ts'
import type { Settings } from './settings.ts'

export type ClaimPolicy = Pick<Settings, 'audiences' | 'strict' | 'clockTolerance' | 'clients'> & {
  readonly issuer: string
}

/** `now`: seconds since the epoch. */
type Rule = (claims: JsonObject, policy: ClaimPolicy, now: number, typ: string) => void

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** `typ` in its short form; empty where there is none. */
export const typeOf = ({ typ }: JsonObject): string => {
  if (typ === undefined) return ''
  if (typeof typ !== 'string') return refuseToken('type', 'the type of the token is not a string')
  const lower = typ.toLowerCase()
  return lower.startsWith('application/') ? lower.slice('application/'.length) : lower
}

/** Whether a token of this `typ` may be an access token: one that says it is another is refused. */
export const requireType = (typ: string, strict: boolean): void => {
  if (typ === ACCESS_TOKEN_TYPE || (!strict && (typ === 'jwt' || typ === ''))) return
  refuseToken('type', 'the token is no access token')
}

/** Only ID tokens and logout tokens have these, so that none of them passes where no type tells them apart. */
const OF_OTHER_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'] as const

const isAccessToken: Rule = (claims, _policy, _now, typ) => {
  if (typ === ACCESS_TOKEN_TYPE) return
  if (OF_OTHER_TOKENS.some((claim) => Object.hasOwn(claims, claim))) refuseToken('type', 'the token is no access token')
}

const iss: Rule = ({ iss }, { issuer }) => {
  if (iss !== issuer) refuseToken('issuer', 'the token is of another issuer')
}

const aud: Rule = ({ aud }, { audiences }) => {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (named.length === 0 || !named.every(isText)) refuseToken('claims', 'the claim aud is missing or malformed')
  if (!named.some((one) => audiences.includes(one as string))) refuseToken('audience', 'the token is for another API')
}

const sub: Rule = ({ sub }) => {
  if (!isText(sub)) refuseToken('claims', 'the claim sub is missing or malformed')
}

const exp: Rule = ({ exp }, { clockTolerance }, now) => {
  if (!isTime(exp)) return refuseToken('claims', 'the claim exp is missing or malformed')
  if (now >= exp + clockTolerance) refuseToken('expired', 'the token has expired')
}

const iat: Rule = ({ iat }, { clockTolerance }, now) => {
  if (!isTime(iat)) return refuseToken('claims', 'the claim iat is missing or malformed')
  if (iat > now + clockTolerance) refuseToken('not_yet_valid', 'the token was issued in the future')
}

const nbf: Rule = ({ nbf }, { clockTolerance }, now) => {
  if (nbf === undefined) return
  if (!isTime(nbf)) return refuseToken('claims', 'the claim nbf is malformed')
  if (nbf > now + clockTolerance) refuseToken('not_yet_valid', 'the token is not valid yet')
}

/** RFC 9068 §2.2 */
const strictClaims: Rule = ({ client_id, jti }, { strict }) => {
  if (!strict) return
  if (!isText(client_id)) refuseToken('claims', 'the claim client_id is missing or malformed')
  if (!isText(jti)) refuseToken('claims', 'the claim jti is missing or malformed')
}

/** The client that a token was issued to: RFC 9068 and Auth0 spell it differently. */
export const clientOf = ({ client_id, azp }: JsonObject): string | undefined =>
  isText(client_id) ? client_id : isText(azp) ? azp : undefined

const client: Rule = (claims, { clients }) => {
  if (clients && !clients.includes(clientOf(claims) ?? ''))
    refuseToken('claims', 'the token is of a client that is not taken')
}

const scope: Rule = ({ scope, permissions }) => {
  if (scope !== undefined && typeof scope !== 'string') refuseToken('claims', 'the claim scope is malformed')
  if (permissions === undefined) return
  const isList = Array.isArray(permissions) && permissions.every((one) => typeof one === 'string')
  if (!isList) refuseToken('claims', 'the claim permissions is malformed')
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** To what a token is bound. One that is bound in a way that nobody here can check counts for nobody. RFC 7800 §3.1 */
const cnf: Rule = ({ cnf }) => {
  if (cnf === undefined) return
  const members = isObject(cnf) ? Object.entries(cnf) : []
  const areKnown = members.every(([name, value]) => (name === 'jkt' || name === 'x5t#S256') && isText(value))
  if (members.length === 0 || !areKnown) refuseToken('binding', 'the token is bound in a way that is not understood')
}

/** The claims are those of an access token for this API at `now`, seconds, in any dialect. Throws AccessRefused. */
export const requireClaims: Rule = (claims, policy, now, typ) => {
  isAccessToken(claims, policy, now, typ)
  iss(claims, policy, now, typ)
  aud(claims, policy, now, typ)
  sub(claims, policy, now, typ)
  exp(claims, policy, now, typ)
  iat(claims, policy, now, typ)
  nbf(claims, policy, now, typ)
  strictClaims(claims, policy, now, typ)
  client(claims, policy, now, typ)
  scope(claims, policy, now, typ)
  cnf(claims, policy, now, typ)
}

/** What an introspection answer says is no JWT: what it leaves out is no mistake. RFC 7662 §2.2 */
export const requireIntrospected = (
  claims: JsonObject,
  policy: ClaimPolicy,
  now: number,
  audienceOptional: boolean,
): void => {
  const given: readonly (readonly [string, Rule])[] = [
    ['iss', iss],
    ['exp', exp],
    ['iat', iat],
  ]
  for (const [claim, rule] of given) if (claims[claim] !== undefined) rule(claims, policy, now, '')
  if (claims['aud'] !== undefined || !audienceOptional) aud(claims, policy, now, '')
  for (const rule of [nbf, client, scope, cnf]) rule(claims, policy, now, '')
}
