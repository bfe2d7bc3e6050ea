// What is done in the background: lines of the log are appended, and what nobody needs any more is removed in small batches.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Store } from '@symbolon/core/ports'
import { deleteSpentAssertions } from './queries/assertions.ts'
import { deleteExecutions, insertExecutions } from './queries/code-executions.ts'
import { deleteExpiredSecrets } from './queries/client-secrets.ts'
import { deleteExpired, EXPIRING } from './queries/expired-records.ts'
import { deleteLogCounts } from './queries/log-counts.ts'
import { deleteLogRows } from './queries/log-rows.ts'
import { deleteLogSegments, insertLogSegments } from './queries/log-segments.ts'
import { deleteExpiredMachineTokens } from './queries/machine-tokens.ts'
import { deleteExpiredRevocations } from './queries/revocations.ts'
import { selectTenants } from './queries/tenants.ts'
import type { Rooms } from './rooms.ts'

/** Rows of one statement; more would keep the event loop too long. */
const SWEPT_AT_ONCE = 500

/** The same for rows of many lines. */
const SEGMENTS_AT_ONCE = 20

export const createUpkeep = ({
  opening,
  guard,
  now,
}: Rooms): Pick<Store, 'appendLogEvents' | 'appendExecutions' | 'sweep'> => {
  const repeat = async (batch: () => Promise<number>, atOnce = SWEPT_AT_ONCE): Promise<void> => {
    while ((await guard(batch)) === atOnce) await nextTurn()
  }

  return {
    appendLogEvents: async (entries) => {
      if (entries.length === 0) return
      // Nobody was promised these lines yet.
      await guard(() => opening.transact((db) => insertLogSegments(db, opening.dialect, entries), false))
    },
    appendExecutions: async (entries) => {
      if (entries.length === 0) return
      await guard(() => opening.transact((db) => insertExecutions(db, entries), false))
    },
    sweep: async (log_before) => {
      const seconds = Math.floor(now() / 1000)
      await repeat(() => opening.statement((db) => deleteSpentAssertions(db, seconds, SWEPT_AT_ONCE)))
      await repeat(() => opening.statement((db) => deleteExpiredSecrets(db, seconds, SWEPT_AT_ONCE)))
      await repeat(() => opening.statement((db) => deleteExpiredRevocations(db, seconds, SWEPT_AT_ONCE)))
      const time = new Date(now()).toISOString()
      await repeat(() => opening.statement((db) => deleteExpiredMachineTokens(db, time, SWEPT_AT_ONCE)))
      for (const expiring of EXPIRING) {
        // When the power fails they come back, and are as worthless as before.
        await repeat(() => opening.statement((db) => deleteExpired(db, expiring, seconds, SWEPT_AT_ONCE), false))
      }
      for (const { tenant_id } of await guard(() => selectTenants(opening.db))) {
        await repeat(
          () => opening.transact((db) => deleteLogSegments(db, tenant_id, log_before, SEGMENTS_AT_ONCE)),
          SEGMENTS_AT_ONCE,
        )
        await guard(() => opening.statement((db) => deleteLogCounts(db, tenant_id, log_before), false))
        await repeat(() => opening.transact((db) => deleteLogRows(db, tenant_id, log_before, SWEPT_AT_ONCE)))
        await repeat(
          () => opening.transact((db) => deleteExecutions(db, tenant_id, now(), SEGMENTS_AT_ONCE)),
          SEGMENTS_AT_ONCE,
        )
      }
    },
  }
}
