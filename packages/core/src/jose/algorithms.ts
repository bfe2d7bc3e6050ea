// jose: keys, signatures and sealing. A key is bound to one algorithm before anything is signed or verified with it.
import {
  constants,
  createHmac,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
  type SignKeyObjectInput,
  type VerifyKeyObjectInput,
} from 'node:crypto'
import { derSignature } from '@symbolon/protocol/oauth/rfc7518-ecdsa-signature'
import { rawSignature } from './ecdsa-signature.ts'

export type SignatureAlgorithm = 'RS256' | 'RS384' | 'PS256' | 'ES256' | 'EdDSA' | 'HS256'

/** What an algorithm is: which keys fit it, and how it signs and verifies. */
export type Algorithm = {
  /** Why `key` must not be used with this algorithm; undefined when it may. */
  readonly unfit: (key: KeyObject) => string | undefined
  /** Signature of an ASCII text, base64url. A promise where the work is worth a thread. */
  readonly sign: (key: KeyObject, signingInput: string) => string | Promise<string>
  readonly verify: (key: KeyObject, signingInput: string, signature: Uint8Array) => boolean
}

const MIN_RSA_BITS = 2048
const MIN_RSA_EXPONENT = 65537n
const MIN_HMAC_BYTES = 16

const unfitRsa = (key: KeyObject): string | undefined => {
  if (key.asymmetricKeyType !== 'rsa') return 'not an RSA key'
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < MIN_RSA_BITS) return `an RSA key of less than ${MIN_RSA_BITS} bits`
  return publicExponent < MIN_RSA_EXPONENT ? 'an RSA key with a small exponent' : undefined
}

const unfitP256 = (key: KeyObject): string | undefined =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    ? undefined
    : 'not a key on the curve P-256'

const unfitEd25519 = (key: KeyObject): string | undefined =>
  key.asymmetricKeyType === 'ed25519' ? undefined : 'not an Ed25519 key'

const unfitHmac = (key: KeyObject): string | undefined => {
  if (key.type !== 'secret') return 'not a secret'
  return (key.symmetricKeySize ?? 0) < MIN_HMAC_BYTES ? `a secret of less than ${MIN_HMAC_BYTES} bytes` : undefined
}

// An RSA signature costs ten times the hop to another thread; all others cost less than twice of it. Where there is one core, another
// thread only takes it away from this one.
const HAS_CORES = navigator.hardwareConcurrency > 1

const signInThread = (digest: string, data: Buffer, key: KeyObject | SignKeyObjectInput): Promise<string> =>
  new Promise((resolve, reject) => {
    sign(digest, data, key, (error, signature) => {
      if (error === null) resolve(signature.toString('base64url'))
      else reject(error)
    })
  })

type RsaInput = (key: KeyObject) => KeyObject | (SignKeyObjectInput & VerifyKeyObjectInput)

const rsa = (digest: string, input: RsaInput): Algorithm => ({
  unfit: unfitRsa,
  sign: (key, signingInput) => {
    const data = Buffer.from(signingInput, 'latin1')
    return HAS_CORES ? signInThread(digest, data, input(key)) : sign(digest, data, input(key)).toString('base64url')
  },
  verify: (key, signingInput, signature) => verify(digest, Buffer.from(signingInput, 'latin1'), input(key), signature),
})

const pkcs1: RsaInput = (key) => key

const pss: RsaInput = (key) => ({
  key,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
})

/** One row an algorithm: RFC 7518 §3.1, RFC 8037 §3.1. `none` has no row. */
export const ALGORITHMS: Readonly<Record<SignatureAlgorithm, Algorithm>> = Object.freeze({
  RS256: rsa('sha256', pkcs1),
  RS384: rsa('sha384', pkcs1),
  PS256: rsa('sha256', pss),
  ES256: {
    unfit: unfitP256,
    // DER, because Node converts to r||s at twice the price of the signature itself.
    sign: (key, signingInput) => rawSignature(sign('sha256', Buffer.from(signingInput, 'latin1'), key)),
    verify: (key, signingInput, signature) => {
      const der = derSignature(signature, 32)
      return der !== undefined && verify('sha256', Buffer.from(signingInput, 'latin1'), key, der)
    },
  },
  EdDSA: {
    unfit: unfitEd25519,
    sign: (key, signingInput) => sign(null, Buffer.from(signingInput, 'latin1'), key).toString('base64url'),
    verify: (key, signingInput, signature) => verify(null, Buffer.from(signingInput, 'latin1'), key, signature),
  },
  HS256: {
    unfit: unfitHmac,
    sign: (key, signingInput) => createHmac('sha256', key).update(signingInput, 'latin1').digest('base64url'),
    verify: (key, signingInput, signature) => {
      const expected = createHmac('sha256', key).update(signingInput, 'latin1').digest()
      return signature.length === expected.length && timingSafeEqual(signature, expected)
    },
  },
})

export const isSignatureAlgorithm = (value: unknown): value is SignatureAlgorithm =>
  typeof value === 'string' && Object.hasOwn(ALGORITHMS, value)

/** What an access token may be signed with, and an ID token. */
export const TOKEN_ALGORITHMS = Object.freeze([
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'HS256',
] as const satisfies readonly SignatureAlgorithm[])
