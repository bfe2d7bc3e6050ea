// Refresh tokens: found, renewed, ended. One record is the whole line of a token; a rotation changes it in place, so that of any
// number of callers one makes the successor and all others are given the same. design.md §4; reference: Authentication API, 6.
import type { Client } from '@symbolon/protocol/entities/client'
import { newLogEvent } from '../audit/log-events.ts'
import type { Authorization, PresentedRefreshToken, RefreshTokenFacts } from '../authorization.ts'
import { OAuthError, unlessOwnerGone } from '../errors.ts'
import { newHandle } from '../handles.ts'
import { requirePlace } from '../organizations/membership.ts'
import type { RefreshToken, RefreshTokenState } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { lastSeenFrom, type Visitor } from '../visitor.ts'
import { endRefreshToken } from './end-refresh-tokens.ts'
import { earlier, endAfter, refreshTokenLife } from './refresh-token-life.ts'
import {
  newRefreshTokenText,
  readRefreshTokenText,
  successorOfText,
  type RefreshTokenText,
} from './refresh-token-text.ts'
import { isRevokedWithAll } from './revocations.ts'
import { requireStandingPerson } from './still-standing.ts'

/** Of one user and client; the oldest go. reference: Authentication API, section 6.5 */
const MOST_OF_USER_AND_CLIENT = 200

/** Uses of a token that does not rotate are noted at most this often, seconds. */
const NOTED_EVERY = 60

/** Part of the idle lifetime that may pass unnoted. */
const NOTED_PART = 20

/** Two published clients look for these words. */
const invalid = (detail: string): OAuthError =>
  new OAuthError('invalid_grant', 'Unknown or invalid refresh token.', { detail })

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/**
 * A refresh token for `authorization`, kept durably. To be called by the mint alone.
 *
 * @throws OAuthError when what it stands on has ended meanwhile
 */
export async function newRefreshToken(
  tenancy: Tenancy,
  authorization: Authorization,
  { session_id, code_hash, auth_time, with_auth_time, device }: RefreshTokenFacts,
): Promise<string> {
  const { client, subject, api, scopes, custom, within } = authorization
  const life = refreshTokenLife(client)
  const wishes = custom?.refresh_token ?? {}
  const now = seconds(tenancy.now())
  const { text, handle_hash, token_hash } = newRefreshTokenText(tenancy)
  const token: RefreshToken = {
    id: tenancy.random(16).toString('hex'),
    user_id: subject,
    client_id: client.client_id,
    session_id,
    code_hash,
    rotating: life.rotates,
    created_at: now,
    last_exchanged_at: null,
    expires_at: earlier(endAfter(now, life.absolute), wishes.expires_at),
    idle_expires_at: earlier(endAfter(now, life.idle), wishes.idle_expires_at),
    resource_servers: [{ audience: api?.identifier ?? '', scopes }],
    ...(custom?.words ? { mapped_words: custom.words } : {}),
    ...(within ? { organization_id: within.organization.id } : {}),
    auth_time,
    ...(with_auth_time ? { with_auth_time } : {}),
    device,
    ...(wishes.metadata ? { refresh_token_metadata: wishes.metadata } : {}),
  }
  await unlessOwnerGone(tenancy.store.insertRefreshToken(token, handle_hash, token_hash, MOST_OF_USER_AND_CLIENT))
  await requireStandingAfter(tenancy, authorization, token)
  return text
}

/**
 * Whoever ended the session, the membership, the consent or the password a moment ago has ended the refresh tokens that there were; this one came
 * after, and must not outlive them.
 */
async function requireStandingAfter(tenancy: Tenancy, authorization: Authorization, token: RefreshToken) {
  try {
    await Promise.all([requireStandingPerson(tenancy, authorization), requirePlace(tenancy, authorization)])
  } catch (error) {
    await tenancy.store.removeRefreshToken(token.id)
    throw error
  }
}

/**
 * The record of a refresh token that `client` presents. A token that has been replaced and is presented too late ends the
 * whole line, since two hold it; anything else that does not count ends nothing.
 *
 * @throws OAuthError `invalid_grant`
 */
export async function findPresentedRefreshToken(
  tenancy: Tenancy,
  client: Client,
  text: string,
  visitor: Visitor,
): Promise<PresentedRefreshToken> {
  const read = readRefreshTokenText(tenancy, text)
  if (!read) throw invalid('No such refresh token was ever issued')
  const presented = await findCounting(tenancy, client, read, visitor)
  if (presented !== 'reused') return presented
  throw invalid('The refresh token has been replaced before; it and its successors have ended')
}

