// Brute force protection and suspicious-IP throttling: what is counted, when it is too much, and how it ends. reference:
// Authentication API, section 22.2; Management API, section 20. Counting knows nothing of whether there is such a user.
import { createHash } from 'node:crypto'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { SUSPICIOUS_IP_THROTTLING } from '@symbolon/protocol/entities/suspicious-ip-throttling'
import { isInRanges, networkOf } from '../ip-range.ts'
import type { AttemptKind } from '../records.ts'
import { getSettings } from '../settings.ts'
import type { Tenancy } from '../tenancy.ts'

const DAY = 86_400

/** How long an account stays blocked after the last attempt that counted, seconds. */
const BLOCKED_FOR = 30 * DAY

type Where = Pick<Tenancy, 'store' | 'now'>

/** Whose attempts are counted: a typed identifier at a connection, from an address. */
export type Attempt = {
  readonly connection: Connection
  /** As `typedIdentifier` gives it. */
  readonly identifier: string
  readonly ip: string | undefined
}

const seconds = ({ now }: Where): number => Math.trunc(now() / 1000)

type Limit = { readonly key: string; readonly most: number; readonly ip: string | null; readonly notify: boolean }

/** What limits this attempt; undefined when nothing does. */
async function loginLimit(tenancy: Where, { connection, identifier, ip }: Attempt): Promise<Limit | undefined> {
  const { enabled, shields, mode, allowlist, max_attempts } = await getSettings(tenancy, 'brute_force_protection')
  const isOff = !enabled || !shields.includes('block') || connection.options.brute_force_protection === false
  if (isOff || isInRanges(ip, allowlist)) return undefined
  const counted = mode === 'count_per_identifier' ? null : networkOf(ip ?? '')
  const key = createHash('sha256')
    .update(JSON.stringify([connection.name, identifier, counted]))
    .digest('base64url')
  return {
    key,
    most: max_attempts,
    ip: counted === null ? null : (ip ?? ''),
    notify: shields.includes('user_notification'),
  }
}

/** What a counted failure has led to. */
export type Counted = {
  /** More have failed than are allowed. */
  readonly isOver: boolean
  /** This one was the last: the account is blocked from now on. */
  readonly isLast: boolean
  /** Whether its user is to be told. */
  readonly notify: boolean
}

const NOT_COUNTED: Counted = { isOver: false, isLast: false, notify: false }

/** Whether an account is blocked for whoever makes this attempt. Asked before a password is looked at, and again after it was right. */
export async function isBlocked(tenancy: Where, attempt: Attempt): Promise<boolean> {
  const limit = await loginLimit(tenancy, attempt)
  const known = limit && (await tenancy.store.findAttempts('login', limit.key))
  return limit !== undefined && known !== undefined && known.count >= limit.most
}

/**
 * Counts a wrong password. It is counted before it is answered, so that of any number of guesses at the same time no more than the
 * limit learn anything.
 */
export async function countFailure(tenancy: Where, attempt: Attempt): Promise<Counted> {
  const limit = await loginLimit(tenancy, attempt)
  if (!limit) return NOT_COUNTED
  const { key, most, ip, notify } = limit
  const { identifier, connection } = attempt
  const at = seconds(tenancy)
  const facts = { kind: 'login', key, identifier, ip, connection: connection.name } as const
  const count = await tenancy.store.countAttempt(facts, at, { expires_at: at + BLOCKED_FOR })
  return { isOver: count > most, isLast: count === most, notify }
}

/** A right password: what was counted before is forgotten. */
export async function forgetFailures(tenancy: Where, attempt: Attempt): Promise<void> {
  const limit = await loginLimit(tenancy, attempt)
  if (limit && (await tenancy.store.findAttempts('login', limit.key))) {
    await tenancy.store.clearAttempts('login', { key: limit.key })
  }
}

