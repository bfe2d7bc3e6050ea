// The ways in which somebody is logged in, whatever the box looks like: the page goes through the server and comes back, or it stays and
// asks in a hidden frame, or the server's own page opens in a window.
import type { OrganizationChoice, WebAuth } from '@symbolon/browser/legacy'
import type { Wanted } from './options.ts'
import { asRefusal, type Refusal } from './wording.ts'

export type Credentials = { readonly realm: string; readonly username: string; readonly password: string }

/** What came of it: an answer, a page that is on its way to the server, or nothing yet. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'leaving' }
  /** The password was right, but the server must show something, or its cookie has been lost on the way to it. */
  | { readonly kind: 'page'; readonly isLost: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Answers of a hidden frame after which a page of the server may still succeed. */
const FOR_A_PAGE: ReadonlySet<string> = new Set([
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
  'timeout',
])

/** Said of a ticket whose browser has lost its cookie: a browser that keeps none in frames. */
const LOST_TICKET = 'Unknown or invalid login ticket.'

/** Whether the answer to a login says that the browser has lost the cookie that belongs to its ticket. */
export const isLostLogin = (thrown: unknown): boolean => asRefusal(thrown).description === LOST_TICKET

type Call = (callback: (error: unknown, result?: unknown) => void) => void

const outcomeOf = (call: Call): Promise<Outcome> =>
  new Promise((resolve) => {
    call((error, result) => {
      if (!error) return resolve({ kind: 'result', result: result ?? null })
      const refusal = asRefusal(error)
      const isLost = isLostLogin(error)
      const mayGoOn = refusal.statusCode === undefined && (isLost || FOR_A_PAGE.has(refusal.code))
      resolve(mayGoOn ? { kind: 'page', isLost } : { kind: 'refused', refusal })
    })
  })

/** Asks somebody who belongs to several organizations. @returns the id of the one that was chosen */
export type Choose = (organizations: readonly OrganizationChoice[]) => Promise<string>

/** With a password that was typed into the box. */
export async function signIn(
  webAuth: WebAuth,
  wanted: Wanted,
  credentials: Credentials,
  chooseOrganization: Choose,
): Promise<Outcome> {
  const options = { ...wanted.request, ...credentials, chooseOrganization }
  if (wanted.way !== 'redirect') return outcomeOf((done) => webAuth.popup.loginWithCredentials(options, done))
  const outcome = await outcomeOf((done) => webAuth.login(options, done))
  return outcome.kind === 'result' ? { kind: 'leaving' } : outcome
}

/** On the server's own page: in a window, where the page stays. To be called while the person's click is being handled. */
export async function signInAtServer(webAuth: WebAuth, wanted: Wanted, loginHint: string): Promise<Outcome> {
  const options = { ...wanted.request, ...(loginHint === '' ? {} : { loginHint }) }
  if (wanted.way !== 'redirect') return outcomeOf((done) => webAuth.popup.authorize(options, done))
  webAuth.authorize(options)
  return { kind: 'leaving' }
}