async function findCounting(
  tenancy: Tenancy,
  client: Client,
  read: RefreshTokenText,
  visitor: Visitor,
): Promise<PresentedRefreshToken | 'reused'> {
  const found = await tenancy.store.findRefreshTokenByHandle(read.handle_hash)
  if (!found) throw invalid('The refresh token has been revoked, has expired, or its user is gone')
  const { token, state } = found
  if (token.client_id !== client.client_id) throw invalid('The refresh token was issued to another client')
  if (isOver(token, tenancy.now())) throw invalid('The refresh token has expired')
  if (await isRevokedWithAll(tenancy, token.created_at)) throw invalid('Everything issued before then has been revoked')
  const presented = { ...read, token, state, visitor }
  if (read.token_hash === state.token_hash) return { ...presented, successor: undefined }
  const successor = successorOf(tenancy, client, read, state)
  if (successor !== undefined) return { ...presented, successor }
  await endLine(tenancy, client, token, state, visitor)
  return 'reused'
}

const isOver = ({ expires_at, idle_expires_at }: RefreshToken, now: number): boolean =>
  [expires_at, idle_expires_at].some((end) => end !== null && now >= end * 1000)

/** What the token has been replaced by, as long as that may be said again: not once the successor was replaced itself. */
function successorOf(
  tenancy: Tenancy,
  client: Client,
  read: RefreshTokenText,
  { token_hash, previous_hash, successor_salt, rotated_at }: RefreshTokenState,
): string | undefined {
  if (read.token_hash !== previous_hash || successor_salt === null || rotated_at === null) return undefined
  if (tenancy.now() >= rotated_at + refreshTokenLife(client).overlap * 1000) return undefined
  const successor = successorOfText(tenancy, read, successor_salt)
  return successor.token_hash === token_hash ? successor.text : undefined
}

async function endLine(
  tenancy: Tenancy,
  client: Client,
  token: RefreshToken,
  { rotated_at }: RefreshTokenState,
  visitor: Visitor,
): Promise<void> {
  await endRefreshToken(tenancy, token)
  const { last_ip, last_user_agent } = token.device
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, {
      type: 'ferrt',
      description: 'A refresh token was used again after it had been replaced; it and its successors have ended',
      client_id: client.client_id,
      client_name: client.name,
      user_id: token.user_id,
      ip: visitor.ip,
      user_agent: visitor.user_agent,
      hostname: tenancy.tenant.host,
      details: {
        refresh_token_id: token.id,
        presented_by: { ip: visitor.ip, user_agent: visitor.user_agent },
        replaced_for: { ip: last_ip, user_agent: last_user_agent },
        replaced_at: rotated_at === null ? undefined : new Date(rotated_at).toISOString(),
      },
    }),
  )
}

/**
 * Renews a presented token as its client's settings say: a successor, durably kept, or, for a token that stays the same,
 * undefined. To be called by the mint alone.
 *
 * @throws OAuthError `invalid_grant` when it has ended meanwhile
 */
export async function renewRefreshToken(
  tenancy: Tenancy,
  { client, custom }: Pick<Authorization, 'client' | 'custom'>,
  presented: PresentedRefreshToken,
): Promise<string | undefined> {
  if (presented.successor !== undefined) return presented.successor
  const life = refreshTokenLife(client)
  const wishes = custom?.refresh_token
  const now = tenancy.now()
  const used = {
    last_exchanged_at: seconds(now),
    idle_expires_at: earlier(endAfter(seconds(now), life.idle), wishes?.idle_expires_at),
    ...(wishes?.expires_at === undefined ? {} : { expires_at: earlier(presented.token.expires_at, wishes.expires_at) }),
    device: lastSeenFrom(presented.token.device, presented.visitor),
  }
  if (!life.rotates && !presented.token.rotating) {
    await noteUse(tenancy, presented.token, used, wishes ? 0 : life.idle)
    return undefined
  }
  const { token_hash } = presented
  const successor_salt = newHandle(tenancy.random)
  const next = successorOfText(tenancy, presented, successor_salt)
  const isMine = await tenancy.store.rotateRefreshToken(presented.token.id, token_hash, {
    token_hash: next.token_hash,
    previous_hash: token_hash,
    successor_salt,
    rotated_at: now,
    rotating: life.rotates,
    ...used,
  })
  return isMine ? next.text : successorOfAnother(tenancy, client, presented)
}

/** Somebody else was faster with the same token: whoever asked at the same time is given the same successor. */
async function successorOfAnother(tenancy: Tenancy, client: Client, read: RefreshTokenText): Promise<string> {
  const found = await tenancy.store.findRefreshTokenByHandle(read.handle_hash)
  const successor = found && successorOf(tenancy, client, read, found.state)
  // It counted a moment ago, so that this is no theft, only late.
  if (successor === undefined) throw invalid('The refresh token has ended, or was replaced twice, in the same moment')
  return successor
}

type Use = Parameters<Tenancy['store']['touchRefreshToken']>[1]

async function noteUse({ store }: Tenancy, token: RefreshToken, used: Use, idle: number | null): Promise<void> {
  const pause = Math.min(NOTED_EVERY, (idle ?? Infinity) / NOTED_PART)
  const since = used.last_exchanged_at - (token.last_exchanged_at ?? -Infinity)
  if (since < pause) return
  if (!(await store.touchRefreshToken(token.id, used))) throw invalid('The refresh token has just been revoked')
}
