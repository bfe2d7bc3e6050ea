// What must happen around a long-lived token of a machine: it is made once, and its end is told to whoever follows revocations.
import { newDocument } from '@symbolon/protocol/entities/documents'
import { MACHINE_TOKEN, type MachineToken } from '@symbolon/protocol/entities/machine-token'
import { OAuthError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import { issueMachineToken, TooLong } from '../machine-tokens/issue-machine-token.ts'
import { tokenIdEnded } from '../tokens/ended.ts'
import type { Tenancy } from '../tenancy.ts'
import { isRevoked, mortalOf } from '../tokens/revocations.ts'
import { revoke } from '../tokens/revoke.ts'
import type { Change } from '../ports.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { invalidBody } from './refusals.ts'

const refused = (error: unknown): unknown => {
  if (error instanceof TooLong) return invalidBody(error.message, 'lifetime')
  return error instanceof OAuthError && error.status < 500 ? invalidBody(error.message) : error
}

/** As a token with its claims would be asked about. */
const hasEnded = async (tenancy: Tenancy, { id, client_id, audience, created_at }: MachineToken): Promise<boolean> => {
  const iat = Date.parse(created_at) / 1000
  return isRevoked(tenancy, mortalOf({ jti: id, sub: `${client_id}@clients`, azp: client_id, aud: audience, iat }))
}

export const machineTokens: Noun<MachineToken> = {
  ...plainNoun('machine_tokens', MACHINE_TOKEN),

  create: async (tenancy, sent) => {
    // What has been sent has been checked.
    const { client_id, audience, scope, lifetime } = sent as Partial<MachineToken>
    const id = newId(tenancy.random, MACHINE_TOKEN.idFormat)
    const wanted = { id, client_id: client_id ?? '', audience: audience ?? '', scope, lifetime }
    const { token, kept, clientGrant } = await issueMachineToken(tenancy, wanted).catch((error: unknown) => {
      throw refused(error)
    })
    const document = newDocument<MachineToken>(MACHINE_TOKEN, { ...sent, id, ...kept })
    // If the grant has gone or changed meanwhile, the token is dead: nobody gets it, and it is asked for anew.
    const standing: Change = { unchanged: 'client_grants', where: { id: clientGrant.id }, documents: [clientGrant] }
    return { document, changes: [standing, { insert: 'machine_tokens', document }], revealed: { token } }
  },

  // First it ends, then it is gone: what cannot be told is still there to be ended again.
  removing: (tenancy, { id, audience }) => revoke(tenancy, tokenIdEnded(id, audience)),

  show: async (tenancy, token) => {
    const [seconds, revoked] = await Promise.all([tenancy.store.machineTokenUsedAt(token.id), hasEnded(tenancy, token)])
    return { ...(seconds === undefined ? {} : { last_used_at: new Date(seconds * 1000).toISOString() }), revoked }
  },
}
