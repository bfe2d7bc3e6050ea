// Every claim with what put it there.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { AccessTokenClaims } from '../tokens/access-token.ts'
import type { Asked } from './asked.ts'
import type { ExplainedClaim } from './story.ts'

type About = {
  readonly asked: Asked
  readonly authorization: Authorization
  readonly api: ResourceServer
  readonly records: readonly StepRecord[]
  /** Where the lifetime is set. */
  readonly lifetime: string
}

type Origin = (about: About, value: unknown) => string

/** Of `sid`, which no request that has not been made has. */
export const SESSION = 'the session that the user logged in to: with it the token ends'

const ORIGINS: ReadonlyMap<string, Origin> = new Map<string, Origin>([
  ['iss', () => 'the tenant’s own address'],
  ['sub', ({ authorization: { user } }) => (user ? 'the user’s id' : 'the client itself: client_id and @clients')],
  [
    'aud',
    ({ asked }, value) =>
      `${asked.audience === undefined ? 'default_audience of the tenant' : 'audience of the request'}${
        Array.isArray(value) ? '; with the scope openid /userinfo as well' : ''
      }`,
  ],
  ['iat', () => 'the moment it is issued'],
  ['exp', ({ lifetime }) => `iat and ${lifetime}`],
  ['scope', () => 'the scopes that are granted'],
  ['azp', () => 'the client that asks'],
  ['client_id', () => 'the client that asks'],
  ['gty', () => 'the grant'],
  [
    'jti',
    ({ authorization: { longLived } }) =>
      longLived ? 'the id of the machine token' : 'random, once for each token: the API’s token_dialect wants it',
  ],
  ['sid', () => SESSION],
  ['org_id', () => 'the organization of the request, or the client’s default_organization'],
  ['org_name', () => 'the same by its name: allow_organization_name_in_authentication_api of the tenant'],
  ['permissions', () => 'roles and permissions: the API’s enforce_policies and token_dialect want them'],
])

/** Who set it: the last rule or action that did. */
const bySetting = (name: string, { records, authorization }: About): string | undefined => {
  if (!authorization.custom || !Object.hasOwn(authorization.custom.access_token, name)) return undefined
  const step = records.findLast(({ tokens }) =>
    tokens.some(({ path }) => path === `access_token.${name}` || path.startsWith(`access_token.${name}.`)),
  )
  return step ? `${step.kind} ${step.name}` : 'the code at credentials-exchange'
}

/** @param claims as they would stand in the token */
export const explainClaims = (claims: AccessTokenClaims, about: About): readonly ExplainedClaim[] =>
  Object.entries(claims).map(([name, value]) => ({
    name,
    value,
    origin: ORIGINS.get(name)?.(about, value) ?? bySetting(name, about) ?? 'the server',
    bytes: Buffer.byteLength(JSON.stringify({ [name]: value })) - 2,
  }))
