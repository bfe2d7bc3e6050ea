// Proof of possession: a token that is bound to a key which cannot leave this browser is of no use to a thief. RFC 9449.
import { jsonToBase64url, randomWord, sha256, toBase64url } from './base64url.ts'
import type { Database } from './database.ts'

export type Prover = {
  /**
   * A proof for one request.
   *
   * @param url - of the request; its query and fragment do not count
   * @param token - the access token that goes with it
   */
  readonly prove: (method: string, url: string, token?: string) => Promise<string>
  /** Learns the nonce that a server wants to see in the next proof. @returns whether there was a new one */
  readonly learn: (response: Response) => boolean
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const

const isKeyPair = (value: unknown): value is CryptoKeyPair =>
  typeof value === 'object' && value !== null && 'privateKey' in value && 'publicKey' in value

async function keyPair(database: Database): Promise<CryptoKeyPair> {
  const kept = await database.read('dpop')
  if (isKeyPair(kept)) return kept
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['sign'])
  // Tokens that one tab gets are used by all: two tabs that begin at once must end up with one key.
  const first = await database.keepFirst('dpop', made)
  return isKeyPair(first) ? first : made
}

/** One that proves with the key of this browser and origin. */
export function newProver(database: Database): Prover {
  let pair: Promise<CryptoKeyPair> | undefined
  const nonces = new Map<string, string>()
  return {
    prove: async (method, url, token) => {
      const { privateKey, publicKey } = await (pair ??= keyPair(database))
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
      const { origin, pathname } = new URL(url, globalThis.location.href)
      const nonce = nonces.get(origin)
      const ath = token === undefined ? undefined : toBase64url(await sha256(token))
      const iat = Math.floor(Date.now() / 1000)
      const claims = { jti: randomWord(), htm: method, htu: origin + pathname, iat, ath, nonce }
      const signed = `${jsonToBase64url({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })}.${jsonToBase64url(claims)}`
      const bytes = new TextEncoder().encode(signed)
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes)
      return `${signed}.${toBase64url(new Uint8Array(signature))}`
    },
    learn: (response) => {
      const nonce = response.headers.get('dpop-nonce')
      const { origin } = new URL(response.url)
      if (nonce === null || nonces.get(origin) === nonce) return false
      nonces.set(origin, nonce)
      return true
    },
  }
}
