// Nonces that need no memory: the minute in which they were given, and a MAC of it. RFC 9449 §9
import { encodeBase64url } from '../crypto/base64url.ts'

/** Seconds for which one is given; it counts for as long again. */
const GIVEN_FOR = 60

export type Nonces = { readonly current: () => Promise<string>; readonly isGood: (nonce: unknown) => Promise<boolean> }

const encoder = new TextEncoder()

/** `now`: milliseconds since the epoch. Throws RangeError for a short secret. */
export function newNonces(secret: string | Uint8Array, now: () => number): Nonces {
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret)
  if (bytes.length < 32) throw new RangeError('dpop.nonceSecret has at least 32 bytes')
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])

  const at = async (minute: number): Promise<string> => {
    const mac = await crypto.subtle.sign('HMAC', await key, encoder.encode(`dpop nonce ${minute}`))
    return encodeBase64url(new Uint8Array(mac).subarray(0, 18))
  }
  const minute = (): number => Math.floor(now() / 1000 / GIVEN_FOR)

  return {
    current: () => at(minute()),
    // Nonces are told to everybody: there is nothing to learn from how long comparing takes.
    isGood: async (nonce) => nonce === (await at(minute())) || nonce === (await at(minute() - 1)),
  }
}
