// Which key signs the tokens of an API: the tenant's current one of the API's algorithm, or the API's own secret for HS256.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { ApiSecret } from '../collections.ts'
import { OAuthError } from '../errors.ts'
import { secretKey, signingHandle, verificationKey, type SigningHandle, type VerificationKey } from '../jose/keys.ts'
import { unseal } from '../jose/sealing.ts'
import type { TenantStore } from '../ports.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { currentSigningKey } from './signing-keys.ts'

const handles = new WeakMap<ApiSecret, SigningHandle>()

/** Under which purpose the secret of an API is sealed. */
export const apiSecretPurpose = (tenant_id: string, id: string): string => `api-secret:${tenant_id}:${id}`

/** The key that signs access tokens of `api`. @throws OAuthError `server_error` when an HS256 API has lost its secret */
export function apiSigningHandle(tenancy: Tenancy, api: ResourceServer): Soon<SigningHandle> {
  return api.signing_alg === 'HS256' ? secretHandle(tenancy, api.id) : currentSigningKey(tenancy, api.signing_alg)
}

/** Another process may have made the API, and we have heard of it before we heard of its secret. */
function findAnew(store: TenantStore, id: string): Soon<ApiSecret | undefined> {
  store.forget()
  return store.find('api_secrets', { id })
}

function secretHandle(tenancy: Tenancy, id: string): Soon<SigningHandle> {
  const { store } = tenancy
  return whenKnown(store.find('api_secrets', { id }), (secret) =>
    secret
      ? handleOf(tenancy, secret)
      : whenKnown(findAnew(store, id), (found) => {
          if (!found) throw new OAuthError('server_error', 'The API has no signing secret')
          return handleOf(tenancy, found)
        }),
  )
}

function handleOf({ masterKey, tenant }: Tenancy, secret: ApiSecret): SigningHandle {
  let handle = handles.get(secret)
  if (!handle) {
    const purpose = apiSecretPurpose(tenant.tenant_id, secret.id)
    handles.set(secret, (handle = signingHandle('HS256', secretKey(unseal(masterKey, purpose, secret.secret)))))
  }
  return handle
}

const verifying = new WeakMap<SigningHandle, readonly VerificationKey[]>()

/** The key of an HS256 API as what verifies: the same array as long as the secret is the same. */
export async function apiVerificationKey(
  tenancy: Tenancy,
  { id }: ResourceServer,
): Promise<readonly VerificationKey[]> {
  const handle = await secretHandle(tenancy, id)
  let keys = verifying.get(handle)
  if (!keys) verifying.set(handle, (keys = [verificationKey('HS256', handle.key)]))
  return keys
}
