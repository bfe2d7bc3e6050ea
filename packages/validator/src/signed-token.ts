// A signed access token, believed or refused. RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725
import { decodeSegment, MalformedJws, segmentsOf } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { backend } from '#crypto'
import { following, type MaybePromise } from './crypto/backend.ts'
import { requireClaims, requireType, typeOf } from './claim-rules.ts'
import type { Issuer } from './issuer/issuer.ts'
import type { BoundKey } from './keys.ts'
import { verifySignature } from './keys.ts'
import { refuseToken } from './refusals.ts'
import type { Settings } from './settings.ts'

/** Headers that have been seen on good tokens: all tokens of a key have the same. */
const MOST_HEADERS = 100
/** A longer name of a key is none of ours. */
const LONGEST_KID = 1024

export type SignedToken = {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly issuer: Issuer
  readonly key: BoundKey
}

/** A header that may be that of an access token, and what it says. */
type Head = {
  readonly header: JsonObject
  readonly typ: string
  readonly kid: string | undefined
}

type Parts = {
  readonly headerText: string
  /** Where the same header has been that of a good token before: it need not be looked at again. */
  readonly known: Head | undefined
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signingInput: string
  readonly signature: Uint8Array
}

const takeApart = (token: string, heads: ReadonlyMap<string, Head>): Parts => {
  try {
    const { first, last } = segmentsOf(token)
    const headerText = token.slice(0, first)
    const signature = backend.bytes(token.slice(last + 1))
    if (signature === undefined) throw new MalformedJws('the signature is not base64url')
    const known = heads.get(headerText)
    return {
      headerText,
      known,
      header: known?.header ?? decodeSegment(headerText, 'header', backend.signedText),
      claims: decodeSegment(token.slice(first + 1, last), 'payload', backend.signedText),
      signingInput: token.slice(0, last),
      signature,
    }
  } catch (error) {
    return refuseToken('malformed', error instanceof MalformedJws ? error.message : 'the token is malformed')
  }
}

/** RFC 7515 §4.1.11: what is critical must be understood, and no extension is; RFC 7797 would change what is signed. */
const requirePlainHeader = (header: JsonObject): void => {
  if (Object.hasOwn(header, 'crit')) refuseToken('critical', 'the token has critical extensions')
  if (Object.hasOwn(header, 'zip')) refuseToken('malformed', 'the token is compressed')
}

/** Those of `keys` that the token's header fits: the key decides on the algorithm. `jwk`, `jku`, `x5u`, `x5c` are never looked at. */
const fitting = (keys: readonly BoundKey[], { alg }: JsonObject): readonly BoundKey[] => {
  if (keys.length === 0) return refuseToken('key', 'the key of the token is unknown')
  const [only] = keys
  if (keys.length === 1 && only?.algorithm.alg === alg) return keys
  const own = keys.filter(({ algorithm }) => algorithm.alg === alg || (alg === 'Ed25519' && algorithm.alg === 'EdDSA'))
  return own.length === 0 ? refuseToken('algorithm', 'the algorithm of the token is not that of its key') : own
}

const kidOf = ({ kid }: JsonObject): string | undefined => {
  if (kid === undefined) return undefined
  if (typeof kid !== 'string' || kid.length > LONGEST_KID)
    return refuseToken('key', 'the key id of the token is malformed')
  return kid
}

/** What `header` says. Throws AccessRefused where no access token has such a one. */
const headOf = (header: JsonObject, strict: boolean): Head => {
  requirePlainHeader(header)
  const typ = typeOf(header)
  requireType(typ, strict)
  return { header, typ, kid: kidOf(header) }
}

/** The first of `keys`, from `index` on, that made the signature; undefined when none did. */
const signer = (keys: readonly BoundKey[], parts: Parts, index = 0): MaybePromise<BoundKey | undefined> => {
  const key = keys[index]
  if (!key) return undefined
  const fits = verifySignature(key, parts.signingInput, parts.signature)
  return following(fits, (isIt) => (isIt ? key : signer(keys, parts, index + 1)))
}

/** Believes signed tokens of `issuers`. The answer throws AccessRefused, and IssuerAway when an issuer's keys cannot be read. */
export function signedTokenReader(issuers: ReadonlyMap<unknown, Issuer>, settings: Settings) {
  const heads = new Map<string, Head>()

  const remember = (headerText: string, head: Head): void => {
    if (heads.size >= MOST_HEADERS) heads.clear()
    // Other tokens are judged by the same object.
    Object.freeze(head.header)
    heads.set(headerText, head)
  }

  return (token: string): MaybePromise<SignedToken> => {
    const parts = takeApart(token, heads)
    const { headerText, known, header, claims } = parts
    const head = known ?? headOf(header, settings.strict)
    // Nothing of it is believed yet: it says among whose keys to look.
    const issuer = issuers.get(Object.hasOwn(claims, 'iss') ? claims['iss'] : undefined)
    if (!issuer) return refuseToken('issuer', 'the token is of another issuer')
    const found = following(issuer.keys.find(head.kid), (keys) => signer(fitting(keys, header), parts))
    return following(found, (key) => {
      if (!key) return refuseToken('signature', 'the signature of the token does not fit')
      requireClaims(claims, issuer.policy, settings.now() / 1000, head.typ)
      if (!known) remember(headerText, head)
      return { header, claims, issuer, key }
    })
  }
}
