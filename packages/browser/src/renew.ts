// A token that nobody has to be asked for: by a refresh token, or from the session at the issuer.
import { checkedIdToken, codeIn } from './answer.ts'
import { newRequest, scopeOf, type Wish } from './authorization-request.ts'
import { claimsOf, names } from './claims.ts'
import type { Prover } from './dpop.ts'
import { LoginError } from './errors.ts'
import { askInFrame } from './frame.ts'
import { findRefresh, withoutRefresh, withReceived, type Holdings, type Received } from './holdings.ts'
import type { Issuer } from './issuer.ts'
import type { Settings } from './settings.ts'
import { requestTokens, type TokenAnswer } from './token-request.ts'
import { redeem } from './redeem.ts'
import { modeFor } from './window-answer.ts'

export type Asker = {
  readonly settings: Settings
  readonly issuer: Issuer
  readonly prover: Prover | undefined
}

/** What is held after a renewal for `wish`. @throws LoginError */
export async function renew(asker: Asker, holdings: Holdings, wish: Wish): Promise<Holdings> {
  const byRefresh = await renewByRefreshToken(asker, holdings, wish)
  if ('received' in byRefresh) return withReceived(holdings, byRefresh.received)
  return renewBySession(asker, byRefresh.left, wish)
}

type Renewed = { readonly received: Received } | { readonly left: Holdings }

/** Codes that say that this refresh token will never be good again. */
const ENDED: ReadonlySet<string> = new Set(['invalid_grant'])

/** Codes after which it is of no use to ask in any other way at once. */
const FUTILE: ReadonlySet<string> = new Set(['unreachable', 'bad_answer', 'too_many_requests', 'mfa_required'])

async function renewByRefreshToken(asker: Asker, holdings: Holdings, wish: Wish): Promise<Renewed> {
  const { settings, issuer, prover } = asker
  const audience = wish.audience ?? settings.audience
  const scope = scopeOf(settings, wish.scopes)
  const refresh = findRefresh(holdings, audience, wish.scopes ?? [])
  if (!refresh) return { left: holdings }
  const isOther = refresh.audience !== audience
  const parameters = {
    grant_type: 'refresh_token',
    client_id: settings.client_id,
    refresh_token: refresh.value,
    ...(isOther ? { [settings.audience_parameter]: audience, scope } : {}),
  }
  let answer: TokenAnswer
  try {
    answer = await requestTokens(issuer.token_endpoint, parameters, { prover, isRepeatable: true })
  } catch (error) {
    if (!(error instanceof LoginError) || FUTILE.has(error.code)) throw error
    return { left: ENDED.has(error.code) ? withoutRefresh(holdings, refresh.value) : holdings }
  }
  const sub = holdings.user?.['sub']
  const expected = { client_id: settings.client_id, nonce: undefined, max_age: undefined, sub }
  const user = answer.id_token === undefined ? undefined : checkedIdToken(answer.id_token, issuer, expected)
  const received: Received = { answer, audience, scope: isOther ? scope : refresh.scope, user, spent: refresh.value }
  if (!isOther || isFor(answer, audience)) return { received }
  // The issuer did not care which API was meant: the token is still good for its own, and the refresh token may be another now.
  return { left: withReceived(holdings, { ...received, audience: refresh.audience, scope: refresh.scope }) }
}

const isFor = ({ access_token }: TokenAnswer, audience: string): boolean =>
  names(claimsOf(access_token)?.['aud'], audience)

async function renewBySession(asker: Asker, holdings: Holdings, wish: Wish): Promise<Holdings> {
  const { settings, issuer } = asker
  const more = { prompt: 'none', ...modeFor(issuer) }
  const { url, pending } = await newRequest(issuer, settings, wish, more)
  const answer = await askInFrame(url, issuer, settings.patience)
  return withReceived(holdings, await redeem(asker, codeIn(answer, issuer, pending), pending))
}