/** Where an account is blocked now, by any of its identifiers. */
export async function blocksOf(
  tenancy: Where,
  identifiers: readonly string[],
): Promise<readonly { readonly identifier: string; readonly ip: string; readonly connection: string }[]> {
  const { max_attempts } = await getSettings(tenancy, 'brute_force_protection')
  const found = await Promise.all(identifiers.map((identifier) => tenancy.store.attemptsOf('login', { identifier })))
  return found
    .flat()
    .filter(({ count }) => count >= max_attempts)
    .map(({ identifier, ip, connection }) => ({
      identifier: identifier ?? '',
      ip: ip ?? '',
      connection: connection ?? '',
    }))
}

/** Releases an account, wherever it is blocked. */
export async function unblock({ store }: Where, identifiers: readonly string[]): Promise<void> {
  for (const identifier of identifiers) await store.clearAttempts('login', { identifier })
}

type Stage = 'pre-login' | 'pre-user-registration' | 'pre-custom-token-exchange'

const KIND_OF: Readonly<Record<Stage, AttemptKind>> = {
  'pre-login': 'ip_login',
  'pre-user-registration': 'ip_signup',
  'pre-custom-token-exchange': 'ip_exchange',
}

/** A bucket of attempts a network has; one comes back every `regain` seconds. */
type Bucket = { readonly network: string; readonly most: number; readonly regain: number }

async function bucketOf(tenancy: Where, ip: string | undefined, stage: Stage): Promise<Bucket | undefined> {
  const { enabled, shields, allowlist, stage: stages } = await getSettings(tenancy, 'suspicious_ip_throttling')
  if (!enabled || !shields.includes('block') || ip === undefined || isInRanges(ip, allowlist)) return undefined
  const { max_attempts, rate } = stages[stage] ?? SUSPICIOUS_IP_THROTTLING.defaults.stage[stage]
  return { network: networkOf(ip), most: max_attempts, regain: rate / 1000 }
}

/** Whether an address has used up its attempts. */
export async function isThrottled(tenancy: Where, ip: string | undefined, stage: Stage): Promise<boolean> {
  const bucket = await bucketOf(tenancy, ip, stage)
  const known = bucket && (await tenancy.store.findAttempts(KIND_OF[stage], bucket.network))
  if (!bucket || !known) return false
  const regained = Math.max(0, seconds(tenancy) - known.updated_at) / bucket.regain
  return known.count - regained > bucket.most - 1
}

/**
 * Counts an attempt of an address: a login that failed, a sign-up whatever became of it. Whether it was the last it had, or one more
 * than that: counted before it is answered, so that of any number at the same time no more than the limit learn anything.
 */
export async function countAttemptOf(
  tenancy: Where,
  ip: string | undefined,
  stage: Stage,
): Promise<Pick<Counted, 'isOver' | 'isLast'>> {
  const bucket = await bucketOf(tenancy, ip, stage)
  if (!bucket) return NOT_COUNTED
  const at = seconds(tenancy)
  const facts = {
    kind: KIND_OF[stage],
    key: bucket.network,
    identifier: null,
    ip: bucket.network,
    connection: null,
  } as const
  const rule = { regain_every: bucket.regain, expires_at: at + Math.ceil(bucket.most * bucket.regain) }
  const count = await tenancy.store.countAttempt(facts, at, rule)
  return { isOver: count > bucket.most, isLast: count > bucket.most - 1 && count <= bucket.most }
}

/** Gives an address all its attempts back. */
export async function releaseAddress({ store }: Where, ip: string): Promise<void> {
  const by = { key: networkOf(ip) }
  for (const kind of Object.values(KIND_OF)) await store.clearAttempts(kind, by)
}

/** Requests for a mail: so many at once, and one more a minute, for an address on the network and one of mail together. */
const MAILS = { most: 10, regain: 60 }

/** Counts a request for a mail; false when there have been too many. */
export async function mayAskForMail(tenancy: Where, ip: string | undefined, email: string): Promise<boolean> {
  const at = seconds(tenancy)
  const key = createHash('sha256')
    .update(JSON.stringify([email, networkOf(ip ?? '')]))
    .digest('base64url')
  const rule = { regain_every: MAILS.regain, expires_at: at + MAILS.most * MAILS.regain }
  const facts = { kind: 'mail', key, identifier: null, ip: null, connection: null } as const
  return (await tenancy.store.countAttempt(facts, at, rule)) <= MAILS.most
}
