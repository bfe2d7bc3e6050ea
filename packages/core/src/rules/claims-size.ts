// How large the claims may be that code sets. reference: extensibility, sections 7 and 17
import { OAuthError } from '../errors.ts'
import type { Custom } from '../custom.ts'

/** Characters of JSON of all claims of one token. */
const MOST = 102_400

/** Characters that JSON makes of one, at most. */
const MOST_OF_CHARACTER = 6

type Claims = Custom['access_token']

const exactly = (value: unknown): number => JSON.stringify(value)?.length ?? 0

/** No less than that, and found sooner for a text. */
const atMost = (value: unknown): number =>
  typeof value === 'string' ? 2 + MOST_OF_CHARACTER * value.length : exactly(value)

/** Whether the claims are longer than `MOST`. Stops at what is too much: the same large value may stand behind many names. */
const isLonger = (claims: Claims, lengthOf: (value: unknown) => number): boolean => {
  let length = 0
  for (const name of Object.keys(claims)) {
    length += name.length + lengthOf(claims[name])
    if (length > MOST) return true
  }
  return false
}

const isTooLarge = (claims: Claims): boolean => isLonger(claims, atMost) && isLonger(claims, exactly)

/** The same. @throws OAuthError `access_denied` when a token would become too large */
export function withinSize(custom: Custom): Custom {
  const { access_token, id_token, profile, mapped = {} } = custom
  if (![access_token, id_token, profile, mapped].some(isTooLarge)) return custom
  throw new OAuthError('access_denied', `The claims that rules and actions set are larger than ${MOST} characters`)
}
