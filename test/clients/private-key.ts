// Key pairs for machines that prove themselves by private_key_jwt.
import { makeMachine, type Credentials } from './arrange.ts'
import type { TestServer } from '../server.ts'

/** What a client can sign its assertions with, as WebCrypto names it. */
const KEYS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const

type AssertionAlgorithm = keyof typeof KEYS

export const ASSERTION_ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const

type KeyedMachine = Credentials & { readonly kid: string; readonly privateKey: CryptoKey }

const pemOf = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`

/** A private key in PKCS#8, for those who want it as a text. */
export const privatePem = async (key: CryptoKey): Promise<string> =>
  pemOf('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', key))

/** A key pair and the PEM of its public half. */
export async function makeKeyPair(alg: AssertionAlgorithm): Promise<{ privateKey: CryptoKey; pem: string }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(KEYS[alg], true, ['sign', 'verify'])
  return { privateKey, pem: pemOf('PUBLIC KEY', await crypto.subtle.exportKey('spki', publicKey)) }
}

/** A client with such a key and no other way to prove itself. */
export async function makeKeyedMachine(server: TestServer, alg: AssertionAlgorithm): Promise<KeyedMachine> {
  const { privateKey, pem } = await makeKeyPair(alg)
  const kid = `robot-key-${alg}`
  const credentials = [{ credential_type: 'public_key', alg, kid, pem }]
  const machine = await makeMachine(server, { client_authentication_methods: { private_key_jwt: { credentials } } })
  return { ...machine, kid, privateKey }
}
