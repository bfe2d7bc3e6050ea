// How a client proves itself with a key instead of a secret: private_key_jwt. RFC 7523 §3
import { constants, createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto'
import { CLIENT_ASSERTION_ALGORITHMS } from '@symbolon/protocol/oauth/rfc7523-client-assertion'
import { usageError } from './command-error.ts'

type Algorithm = (typeof CLIENT_ASSERTION_ALGORITHMS)[number]

/** Seconds that an assertion lives. */
const LIFETIME = 120

const readKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch {
    throw usageError('The file of --key holds no private key in PEM without a passphrase.')
  }
}

const algorithmOf = (key: KeyObject, wanted: string | undefined): Algorithm => {
  const isRsa = key.asymmetricKeyType === 'rsa'
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  const fitting = CLIENT_ASSERTION_ALGORITHMS.filter((alg) => (alg === 'ES256' ? isP256 : isRsa))
  const alg = wanted === undefined ? fitting[0] : fitting.find((known) => known === wanted)
  if (fitting.length === 0) throw usageError('The key of --key must be RSA, or EC on the curve P-256.')
  if (!alg) throw usageError(`The key of --key signs ${fitting.join(', ')}, not ${wanted}.`)
  return alg
}

const signature = (alg: Algorithm, key: KeyObject, input: Buffer): Buffer => {
  switch (alg) {
    case 'ES256':
      return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
    case 'PS256':
      return sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    default:
      return sign(alg === 'RS384' ? 'sha384' : 'sha256', input, key)
  }
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * An assertion of `client_id` for the server `issuer`, signed with the private key in `pem`.
 *
 * @param now seconds since the epoch
 * @throws CommandError when the key cannot sign it
 */
export function clientAssertion(
  { client_id, issuer, pem, alg: wanted }: { client_id: string; issuer: string; pem: string; alg?: string | undefined },
  now: number,
): string {
  const key = readKey(pem)
  const alg = algorithmOf(key, wanted)
  const claims = { iss: client_id, sub: client_id, aud: issuer, jti: randomUUID(), iat: now, exp: now + LIFETIME }
  const input = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`
  return `${input}.${signature(alg, key, Buffer.from(input)).toString('base64url')}`
}
