// Every claim with what put it there.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { AccessTokenClaims } from '../tokens/access-token.ts'
import type { Asked } from './asked.ts'
import type { ExplainedClaim } from './story.ts'
import type { Words } from './words.ts'

type About = {
  readonly asked: Asked
  readonly authorization: Authorization
  readonly api: ResourceServer
  readonly records: readonly StepRecord[]
  /** Where the lifetime is set. */
  readonly lifetime: string
}

type Origin = (words: Words, about: About, value: unknown) => string

const ORIGINS: ReadonlyMap<string, Origin> = new Map<string, Origin>([
  ['iss', (words) => words.issuer],
  ['sub', (words, { authorization: { user } }) => (user ? words.userId : words.clientItself)],
  ['aud', (words, { asked }, value) => words.audience(asked.audience !== undefined, Array.isArray(value))],
  ['iat', (words) => words.issuedAt],
  ['exp', (words, { lifetime }) => words.endsBy(lifetime)],
  ['scope', (words) => words.grantedScopes],
  ['azp', (words) => words.whoAsks],
  ['client_id', (words) => words.whoAsks],
  ['gty', (words) => words.theGrant],
  ['jti', (words, { authorization: { longLived } }) => (longLived ? words.machineTokenId : words.randomId)],
  ['sid', (words) => words.session],
  ['org_id', (words) => words.organization],
  ['org_name', (words) => words.organizationName],
  ['permissions', (words) => words.rights],
])

/** Who set it: the last rule or action that did. */
const bySetting = (name: string, { asked: { words }, records, authorization }: About): string | undefined => {
  if (!authorization.custom || !Object.hasOwn(authorization.custom.access_token, name)) return undefined
  const step = records.findLast(({ tokens }) =>
    tokens.some(({ path }) => path === `access_token.${name}` || path.startsWith(`access_token.${name}.`)),
  )
  return step ? words.code(step) : words.codeForMachines
}

/** @param claims as they would stand in the token */
export const explainClaims = (claims: AccessTokenClaims, about: About): readonly ExplainedClaim[] =>
  Object.entries(claims).map(([name, value]) => ({
    name,
    value,
    origin:
      ORIGINS.get(name)?.(about.asked.words, about, value) ?? bySetting(name, about) ?? about.asked.words.theServer,
    bytes: Buffer.byteLength(JSON.stringify({ [name]: value })) - 2,
  }))
