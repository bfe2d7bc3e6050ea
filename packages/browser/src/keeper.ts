// Holds what the tabs of the application hold, and sees to it that it is good: one renewal at a time, in one tab.
import type { Wish } from './authorization-request.ts'
import type { Claims } from './claims.ts'
import { openDatabase } from './database.ts'
import { newProver } from './dpop.ts'
import { LoginError } from './errors.ts'
import { findAccess, nothingAfter, withReceived, type AccessToken, type Holdings, type Received } from './holdings.ts'
import { discovery } from './issuer.ts'
import { renew, type Asker } from './renew.ts'
import type { Settings } from './settings.ts'
import { joinTabs } from './tabs.ts'

export type TokenWish = Wish & {
  /** Whether the token must be a new one; by default one that is held already will do. */
  readonly fresh?: boolean
}

/** `login` when somebody has logged in, `logout` when nobody is logged in any more: in this tab or another. */
export type Listener = (event: 'login' | 'logout', user: Claims | undefined) => void

export type Keeper = {
  readonly settings: Settings
  /** The issuer, and how it is asked. @throws LoginError when it does not say what it is */
  readonly asker: () => Promise<Asker>
  /** @param since - milliseconds since 1970: no token that is older @throws LoginError */
  readonly token: (wish: TokenWish, since?: number) => Promise<AccessToken>
  readonly keep: (received: Received) => Promise<void>
  /** Ends everything that is held, in every tab. @returns what it was */
  readonly end: () => Promise<Holdings>
  readonly user: () => Claims | undefined
  /** @returns what ends it */
  readonly listen: (listener: Listener) => () => void
}

/** Whether the issuer says that nobody is there whom it could answer for. */
export const saysNobody = (error: unknown): error is LoginError =>
  error instanceof LoginError && (error.code === 'login_required' || error.code === 'invalid_grant')

export function openKeeper(settings: Settings): Keeper {
  const name = `symbolon:${settings.issuer}:${settings.client_id}`
  const database = openDatabase(name)
  const metadata = discovery(settings.issuer)
  const prover = newProver(database)
  const listeners = new Set<Listener>()
  const tabs = joinTabs(name, database, (before, now) => {
    if (before.user?.['sub'] === now.user?.['sub']) return
    // What a listener throws is its own affair: nobody's login fails by it.
    for (const listener of listeners) queueMicrotask(() => listener(now.user ? 'login' : 'logout', now.user))
  })

  async function asker(): Promise<Asker> {
    const issuer = await metadata()
    const isOffered = issuer.dpop_signing_alg_values_supported?.includes('ES256') === true
    return { settings, issuer, prover: settings.dpop && isOffered ? prover : undefined }
  }

  async function token(wish: TokenWish, since = wish.fresh ? Date.now() : 0): Promise<AccessToken> {
    const audience = wish.audience ?? settings.audience
    const wanted = (holdings: Holdings): AccessToken | undefined =>
      findAccess(holdings, audience, wish.scopes ?? [], since)
    const held = wanted(tabs.holdings())
    if (held) return held
    const got = await tabs.alone(async (holdings): Promise<readonly [Holdings, AccessToken | LoginError]> => {
      const meanwhile = wanted(holdings)
      if (meanwhile) return [holdings, meanwhile]
      try {
        const next = await renew(await asker(), holdings, wish)
        return [next, findAccess(next, audience, [], 0) ?? new LoginError('bad_answer', 'The token ended on its way')]
      } catch (error) {
        if (!(error instanceof LoginError)) throw error
        // Whoever was logged in is so no longer, in no tab.
        return [saysNobody(error) && holdings.user ? nothingAfter(holdings) : holdings, error]
      }
    })
    if (got instanceof LoginError) throw got
    return got
  }

  return {
    settings,
    asker,
    token,
    keep: (received) => tabs.alone(async (holdings) => [withReceived(holdings, received), undefined]),
    end: () => tabs.alone(async (holdings) => [nothingAfter(holdings), holdings]),
    user: () => tabs.holdings().user,
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
