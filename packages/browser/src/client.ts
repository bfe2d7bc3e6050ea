// Logs people in from a page, gets access tokens for it, keeps them in memory, renews them, ends them: with any OpenID provider.
import { answerIn, codeIn } from './answer.ts'
import { newRequest, type Pending, type Wish } from './authorization-request.ts'
import type { Claims } from './claims.ts'
import { LoginError } from './errors.ts'
import { fetchWithToken } from './fetch.ts'
import { openKeeper, saysNobody, type Keeper, type Listener, type TokenWish } from './keeper.ts'
import { endSessionUrl, revokeAll } from './logout.ts'
import { rememberPending, takePending } from './pending-logins.ts'
import { askInPopup, openPopup } from './popup.ts'
import { redeem } from './redeem.ts'
import { completeSettings, type ClientSettings } from './settings.ts'
import { modeFor, passOn } from './window-answer.ts'

export { LoginError, type Claims, type ClientSettings, type Listener, type TokenWish, type Wish }

export type LoginWish = Wish & {
  /** Comes back with the answer. Kept in the tab's own storage meanwhile: nothing secret. */
  readonly app_state?: unknown
}

export type LogoutWish = {
  /** `here`: this application in this browser. `everywhere`: the session at the issuer too, and with it all its applications here. */
  readonly where?: 'here' | 'everywhere'
  /** Where the issuer sends the person then: one of the application's allowed logout URLs. */
  readonly return_to?: string
}

export type Client = {
  /** Sends the person to the issuer. */
  readonly login: (wish?: LoginWish) => Promise<void>
  /**
   * To be called by the page at `redirect_uri`. Takes the answer out of the page's address.
   *
   * @returns what `login` was given; undefined where the page's address holds no answer
   * @throws LoginError
   */
  readonly finishLogin: () => Promise<{ readonly app_state: unknown } | undefined>
  /** The same in a window of its own. To be called while the person's click is being handled. @throws LoginError */
  readonly loginWithPopup: (wish?: Wish) => Promise<void>
  /** An access token, renewed if need be, without a question to anybody. @throws LoginError */
  readonly getToken: (wish?: TokenWish) => Promise<string>
  /** Claims about whoever is logged in, as far as this page knows. */
  readonly user: () => Claims | undefined
  /** The same after a reload: asks the issuer. Undefined when nobody is logged in. @throws LoginError when the issuer cannot be asked */
  readonly resume: () => Promise<Claims | undefined>
  /** `fetch` with the token that the API wants. @throws LoginError, or what `fetch` throws */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit, wish?: Wish) => Promise<Response>
  /** What is held ends in any case. @throws LoginError when the issuer cannot be told */
  readonly logout: (wish?: LogoutWish) => Promise<void>
  /** @returns what ends it */
  readonly listen: (listener: Listener) => () => void
}

/** @throws TypeError when a setting cannot be meant */
export function createClient(given: ClientSettings): Client {
  const settings = completeSettings(given)
  const keeper = openKeeper(settings)
  return {
    login: async ({ app_state, ...wish } = {}) => {
      const { issuer } = await keeper.asker()
      const { url, pending } = await newRequest(issuer, settings, wish, {}, app_state)
      rememberPending(settings.client_id, pending)
      globalThis.location.assign(url)
    },
    finishLogin: () => finishLogin(keeper),
    loginWithPopup: (wish = {}) => loginWithPopup(keeper, wish),
    getToken: async (wish = {}) => (await keeper.token(wish)).value,
    user: keeper.user,
    resume: () => resume(keeper),
    fetch: async (input, init, wish = {}) => {
      const { prover } = await keeper.asker()
      return fetchWithToken(new Request(input, init), (since) => keeper.token(wish, since), prover)
    },
    logout: async ({ where = 'here', return_to } = {}) => {
      // First, so that it ends here even where the issuer cannot be asked.
      const before = await keeper.end()
      const { issuer } = await keeper.asker()
      await revokeAll(issuer, settings.client_id, before)
      const url = where === 'everywhere' ? endSessionUrl(issuer, settings, before.user, return_to) : undefined
      if (url !== undefined) globalThis.location.assign(url)
    },
    listen: keeper.listen,
  }
}

async function receive(keeper: Keeper, answer: ReturnType<typeof answerIn>, pending: Pending): Promise<void> {
  const asker = await keeper.asker()
  await keeper.keep(await redeem(asker, codeIn(answer, asker.issuer, pending), pending))
}

async function finishLogin(keeper: Keeper): Promise<{ readonly app_state: unknown } | undefined> {
  const { href } = globalThis.location
  const answer = answerIn(href)
  const { state, code, error } = answer
  if (state === undefined || (code === undefined && error === undefined)) return undefined
  // The page that opened this window goes on with it: here there is nothing more to do.
  if (passOn()) return new Promise(() => undefined)
  history.replaceState(history.state, '', withoutAnswer(href))
  const pending = takePending(keeper.settings.client_id, state)
  if (!pending) throw new LoginError('unknown_state', 'No login that began in this tab is waiting for this answer')
  await receive(keeper, answer, pending)
  return { app_state: pending.app_state }
}

async function loginWithPopup(keeper: Keeper, wish: Wish): Promise<void> {
  const popup = openPopup()
  try {
    const { issuer } = await keeper.asker()
    const { url, pending } = await newRequest(issuer, keeper.settings, wish, modeFor(issuer))
    await receive(keeper, await askInPopup(popup, url, issuer), pending)
  } finally {
    popup.close()
  }
}

async function resume(keeper: Keeper): Promise<Claims | undefined> {
  try {
    await keeper.token({})
  } catch (error) {
    if (!saysNobody(error)) throw error
  }
  return keeper.user()
}

/** The page's address without what the issuer put into it. */
function withoutAnswer(href: string): string {
  const url = new URL(href)
  for (const name of ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'session_state']) {
    url.searchParams.delete(name)
  }
  return url.href
}
