// What was decided, one sentence each, in the order of deciding.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { Authorization } from '../authorization.ts'
import type { StepRecord } from '../rules/step-record.ts'
import type { Asked } from './asked.ts'
import type { Proven } from './authorize.ts'
import { leftOut } from './left-out.ts'
import type { Decision } from './story.ts'
import type { Rehearsed } from './tenants-code.ts'

export const asking = ({ client, user, grant_type }: Asked): Decision => ({
  step: 'client',
  says: `${client.name} (${client.client_id}) asks by ${grant_type}${user ? ` in the name of ${user.user_id}` : ' in its own name'}.`,
})

/** Of which organization it is, where there is one; and whose word let it. */
function placeOf({ within, client, user, clientGrant }: Authorization): readonly Decision[] {
  if (!within) return []
  const { id } = within.organization
  const by = user
    ? `organization_usage of ${client.name} is ${client.organization_usage}, and ${user.user_id} is a member: its roles there count beside its own`
    : clientGrant?.allow_any_organization
      ? 'the client grant is for any organization'
      : 'the client grant was added to it'
  return [{ step: 'organization', says: `The token is of the organization ${id}: ${by}.` }]
}

export function provenBy({ authorization }: Proven, { audience }: Asked): readonly Decision[] {
  const { api, clientGrant, permissions, user } = authorization
  if (!api) {
    return [
      ...placeOf(authorization),
      {
        step: 'api',
        says: `${audience === undefined ? 'No API is named, and the tenant has no default_audience' : 'audience names this server itself'}: the token is opaque, for /userinfo alone.`,
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
    ...placeOf(authorization),
    { step: 'permissions', says: rightsAt(api, user && permissions) },
    ...encryption,
  ]
}

/** Whether there is a claim `permissions`, and why not. */
function rightsAt({ enforce_policies, token_dialect }: ResourceServer, ofUser: readonly string[] | undefined): string {
  if (!enforce_policies)
    return 'The API does not enforce permissions (enforce_policies): the token has no claim of them.'
  const held = ofUser ? `; the user has ${ofUser.length === 0 ? 'none' : ofUser.join(', ')} there` : ''
  const claim = token_dialect?.endsWith('_authz') ? '' : ', but not the claim of them (token_dialect without _authz)'
  return `The API enforces permissions${claim}${held}.`
}

/** What one step of code did. */
export function decisionOf(record: StepRecord): Decision {
  const { kind, name, tokens, denied } = record
  const what = tokens.length === 0 ? 'nothing in the tokens' : tokens.map(({ path }) => path).join(', ')
  const vain = leftOut(record)
  const also =
    vain.length === 0 ? '' : ` What it set of ${vain.join(', ')} is left out: such claims are the server’s own.`
  return { step: kind, says: denied === null ? `${name} changed ${what}.${also}` : `${name} said no: ${denied}` }
}

export function codeDecisions({ records, leave }: Rehearsed): readonly Decision[] {
  return [
    ...records.map(decisionOf),
    ...(leave === undefined
      ? []
      : [{ step: 'code', says: `The person would be sent to ${new URL(leave).origin} first.` }]),
  ]
}
