// How long a client's refresh tokens live and whether they rotate: as its settings say at this moment. reference: Authentication
// API, section 6.2.
import { CLIENT, type Client } from '@symbolon/protocol/entities/client'

/** Seconds throughout; null: without end. */
export type RefreshTokenLife = {
  readonly rotates: boolean
  /** From its first token on. */
  readonly absolute: number | null
  /** From its last use on. */
  readonly idle: number | null
  /** For how long after a rotation the token before is answered with the same successor. */
  readonly overlap: number
}

/** Where a client sets no `leeway`: enough for a lost answer to be asked for again. design.md §4 */
export const DEFAULT_OVERLAP = 30

const USUAL = CLIENT.defaults.refresh_token

export function refreshTokenLife({ refresh_token }: Pick<Client, 'refresh_token'>): RefreshTokenLife {
  const { rotation_type, expiration_type, leeway } = refresh_token
  const { token_lifetime = USUAL.token_lifetime, idle_token_lifetime = USUAL.idle_token_lifetime } = refresh_token
  const expires = expiration_type === 'expiring'
  return {
    rotates: rotation_type === 'rotating',
    absolute: expires && !refresh_token.infinite_token_lifetime ? token_lifetime : null,
    idle: expires && !refresh_token.infinite_idle_token_lifetime ? idle_token_lifetime : null,
    overlap: leeway || DEFAULT_OVERLAP,
  }
}

/** The earlier of two ends; null is none. */
export const earlier = (end: number | null, wished: number | undefined): number | null =>
  wished === undefined ? end : Math.min(end ?? Infinity, wished)

/** The moment `seconds` after `now`; null stays without end. */
export const endAfter = (now: number, seconds: number | null): number | null =>
  seconds === null ? null : now + seconds
