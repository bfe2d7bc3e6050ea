// A request for authorization while its person is busy. It stays on the server; the browser has an opaque handle (`state` of our
// own pages) and a cookie, and nobody goes on without both. security.md C12, C14
import { timingSafeEqual } from 'node:crypto'
import { OAuthError } from '../errors.ts'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import type { AuthorizationRequest, Transaction } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'

/** Seconds in which somebody must have finished. */
const LIFETIME = 3600

/** What has been done so far. */
export type Progress = Pick<
  Transaction,
  | 'authenticated_at'
  | 'consented'
  | 'account_selected'
  | 'typed_username'
  | 'suspended'
  | 'sent_user_id'
  | 'organization'
>

export const NOTHING_DONE: Progress = Object.freeze({
  authenticated_at: null,
  consented: false,
  account_selected: false,
  suspended: null,
})

/** A handle that no browser has yet. */
export const newBrowserHandle = ({ random }: Pick<Tenancy, 'random'>): string => newHandle(random)

/** Keeps `request` for the browser that has the cookie `browser`, and answers with its handle. */
export async function beginTransaction(
  tenancy: Tenancy,
  request: AuthorizationRequest,
  browser: string,
  progress: Progress = NOTHING_DONE,
): Promise<string> {
  const state = newHandle(tenancy.random)
  await tenancy.store.keepOneTime(
    {
      kind: 'transaction',
      hash: hashHandle(state),
      user_id: null,
      client_id: request.client_id,
      content: { request, browser_hash: hashHandle(browser), ...progress },
      expires_at: Math.floor(tenancy.now() / 1000) + LIFETIME,
      spent_at: null,
    },
    { durable: false },
  )
  return state
}

const over = (detail: string): OAuthError =>
  new OAuthError(
    'invalid_request',
    'This login is over, or began in another browser. Go back to the application and try again.',
    {
      detail,
    },
  )

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/**
 * The request behind `state`, for the browser that began it.
 *
 * @throws OAuthError for a page of our own: unknown, over, answered, or of another browser
 */
export async function getTransaction(
  tenancy: Tenancy,
  state: string | undefined,
  browser: string | undefined,
): Promise<Transaction> {
  if (!isHandle(state)) throw over('No state')
  const found = await tenancy.store.findOneTime('transaction', hashHandle(state))
  if (!found) throw over('Unknown state')
  if (found.spent_at !== null) throw over('Answered already')
  if (tenancy.now() >= found.expires_at * 1000) throw over('Too late')
  if (!isHandle(browser) || !isSame(hashHandle(browser), found.content.browser_hash)) throw over('Another browser')
  return found.content
}

/** Most others that a change may have to give way to. */
const MOST_TRIES = 8

/**
 * Notes what has been done.
 *
 * @throws OAuthError for a page of our own when the request has been answered meanwhile
 */
export async function noteProgress(
  { store }: Pick<Tenancy, 'store'>,
  state: string,
  transaction: Transaction,
  done: Partial<Progress>,
): Promise<Transaction> {
  const hash = hashHandle(state)
  let before = transaction
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const after = { ...before, ...done }
    if (await store.replaceOneTime('transaction', hash, before, after)) return after
    // A form that was sent twice.
    const now = await store.findOneTime('transaction', hash)
    if (!now || now.spent_at !== null) break
    before = now.content
  }
  throw over('Answered meanwhile')
}

/** Uses the request up: it is answered once. @throws OAuthError for a page of our own when somebody else has */
export async function endTransaction({ store, now }: Tenancy, state: string): Promise<void> {
  const isOurs = await store.spendOneTime('transaction', hashHandle(state), Math.floor(now() / 1000), {
    durable: false,
  })
  if (!isOurs) throw over('Answered already')
}
