// Encrypting for somebody whose public key is known. RFC 7516, with the algorithms of RFC 7518 §4.3 and §4.6.
import type { KeyObject } from 'node:crypto'
import { publicKeyFromPem, UnfitKey } from './keys.ts'

export const ENCRYPTION_ALGORITHMS = ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'ECDH-ES'] as const

export type EncryptionAlgorithm = (typeof ENCRYPTION_ALGORITHMS)[number]

const LEAST_BITS = 2048

const CURVES: ReadonlySet<unknown> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

/** The public key in `pem`, SPKI or a certificate, for encrypting with `alg`. @throws UnfitKey */
export function encryptionKey(alg: EncryptionAlgorithm, pem: string): KeyObject {
  const key = publicKeyFromPem(pem)
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (alg === 'ECDH-ES') {
    if (key.asymmetricKeyType !== 'ec' || !CURVES.has(namedCurve)) {
      throw new UnfitKey('ECDH-ES needs a key on P-256, P-384 or P-521')
    }
    return key
  }
  if (key.asymmetricKeyType !== 'rsa') throw new UnfitKey(`${alg} needs an RSA key`)
  if (modulusLength < LEAST_BITS) throw new UnfitKey(`an RSA key needs at least ${LEAST_BITS} bits`)
  return key
}

type Recipient = { readonly alg: EncryptionAlgorithm; readonly kid: string | undefined; readonly key: KeyObject }

/**
 * `jwt` in a compact JWE that only the holder of the private key reads, content with A256GCM. RFC 7519 §5.2
 *
 * @param ref goes into the header as a private parameter, which readers pass over. RFC 7516 §4.3
 */
export async function encryptJwt(
  jwt: string,
  { alg, kid, key, ref }: Recipient & { readonly ref: string },
): Promise<string> {
  // Only tenants whose APIs want it load the library.
  const { CompactEncrypt } = await import('jose')
  const header = { alg, enc: 'A256GCM', cty: 'JWT', ...(kid === undefined ? {} : { kid }), ref }
  return new CompactEncrypt(Buffer.from(jwt, 'ascii')).setProtectedHeader(header).encrypt(key)
}
