// The key of an API that its tokens are encrypted for, from what was sent to what is kept. reference: Management API, section 6.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { encryptionKey } from '../jose/encryption.ts'
import { jwkThumbprint, UnfitKey } from '../jose/keys.ts'
import { invalidBody } from './refusals.ts'

const FIELD = 'token_encryption.encryption_key.pem'

/**
 * The API with an encryption that can be kept: a public key that fits, with a name. Sent without its text, as it is answered, the key
 * is the one that is kept already.
 *
 * @throws ApiError 400
 */
export function withSoundEncryption(before: ResourceServer | undefined, api: ResourceServer): ResourceServer {
  const { token_encryption: encryption } = api
  if (!encryption || encryption === before?.token_encryption) return api
  const { alg, kid, pem = keptPem(before, kid), name } = encryption.encryption_key
  if (pem === undefined) throw invalidBody('The public key is missing', FIELD)
  try {
    const key = encryptionKey(alg, pem)
    const encryption_key = { ...(name === undefined ? {} : { name }), alg, kid: kid ?? jwkThumbprint(key), pem }
    return { ...api, token_encryption: { ...encryption, encryption_key } }
  } catch (error) {
    if (error instanceof UnfitKey) throw invalidBody(`The key cannot be used: ${error.message}`, FIELD)
    throw error
  }
}

const keptPem = (before: ResourceServer | undefined, kid: string | undefined): string | undefined => {
  const kept = before?.token_encryption?.encryption_key
  return kept && kept.kid === kid ? kept.pem : undefined
}
