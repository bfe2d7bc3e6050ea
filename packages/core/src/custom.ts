// What the tenant's own code has made of an authorization. It travels with a code, and is part of what a refresh token is renewed to.

type Claims = Readonly<Record<string, unknown>>

/** What code wants of a refresh token: an earlier end, seconds since the epoch, and metadata in place of what there is. */
export type RefreshTokenWishes = {
  readonly expires_at?: number | undefined
  readonly idle_expires_at?: number | undefined
  readonly metadata?: Claims | undefined
}

export type Custom = {
  readonly access_token: Claims
  readonly id_token: Claims
  /** Fields of the profile as the code left them, where that is not what is kept; null for one that it took away. */
  readonly profile: Claims
  /** Claims of both tokens that words of the scope stand for: attributes of the user, by their paths; null for one that there is not. */
  readonly mapped?: Claims
  /** What takes the place of the scopes that were granted. */
  readonly scopes?: readonly string[]
  /** Words of the scope that stand for attributes, as far as they were asked for: a refresh token goes on with them. */
  readonly words?: readonly string[]
  /** Seconds that the ID token lives. */
  readonly id_token_lifetime?: number
  /** Of the refresh token that is made or renewed with it. */
  readonly refresh_token?: RefreshTokenWishes
  /** Ids of the executions that made it. */
  readonly executions?: readonly string[]
}
