// What was decided, one sentence each, in the order of deciding.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { Asked } from './asked.ts'
import type { Proven } from './authorize.ts'
import { leftOut } from './left-out.ts'
import { placeOfApi, placeOfCode, placeOfTenant } from './places.ts'
import type { Decision } from './story.ts'
import type { Rehearsed } from './tenants-code.ts'
import type { Words } from './words.ts'

export const asking = ({ words, client, user, grant_type }: Asked): Decision => ({
  step: 'client',
  says: words.asks(`${client.name} (${client.client_id})`, grant_type, user?.user_id),
})

/** Of which organization it is, where there is one; and whose word let it. */
function placeOf({ within, client, user, clientGrant }: Authorization, words: Words): readonly Decision[] {
  if (!within) return []
  const { id } = within.organization
  const ofMachine = clientGrant?.allow_any_organization ? words.forAnyOrganization : words.addedToOrganization
  const why = user ? words.byMembership(client.name, client.organization_usage ?? '', user.user_id) : ofMachine
  return [{ step: 'organization', says: words.ofOrganization(id, why) }]
}

export function provenBy({ authorization }: Proven, { words, audience }: Asked): readonly Decision[] {
  const { api, clientGrant, permissions, user } = authorization
  const isNamed = audience !== undefined
  if (!api) {
    const help = isNamed ? { fix: words.askForApi } : { fix: words.nameAnyApi, at: placeOfTenant('default_audience') }
    return [...placeOf(authorization, words), { step: 'api', says: words.isOpaque(isNamed), ...help }]
  }
  const { token_encryption } = api
  const encryption = token_encryption
    ? [{ step: 'encryption', says: words.isEncrypted(token_encryption.encryption_key.kid ?? '') }]
    : []
  return [
    { step: 'api', says: words.isForApi(`${api.name} (${api.identifier})`, isNamed) },
    { step: 'client_grant', says: clientGrant ? words.byClientGrant(clientGrant.id) : words.needsNoClientGrant },
    ...placeOf(authorization, words),
    rightsAt(api, user && permissions, words),
    ...encryption,
  ]
}

/** Whether there is a claim `permissions`, and why not. */
function rightsAt(api: ResourceServer, ofUser: readonly string[] | undefined, words: Words): Decision {
  const { name, enforce_policies, token_dialect } = api
  const step = 'permissions'
  if (!enforce_policies) {
    const at = placeOfApi(api, 'enforce_policies')
    return { step, says: words.enforcesNothing, ...(ofUser ? { fix: words.enforcePolicies(name), at } : {}) }
  }
  const hasClaim = token_dialect?.endsWith('_authz') === true
  const help = hasClaim ? {} : { fix: words.showPermissions(name), at: placeOfApi(api, 'token_dialect') }
  return { step, says: words.enforces(hasClaim, ofUser), ...help }
}

/** What one step of code did. */
export function decisionOf(record: StepRecord, words: Words): Decision {
  const { kind, name, tokens, denied } = record
  const at = placeOfCode(record)
  if (denied !== null) return { step: kind, says: words.codeRefused(name, denied), at }
  const changed = words.codeChanged(
    name,
    tokens.map(({ path }) => path),
  )
  const vain = leftOut(record)
  if (vain.length === 0) return { step: kind, says: changed, at }
  return { step: kind, says: `${changed} ${words.leftOut(vain)}`, fix: words.otherName(record), at }
}

export function codeDecisions({ records, leave }: Rehearsed, words: Words): readonly Decision[] {
  const sentAway = leave === undefined ? [] : [{ step: 'code', says: words.sentAway(new URL(leave).origin) }]
  return [...records.map((record) => decisionOf(record, words)), ...sentAway]
}
