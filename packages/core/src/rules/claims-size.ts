// How large the claims may be that code sets. reference: extensibility, sections 7 and 17
import { OAuthError } from '../errors.ts'
import type { Custom } from '../custom.ts'

/** Characters of JSON of all claims of one token. */
const MOST = 102_400

/** Stops at what is too much: the same large value may stand behind many names. */
const isTooLarge = (claims: Custom['access_token']): boolean => {
  let length = 0
  for (const [name, value] of Object.entries(claims)) {
    length += name.length + (JSON.stringify(value)?.length ?? 0)
    if (length > MOST) return true
  }
  return false
}

/** The same. @throws OAuthError `access_denied` when a token would become too large */
export function withinSize(custom: Custom): Custom {
  if (!isTooLarge(custom.access_token) && !isTooLarge(custom.id_token) && !isTooLarge(custom.profile)) return custom
  throw new OAuthError('access_denied', `The claims that rules and actions set are larger than ${MOST} characters`)
}
