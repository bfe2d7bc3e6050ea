// Access tokens that only their API can read: the signed token within an encrypted one. reference: Authentication API, section 7.2.
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { decodeBase64url } from '@symbolon/protocol/oauth/rfc7515-jws'
import { parseUniqueJsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { KeyObject } from 'node:crypto'
import { OAuthError } from '../errors.ts'
import { encryptionKey, encryptJwt } from '../jose/encryption.ts'
import { UnfitKey } from '../jose/keys.ts'
import { seal, SealBroken, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'
import type { AccessTokenClaims } from './access-token.ts'
import { revocationKey } from './revocations.ts'

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

type Sealing = Pick<Tenancy, 'tenant' | 'masterKey'>

const purposeOf = ({ tenant }: Sealing): string => `encrypted-token:${tenant.tenant_id}`

/** What an encrypted token bears outside, sealed: enough to end it, for this server alone. */
export type EncryptedTokenReference = {
  readonly client_id: string
  readonly sub: string
  /** Seconds since the epoch. */
  readonly exp: number
  /** By which the signed token within knows itself revoked. */
  readonly key: string
  /** Of a long-lived machine token. */
  readonly jti?: string
}

const referenceTo = (tenancy: Sealing, jwt: string, claims: AccessTokenClaims): string => {
  const { client_id = claims['azp'], sub, exp, jti } = claims
  const fields = [client_id, sub, exp, revocationKey(jwt), ...(jti === undefined ? [] : [jti])]
  return seal(tenancy.masterKey, purposeOf(tenancy), Buffer.from(JSON.stringify(fields), 'utf8'))
}

const isEncrypted = (token: string): boolean => token.split('.', 6).length === 5

const referenceIn = (token: string): unknown => {
  const header = decodeBase64url(token.slice(0, token.indexOf('.')))
  return header && parseUniqueJsonObject(Buffer.from(header).toString('latin1'))?.['ref']
}

/** What `token` says of itself to this server; undefined when it is no encrypted token of this tenant, or has expired. The caller bounds the length. */
export function openEncryptedTokenReference(
  tenancy: Sealing & Pick<Tenancy, 'now'>,
  token: string,
): EncryptedTokenReference | undefined {
  const sealed = isEncrypted(token) ? referenceIn(token) : undefined
  if (typeof sealed !== 'string') return undefined
  try {
    const fields = JSON.parse(unseal(tenancy.masterKey, purposeOf(tenancy), sealed).toString('utf8'))
    const [client_id, sub, exp, key, jti] = fields as [string, string, number, string, string?]
    return tenancy.now() < exp * 1000 ? { client_id, sub, exp, key, ...(jti === undefined ? {} : { jti }) } : undefined
  } catch (error) {
    if (error instanceof SealBroken) return undefined
    throw error
  }
}

/**
 * The token as the API wants it: as it is, or encrypted for the API's key.
 *
 * @throws OAuthError `access_denied` when it is to be encrypted and cannot be: it never goes out in clear
 */
export async function sealedFor(
  tenancy: Sealing,
  api: ResourceServer,
  jwt: string,
  claims: AccessTokenClaims,
): Promise<string> {
  const { token_encryption: encryption, identifier } = api
  if (!encryption) return jwt
  const { alg, kid } = encryption.encryption_key
  try {
    return await encryptJwt(jwt, { alg, kid, key: keyOf(encryption), ref: referenceTo(tenancy, jwt, claims) })
  } catch (error) {
    if (!(error instanceof UnfitKey)) throw error
    throw new OAuthError('access_denied', `The API ${identifier} takes only encrypted access tokens`, {
      detail: `Its key cannot be used: ${error.message}`,
      cause: error,
    })
  }
}
