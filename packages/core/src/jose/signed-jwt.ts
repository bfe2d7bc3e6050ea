// A signed JWT. Who may make one of which kind is decided elsewhere: tokens by the mint, pages of revocations by their feed, security
// events by signals.
import type { SigningHandle } from './keys.ts'
import { signJws } from './sign.ts'

const HEADERS = new WeakMap<SigningHandle, Map<string, string>>()

/** The encoded header of every token of one key and type, with the dot behind it. */
function encodedHeader(handle: SigningHandle, typ: string): string {
  let headers = HEADERS.get(handle)
  if (!headers) HEADERS.set(handle, (headers = new Map()))
  let header = headers.get(typ)
  if (!header) {
    const { alg, kid } = handle
    header = `${Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url')}.`
    headers.set(typ, header)
  }
  return header
}

/** `claims` in a compact JWS with header `typ`. RFC 7515 §7.1 */
export function signedJwt(handle: SigningHandle, typ: string, claims: object): string | Promise<string> {
  const signingInput = encodedHeader(handle, typ) + Buffer.from(JSON.stringify(claims)).toString('base64url')
  const signature = signJws(handle, signingInput)
  if (typeof signature === 'string') return `${signingInput}.${signature}`
  return signature.then((made) => `${signingInput}.${made}`)
}
