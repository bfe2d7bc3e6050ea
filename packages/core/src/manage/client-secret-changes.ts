// What becomes of a client's secrets when the client changes: a chosen one takes the place of all others; one that is to sign ID tokens
// (HS256) must be known, and is forgotten but for its hash when it is to sign no longer.
import type { Client } from '@symbolon/protocol/entities/client'
import { keptSecret, signsWithSecret, unfitSecret } from '../clients/kept-secret.ts'
import type { ClientSecret } from '../collections.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { invalidBody } from './refusals.ts'

/** @throws ApiError 400 for a secret that cannot sign what it is to sign, or where it is to sign and nobody knows it */
export async function secretChanges(
  tenancy: Tenancy,
  before: Client,
  after: Client,
  chosen: unknown,
): Promise<readonly Change[]> {
  const kept = await tenancy.store.all('client_secrets', { client_id: before.client_id })
  if (typeof chosen === 'string') return chosenSecret(tenancy, after, kept, chosen)
  const isKnown = kept.some(({ expires_at, sealed_secret }) => expires_at === undefined && sealed_secret !== undefined)
  if (signsWithSecret(after) && !signsWithSecret(before) && !isKnown) {
    throw invalidBody(
      'HS256 signs ID tokens with the client secret, of which only a hash is kept: send client_secret too, the present one or another. Later a rotation of the secret is enough',
      'jwt_configuration.alg',
    )
  }
  return after.jwt_configuration.alg === 'HS256' ? [] : kept.flatMap(forgotten)
}

function chosenSecret(
  tenancy: Tenancy,
  after: Client,
  kept: readonly ClientSecret[],
  chosen: string,
): readonly Change[] {
  const problem = unfitSecret(after, chosen)
  if (problem !== undefined) throw invalidBody(problem, 'client_secret')
  return [
    ...kept.map((document): Change => ({ remove: 'client_secrets', document })),
    { insert: 'client_secrets', document: keptSecret(tenancy, after, chosen) },
  ]
}

function forgotten(row: ClientSecret): readonly Change[] {
  const { sealed_secret, ...after } = row
  return sealed_secret === undefined ? [] : [{ replace: 'client_secrets', before: row, after }]
}
