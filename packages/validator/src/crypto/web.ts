// WebCrypto: every runtime has it.
import { decodeBase64url, segmentText } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { Algorithm } from '../algorithms.ts'
import type { Backend } from './backend.ts'
import { encodeBase64url } from './base64url.ts'

const encoder = new TextEncoder()

type ImportParameters = { readonly name: string; readonly hash?: string; readonly namedCurve?: string }
type VerifyParameters = { readonly name: string; readonly hash?: string; readonly saltLength?: number }

const importParameters = ({ family, hash, crv = '' }: Algorithm): ImportParameters => {
  switch (family) {
    case 'pkcs1':
      return { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${hash}` }
    case 'pss':
      return { name: 'RSA-PSS', hash: `SHA-${hash}` }
    case 'ecdsa':
      return { name: 'ECDSA', namedCurve: crv }
    case 'eddsa':
      return { name: crv }
    case 'hmac':
      return { name: 'HMAC', hash: `SHA-${hash}` }
  }
}

const verifyParameters = (algorithm: Algorithm): VerifyParameters => {
  const { family, hash } = algorithm
  if (family === 'pss') return { name: 'RSA-PSS', saltLength: hash / 8 }
  if (family === 'ecdsa') return { name: 'ECDSA', hash: `SHA-${hash}` }
  return { name: importParameters(algorithm).name }
}

export const backend: Backend = {
  importPublic: (algorithm, jwk) =>
    crypto.subtle.importKey('jwk', { ...jwk }, importParameters(algorithm), false, ['verify']),
  importSecret: (algorithm, secret) =>
    crypto.subtle.importKey('raw', secret, importParameters(algorithm), false, ['verify']),
  verify: (algorithm, key, signingInput, signature) =>
    crypto.subtle.verify(
      verifyParameters(algorithm),
      key as CryptoKey,
      new Uint8Array(signature),
      encoder.encode(signingInput),
    ),
  sha256: async (text) => encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))),
  bytes: decodeBase64url,
  signedText: segmentText,
}
