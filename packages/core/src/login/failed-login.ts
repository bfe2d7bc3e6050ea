// A login that fails: counted, told the tenant's log with the reason, and refused in words that give none.
import type { User } from '@symbolon/protocol/entities/user'
import type { Tenancy } from '../tenancy.ts'
import {
  countAttemptOf,
  countFailure,
  isBlocked,
  isThrottled,
  type Attempt,
  type Counted,
} from '../users/attack-protection.ts'
import { sendBlockedAccount } from './blocked-account.ts'
import { recordLogin, type LoginFacts } from './log.ts'
import { LoginRefused, SUSPICIOUS } from './refusal.ts'

const ASKED_IN_VAIN = 'Those who are not here yet could not be asked for a moment ago'

/** @throws LoginRefused where the address or the account has failed too often */
export async function requirePatience(tenancy: Tenancy, attempt: Attempt, facts: LoginFacts): Promise<void> {
  if (await isThrottled(tenancy, attempt.ip, 'pre-login')) throw suspicious(tenancy, facts)
  if (await isBlocked(tenancy, attempt)) throw blocked(tenancy, facts)
}

function suspicious(tenancy: Tenancy, facts: LoginFacts): LoginRefused {
  recordLogin(tenancy, 'f', facts, { description: SUSPICIOUS })
  return new LoginRefused('too_many_attempts', SUSPICIOUS)
}

export function blocked(tenancy: Tenancy, facts: LoginFacts): LoginRefused {
  const refusal = new LoginRefused('too_many_attempts')
  recordLogin(tenancy, 'f', facts, { description: refusal.message })
  return refusal
}

/** What is known of a failure, for the log alone. */
type Failure = {
  readonly user: User | undefined
  /** Where it was counted already. */
  readonly counted?: Counted
  /** What was said elsewhere of name and password. */
  readonly said?: string
  /** What was in the way. */
  readonly why?: string
  /** Whether nobody can be asked elsewhere now: that is told to everybody. */
  readonly isAway?: boolean
}

/** Counts the failure and says so in the log; what the person reads is the same whatever was wrong. */
export async function refuse(
  tenancy: Tenancy,
  attempt: Attempt,
  facts: LoginFacts,
  failure: Failure,
): Promise<LoginRefused> {
  const { user, said, isAway: cannotAsk = false, why = cannotAsk ? ASKED_IN_VAIN : undefined } = failure
  const [counted, ofAddress] = await Promise.all([
    failure.counted ?? countFailure(tenancy, attempt),
    countAttemptOf(tenancy, attempt.ip, 'pre-login'),
  ])
  if (counted.isLast) {
    recordLogin(tenancy, 'limit_wc', facts, { user_id: user?.user_id })
    if (counted.notify) sendBlockedAccount(tenancy, facts, attempt)
  }
  if (ofAddress.isLast) recordLogin(tenancy, 'limit_mu', facts, {})
  if (ofAddress.isOver) return suspicious(tenancy, facts)
  if (counted.isOver) return blocked(tenancy, facts)
  const description = why ?? ['Wrong email or password.', said].filter(Boolean).join(' ')
  recordLogin(tenancy, why ? 'f' : user ? 'fp' : 'fu', facts, { user_id: user?.user_id, description })
  return new LoginRefused(cannotAsk ? 'too_busy' : 'invalid_user_password')
}

/** Who may not log in, whatever the password. */
export function refuseBlocked(tenancy: Tenancy, facts: LoginFacts, { user_id }: User): LoginRefused {
  recordLogin(tenancy, 'f', facts, { user_id, description: 'user is blocked' })
  return new LoginRefused('blocked_user')
}
