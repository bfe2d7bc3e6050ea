// Authorization codes: handles that stand for what was decided when the person agreed. They live a minute and can be used once.
import type { Client } from '@symbolon/protocol/entities/client'
import { unlessOwnerGone } from '../errors.ts'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import type { AuthorizationCode } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import { grantEnded } from './ended.ts'
import { revokeWith } from './revoke.ts'

/** Seconds. */
const CODE_LIFETIME = 60

/** Characters for the millisecond in which a code was made, in front of it: enough for the next three thousand years. */
const DATE_LENGTH = 9

const dateOf = (milliseconds: number): string => Math.floor(milliseconds).toString(36).padStart(DATE_LENGTH, '0')

/**
 * What is kept of a code: its date, and the hash of all of it. So codes of one moment stand side by side in the database, which
 * then writes one page of its index for many of them, and not a page for each.
 */
export const hashCode = (code: string): string => code.slice(0, DATE_LENGTH) + hashHandle(code)

/**
 * A code that stands for `content`. Seen by every process at once; a power failure may take it, before it was ever used.
 *
 * @throws OAuthError `access_denied` when the user or the client is gone in this moment
 */
export async function newAuthorizationCode(tenancy: Tenancy, content: AuthorizationCode): Promise<string> {
  const { user_id, client_id } = content
  const now = tenancy.now()
  const code = dateOf(now) + newHandle(tenancy.random)
  const expires_at = Math.floor(now / 1000) + CODE_LIFETIME
  const kind = 'authorization_code'
  const kept = { kind, hash: hashCode(code), user_id, client_id, content, expires_at, spent_at: null } as const
  await unlessOwnerGone(tenancy.store.keepOneTime(kept, { durable: false }))
  return code
}

/** A code of `client` that has not been used yet. */
export type FoundCode = { readonly code_hash: string; readonly content: AuthorizationCode }

/**
 * The code that `client` presents; undefined when it is none of this client's. Nothing is spent: an attempt by somebody else burns
 * nothing. `used`: it has been redeemed before, whoever did it.
 */
export async function findAuthorizationCode(
  tenancy: Tenancy,
  client: Client,
  code: string,
): Promise<FoundCode | 'used' | undefined> {
  const { store, now } = tenancy
  if (!isHandle(code)) return undefined
  const code_hash = hashCode(code)
  const found = await store.findOneTime('authorization_code', code_hash)
  if (!found || found.content.client_id !== client.client_id) return undefined
  if (found.spent_at !== null) {
    // RFC 6749 §4.1.2: two have held it, and nobody knows which of them was meant.
    const { user_id, session_id } = found.content
    const by = session_id === null ? { sub: user_id } : { sid: session_id }
    await revokeWith(tenancy, [grantEnded(client.client_id, by)], () => store.removeRefreshTokens({ code_hash }))
    return 'used'
  }
  return now() < found.expires_at * 1000 ? { code_hash, content: found.content } : undefined
}

/** Uses the code up. Of any number of callers exactly one gets true. */
export const spendAuthorizationCode = (
  { store, now }: Tenancy,
  { code_hash }: FoundCode,
  durable: boolean,
): Promise<boolean> => store.spendOneTime('authorization_code', code_hash, Math.floor(now() / 1000), { durable })
