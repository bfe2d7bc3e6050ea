// What the tabs of one browser hold together: a value that is replaced, never changed, and stands in memory alone.
import type { Claims } from './claims.ts'
import type { TokenAnswer } from './token-request.ts'

export type AccessToken = {
  readonly value: string
  readonly token_type: string
  readonly audience: string
  /** What was granted; where the issuer did not say, what was asked for. */
  readonly scope: string
  /** Milliseconds since 1970. */
  readonly made: number
  readonly expires: number
}

type RefreshToken = { readonly value: string; readonly audience: string; readonly scope: string }

export type Holdings = {
  /** Goes up with every change, whichever tab makes it. */
  readonly generation: number
  readonly access: readonly AccessToken[]
  readonly refresh: readonly RefreshToken[]
  /** Claims about whoever is logged in. */
  readonly user: Claims | undefined
}

export const NOTHING: Holdings = { generation: 0, access: [], refresh: [], user: undefined }

const covers = (scope: string, scopes: readonly string[]): boolean => {
  const words = new Set(scope.split(' '))
  return scopes.every((word) => words.has(word))
}

/** Milliseconds before its end at which a token is too old to be sent anywhere: half a minute, less for what lives shortly. */
const margin = ({ made, expires }: AccessToken): number => Math.min(30_000, (expires - made) / 10)

/** A token for the API with all of `scopes` that was made at `since` or later and is good for a while. */
export const findAccess = (
  { access }: Holdings,
  audience: string,
  scopes: readonly string[],
  since: number,
): AccessToken | undefined =>
  access.find(
    (token) =>
      token.audience === audience &&
      token.made >= since &&
      token.expires - margin(token) > Date.now() &&
      covers(token.scope, scopes),
  )

/** The refresh token that is best asked for these: the API's own if it has the scopes, else one that might serve it too. */
export const findRefresh = (
  { refresh }: Holdings,
  audience: string,
  scopes: readonly string[],
): RefreshToken | undefined => {
  const own = refresh.find((token) => token.audience === audience)
  if (own) return covers(own.scope, scopes) ? own : undefined
  return refresh[0]
}

/** Without a refresh token that has turned out to be of no use. */
export const withoutRefresh = (holdings: Holdings, value: string): Holdings => ({
  ...holdings,
  refresh: holdings.refresh.filter((token) => token.value !== value),
})

export type Received = {
  readonly answer: TokenAnswer
  readonly audience: string
  /** What was asked for. */
  readonly scope: string
  readonly user: Claims | undefined
  /** The refresh token that was spent for it. */
  readonly spent: string | undefined
}

/** With what has just been received. Of somebody else's nothing stays. */
export function withReceived(before: Holdings, { answer, audience, scope, user, spent }: Received): Holdings {
  const isSomebodyElse = user !== undefined && before.user !== undefined && user['sub'] !== before.user['sub']
  const { access, refresh } = isSomebodyElse ? NOTHING : before
  const made = Date.now()
  const granted = answer.scope ?? scope
  const isReplaced = (one: AccessToken): boolean => one.audience === audience && covers(granted, one.scope.split(' '))
  const alive = access.filter((one) => one.expires > made && !isReplaced(one))
  const token: AccessToken = {
    value: answer.access_token,
    token_type: answer.token_type,
    audience,
    scope: granted,
    made,
    expires: made + answer.expires_in * 1000,
  }
  return {
    generation: before.generation + 1,
    access: [token, ...alive],
    refresh: renewed(refresh, answer.refresh_token, { audience, scope: granted }, spent),
    user: user ?? before.user,
  }
}

/** A successor takes the place of what was spent, and of what the same API had before. */
function renewed(
  refresh: Holdings['refresh'],
  value: string | undefined,
  asked: Omit<RefreshToken, 'value'>,
  spent: string | undefined,
): Holdings['refresh'] {
  if (value === undefined) return refresh
  const successor = { ...asked, ...refresh.find((one) => one.value === spent), value }
  return [successor, ...refresh.filter((one) => one.value !== spent && one.audience !== successor.audience)]
}

/** What is left when everything has ended. */
export const nothingAfter = ({ generation }: Holdings): Holdings => ({ ...NOTHING, generation: generation + 1 })
