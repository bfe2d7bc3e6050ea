// A new secret for a client. reference: Management API, section 5, rotate-secret. A time for which the old one stays valid is ours.
import { optional, record, whole, type Static } from '@symbolon/protocol/entities/schema'
import { endpoint, type Asked } from './endpoint.ts'
import { answerOf } from '@symbolon/protocol/entities/answers'
import { CLIENT, type Client } from '@symbolon/protocol/entities/client'
import type { Document } from '@symbolon/protocol/entities/entity'
import { keptSecret } from '../clients/kept-secret.ts'
import { newClientSecret } from '../clients/secret.ts'
import type { ClientSecret } from '../collections.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { clients } from './clients.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { missing } from './refusals.ts'
import { settle } from './settle.ts'

/** Longest that an old secret stays valid, seconds. */
const MAX_GRACE_PERIOD = 604_800

const GRACE = record({ grace_period: optional(whole(0, MAX_GRACE_PERIOD)) })

/**
 * The secrets that were, when a new one comes: the one that was current may live on for a while. Those before it, which have
 * an end already, go at once, so that never more than two are alive.
 */
const retire = (kept: readonly ClientSecret[], now: number, grace: number): readonly Change[] =>
  kept.flatMap((document): Change[] => {
    if (grace === 0 || document.expires_at !== undefined) return [{ remove: 'client_secrets', document }]
    return [{ replace: 'client_secrets', before: document, after: { ...document, expires_at: now + grace } }]
  })

const draft = async (tenancy: Tenancy, client_id: string, grace: number) => {
  const client: Client | undefined = await tenancy.store.find('clients', { client_id })
  if (!client) throw missing(CLIENT)
  const client_secret = newClientSecret(tenancy.random)
  const kept = await tenancy.store.all('client_secrets', { client_id })
  const changes: readonly Change[] = [
    ...retire(kept, Math.floor(tenancy.now() / 1000), grace),
    { insert: 'client_secrets', document: keptSecret(tenancy, client, client_secret) },
  ]
  return { client, client_secret, changes }
}

/** Gives a client a new secret, which is answered this once. Of any number of rotations at the same time the last one holds. */
const rotate = async (
  tenancy: Tenancy,
  caller: Caller,
  { id: client_id, body }: Asked<Static<typeof GRACE> | undefined>,
): Promise<Document> => {
  const grace = body?.grace_period ?? 0
  const { client, client_secret } = await settle(tenancy, () => draft(tenancy, client_id, grace))
  recordWrite(tenancy, caller, CLIENT, { what: 'Rotate a client secret', id: client_id, changed: ['client_secret'] })
  const shown = (await clients.show?.(tenancy, client)) ?? {}
  return presentDocument(CLIENT, caller.administrator, { ...client, ...shown }, undefined, { client_secret })
}

export const CLIENT_SECRET_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/clients/:id/rotate-secret',
    status: 200,
    scopes: ['update:client_keys'],
    bodySchema: GRACE,
    bodyIsOptional: true,
    answers: answerOf(CLIENT),
    act: rotate,
  }),
]
