// What is kept of a client's secret: its hash; and sealed, the secret itself where the client's ID tokens are signed with it (HS256), for
// these clients alone. OpenID Connect Core §10.1; reference: Authentication API, section 8.1.
import type { Client } from '@symbolon/protocol/entities/client'
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { ClientSecret } from '../collections.ts'
import { secretKey, UnfitKey } from '../jose/keys.ts'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'
import { isConfidential } from './authenticate.ts'
import { newClientSecretRow } from './new-client.ts'

/** A key must be as long as the hash. RFC 7518 §3.2 */
const LEAST_BYTES = 32

/** For what the secret of this id is sealed. Not for a client: one that moves in gets another id on the way. */
export const clientSecretPurpose = (tenant_id: string, id: string): string => `client-secret:${tenant_id}:${id}`

const wantsSecret = ({ jwt_configuration: { alg } }: Client): boolean => alg === 'HS256'

/** Whether the ID tokens of `client` are signed with its secret. Who needs no secret could not check them: they get RS256. */
export const signsWithSecret = (client: Client): boolean => wantsSecret(client) && isConfidential(client)

/** @throws UnfitKey for a text that is too short for a key, or is a key of another kind */
function keyOf({ jwt_configuration: { secret_encoded } }: Client, secret: string): KeyObject {
  // Refuses what looks like a public key, as text.
  const key = secretKey(secret)
  if (secret_encoded !== true) return key
  return createSecretKey(Buffer.from(secret, 'base64url'))
}

/** Why ID tokens of `client` cannot be signed with `secret`; undefined when they can, or need not be. */
export function unfitSecret(client: Client, secret: string): string | undefined {
  if (!wantsSecret(client)) return undefined
  try {
    const { symmetricKeySize = 0 } = keyOf(client, secret)
    return symmetricKeySize < LEAST_BYTES
      ? `Too short to sign ID tokens with HS256: ${symmetricKeySize} bytes, minimum ${LEAST_BYTES}`
      : undefined
  } catch (error) {
    if (error instanceof UnfitKey) return 'The text of a key cannot be the secret that signs ID tokens with HS256'
    throw error
  }
}

/** The row that lets `client` prove itself with `secret`, and sign with it where it is to. */
export function keptSecret({ random, masterKey, tenant }: Tenancy, client: Client, secret: string): ClientSecret {
  const row = newClientSecretRow(random, client.client_id, secret)
  if (!wantsSecret(client)) return row
  const purpose = clientSecretPurpose(tenant.tenant_id, row.id)
  return { ...row, sealed_secret: seal(masterKey, purpose, Buffer.from(secret, 'utf8')) }
}

/** The key that a secret is; undefined where only its hash is kept. */
export function openedSecret({ masterKey, tenant }: Tenancy, client: Client, row: ClientSecret): KeyObject | undefined {
  const { id, sealed_secret } = row
  if (sealed_secret === undefined) return undefined
  return keyOf(client, unseal(masterKey, clientSecretPurpose(tenant.tenant_id, id), sealed_secret).toString('utf8'))
}
