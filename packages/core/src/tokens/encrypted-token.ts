// Access tokens that only their API can read: the signed token within an encrypted one. reference: Authentication API, section 7.2.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { KeyObject } from 'node:crypto'
import { OAuthError } from '../errors.ts'
import { encryptionKey, encryptJwt } from '../jose/encryption.ts'
import { UnfitKey } from '../jose/keys.ts'

type Encryption = NonNullable<ResourceServer['token_encryption']>

const keys = new WeakMap<Encryption, KeyObject>()

function keyOf(encryption: Encryption): KeyObject {
  const known = keys.get(encryption)
  if (known) return known
  const { alg, pem } = encryption.encryption_key
  const key = encryptionKey(alg, pem ?? '')
  keys.set(encryption, key)
  return key
}

/**
 * The token as the API wants it: as it is, or encrypted for the API's key.
 *
 * @throws OAuthError `access_denied` when it is to be encrypted and cannot be: it never goes out in clear
 */
export async function sealedFor(api: ResourceServer, jwt: string): Promise<string> {
  const { token_encryption: encryption, identifier } = api
  if (!encryption) return jwt
  const { alg, kid } = encryption.encryption_key
  try {
    return await encryptJwt(jwt, { alg, kid, key: keyOf(encryption) })
  } catch (error) {
    if (!(error instanceof UnfitKey)) throw error
    throw new OAuthError('access_denied', `The API ${identifier} takes only encrypted access tokens`, {
      detail: `Its key cannot be used: ${error.message}`,
      cause: error,
    })
  }
}
