// What a token is by its form, and what it says once it has been believed. Nothing is remembered here.
import { opaqueTokenReader } from './introspection.ts'
import type { Issuer } from './issuer/issuer.ts'
import { following, type MaybePromise } from './crypto/backend.ts'
import { decrypt, decryptionKey, type DecryptionKey } from './jwe.ts'
import type { BoundKey } from './keys.ts'
import type { Settings } from './settings.ts'
import { signedTokenReader } from './signed-token.ts'
import { verifiedToken, type VerifiedToken } from './verified-token.ts'

/** A token that has been believed. Times are seconds since the epoch. */
export type Believed = {
  readonly verified: VerifiedToken
  readonly issuer: Issuer
  /** Undefined for what the issuer has been asked about. */
  readonly key: BoundKey | undefined
  readonly until: number
  readonly iat: number
  /** What was signed: for an encrypted token the one inside, by which the issuer knows it too. */
  readonly signed: string
}

/** Believes tokens. The answer throws AccessRefused, and IssuerAway when nobody can tell. */
export function newBeliever(issuers: ReadonlyMap<string, Issuer>, settings: Settings) {
  const { clockTolerance, alsoUnencrypted = false } = settings
  const readSigned = signedTokenReader(issuers, settings)
  const readOpaque = opaqueTokenReader([...issuers.values()], settings)
  const decryptionKeys = settings.decryptionKeys && Promise.all(settings.decryptionKeys.map(decryptionKey))
  // A mistake is thrown to whoever sends a token.
  decryptionKeys?.catch(() => undefined)

  const believeSigned = (signed: string): MaybePromise<Believed> =>
    following(readSigned(signed), ({ header, claims, issuer, key }) => {
      const verified = verifiedToken(issuer.settings.issuer, header, claims)
      const { exp, iat } = claims as { readonly exp: number; readonly iat: number }
      return { verified, issuer, key, until: exp + clockTolerance, iat, signed }
    })

  const believeEncrypted = async (token: string, keys: Promise<readonly DecryptionKey[]>): Promise<Believed> =>
    believeSigned(await decrypt(token, await keys))

  const believeOpaque = async (signed: string): Promise<Believed> => {
    const { claims, issuer } = await readOpaque(signed)
    const verified = verifiedToken(issuer.settings.issuer, {}, claims)
    const { iat } = claims
    // What does not say when it was issued was issued before everything.
    return { verified, issuer, key: undefined, until: 0, iat: typeof iat === 'number' ? iat : 0, signed }
  }

  /** Three segments are signed, five encrypted, and one is nobody's but the issuer's. RFC 8725 §3.11 */
  return (token: string): MaybePromise<Believed> => {
    const first = token.indexOf('.')
    if (first === -1) return believeOpaque(token)
    if (!decryptionKeys) return believeSigned(token)
    const isSigned = token.indexOf('.', first + 1) === token.lastIndexOf('.')
    return isSigned && alsoUnencrypted ? believeSigned(token) : believeEncrypted(token, decryptionKeys)
  }
}
