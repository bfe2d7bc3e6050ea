// What stands in a token, without asking whether it is true.
import { fromBase64url } from './base64url.ts'

export type Claims = Readonly<Record<string, unknown>>

/** The claims of a JWT; undefined for anything else. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature, ...more] = token.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(fromBase64url(payload)))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? { ...claims } : undefined
  } catch {
    return undefined
  }
}

/** Whether a claim that is one text or several names `value`. */
export const names = (claim: unknown, value: string): boolean =>
  claim === value || (Array.isArray(claim) && claim.includes(value))
