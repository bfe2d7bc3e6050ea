// A new secret for a client. reference: Management API, section 5, rotate-secret. A time for which the old one stays valid is ours.
import { CLIENT, type Client } from '@symbolon/protocol/entities/client'
import type { Document } from '@symbolon/protocol/entities/entity'
import { newClientSecretRow } from '../clients/new-client.ts'
import { newClientSecret } from '../clients/secret.ts'
import type { ClientSecret } from '../collections.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { clients } from './clients.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing } from './refusals.ts'
import { requireRight } from './rights.ts'
import { settle } from './settle.ts'

const SCOPES = ['update:client_keys']
const MAX_GRACE_PERIOD = 604_800

/** Seconds for which the old secret stays valid: none unless the request says otherwise. */
const readGracePeriod = (body: unknown): number => {
  if (body === undefined || body === null) return 0
  if (typeof body !== 'object' || Array.isArray(body)) throw invalidBody('Expected type object')
  const unknown = Object.keys(body).filter((field) => field !== 'grace_period')
  if (unknown.length > 0) throw invalidBody(`Additional properties not allowed: ${unknown.join(',').slice(0, 300)}`)
  const seconds: unknown = Reflect.get(body, 'grace_period')
  if (seconds === undefined) return 0
  if (typeof seconds !== 'number' || !Number.isInteger(seconds))
    throw invalidBody('Expected type integer', 'grace_period')
  if (seconds < 0) throw invalidBody('Value is less than minimum 0', 'grace_period')
  if (seconds > MAX_GRACE_PERIOD) throw invalidBody(`Value is greater than maximum ${MAX_GRACE_PERIOD}`, 'grace_period')
  return seconds
}

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
    { insert: 'client_secrets', document: newClientSecretRow(tenancy.random, client_id, client_secret) },
  ]
  return { client, client_secret, changes }
}

/**
 * Gives a client a new secret, which is answered this once. Of any number of rotations at the same time the last one holds.
 *
 * @throws ApiError 403 without the scope, 404 for an unknown client, 400 for a bad `grace_period` (seconds, at most 604800).
 */
export const rotateClientSecret = async (
  tenancy: Tenancy,
  caller: Caller,
  client_id: string,
  body: unknown,
): Promise<Document> => {
  requireRight(tenancy, caller, SCOPES)
  const grace = readGracePeriod(body)
  const { client, client_secret } = await settle(tenancy, () => draft(tenancy, client_id, grace))
  recordWrite(tenancy, caller, CLIENT, { what: 'Rotate a client secret', id: client_id, changed: ['client_secret'] })
  const shown = (await clients.show?.(tenancy, client)) ?? {}
  return presentDocument(CLIENT, caller.administrator, { ...client, ...shown }, undefined, { client_secret })
}
