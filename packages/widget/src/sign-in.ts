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
  /** The password was right, but the server must show something, or its cookie does not reach its frames. */
  | { readonly kind: 'window' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Answers of a hidden frame after which a window may still succeed. */
const FOR_A_WINDOW: ReadonlySet<string> = new Set([
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
  'timeout',
])

/** Said of a ticket whose browser has lost its cookie: a browser that keeps none in frames. */
const LOST_TICKET = 'Unknown or invalid login ticket.'

const isForWindow = ({ code, description, statusCode }: Refusal): boolean =>
  statusCode === undefined && (FOR_A_WINDOW.has(code) || description === LOST_TICKET)

type Call = (callback: (error: unknown, result?: unknown) => void) => void

const outcomeOf = (call: Call): Promise<Outcome> =>
  new Promise((resolve) => {
    call((error, result) => {
      if (!error) return resolve({ kind: 'result', result: result ?? null })
      const refusal = asRefusal(error)
      resolve(isForWindow(refusal) ? { kind: 'window' } : { kind: 'refused', refusal })
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

/** On the server's own page, in a window. To be called while the person's click is being handled. */
export const signInByWindow = (webAuth: WebAuth, wanted: Wanted, loginHint: string): Promise<Outcome> =>
  outcomeOf((done) => webAuth.popup.authorize({ ...wanted.request, ...(loginHint === '' ? {} : { loginHint }) }, done))
