// Which key signs the ID tokens of a client: the tenant's current one of the client's algorithm, or the client's own secret for HS256.
import type { Client } from '@symbolon/protocol/entities/client'
import { openedSecret, signsWithSecret } from '../clients/kept-secret.ts'
import type { ClientSecret, SigningKeyAlgorithm } from '../collections.ts'
import { OAuthError } from '../errors.ts'
import { signingHandle, verificationKey, type SigningHandle, type VerificationKey } from '../jose/keys.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { currentSigningKey } from './signing-keys.ts'

/** The algorithm of the client's ID tokens. */
export function idTokenAlgorithm(client: Client): SigningKeyAlgorithm | 'HS256' {
  if (signsWithSecret(client)) return 'HS256'
  const { alg = 'RS256' } = client.jwt_configuration
  return alg === 'HS256' ? 'RS256' : alg
}

/**
 * The key for the client's ID tokens.
 *
 * @throws OAuthError `access_denied` when it is to be the client's secret, of which only a hash is kept
 */
export function idTokenKey(tenancy: Tenancy, client: Client): Soon<SigningHandle> {
  const alg = idTokenAlgorithm(client)
  return alg === 'HS256' ? currentSecret(tenancy, client) : currentSigningKey(tenancy, alg)
}

/** The keys of ID tokens of `client` that are signed with HS256: its secrets that have not ended. */
export async function clientVerificationKeys(tenancy: Tenancy, client: Client): Promise<readonly VerificationKey[]> {
  if (!signsWithSecret(client)) return []
  const now = tenancy.now() / 1000
  const rows = await tenancy.store.all('client_secrets', { client_id: client.client_id })
  return rows.flatMap((row) => {
    const isAlive = row.expires_at === undefined || row.expires_at > now
    const handle = isAlive ? handleOf(tenancy, client, row) : undefined
    return handle ? [verificationKey('HS256', handle.key)] : []
  })
}

async function currentSecret(tenancy: Tenancy, client: Client): Promise<SigningHandle> {
  const where = { client_id: client.client_id }
  const find = async (): Promise<SigningHandle | undefined> => {
    const rows = await tenancy.store.all('client_secrets', where)
    // One that has an end was replaced by another, which signs at once.
    return rows.flatMap((row) => (row.expires_at === undefined ? (handleOf(tenancy, client, row) ?? []) : [])).at(-1)
  }
  const handle = (await find()) ?? (await findAnew(tenancy, client, find))
  if (handle) return handle
  throw new OAuthError(
    'access_denied',
    'ID tokens with HS256 are signed with the client secret, of which only a hash is kept. Rotate it, set client_secret, or set jwt_configuration.alg to RS256.',
  )
}

// The store answers with the same client until it changes.
const lookedAnew = new WeakSet<Client>()

/** Another process may have changed the client, and we have heard of it before we heard of its secret: once for each change. */
async function findAnew<T>({ store }: Tenancy, client: Client, find: () => Promise<T>): Promise<T | undefined> {
  if (lookedAnew.has(client)) return undefined
  lookedAnew.add(client)
  store.forget()
  return find()
}

type Opened = { readonly client: Client; readonly handle: SigningHandle | undefined }

// The store answers with the same documents until they change.
const opened = new WeakMap<ClientSecret, Opened>()

function handleOf(tenancy: Tenancy, client: Client, row: ClientSecret): SigningHandle | undefined {
  const known = opened.get(row)
  if (known?.client === client) return known.handle
  const key = openedSecret(tenancy, client, row)
  const handle = key && signingHandle('HS256', key)
  opened.set(row, { client, handle })
  return handle
}
