// Puts the parts together as core's Store, over any opening.
import type { OperatorLog, Store } from '@symbolon/core/ports'
import { StoreUnavailable } from './failures.ts'
import type { Opening } from './opening.ts'
import { createRecentRecords } from './recent-records.ts'
import { createMemory } from './remembered.ts'
import { createTenantDirectory } from './tenant-directory.ts'
import { selectTenantsWithLogStreams } from './queries/log-streams.ts'
import { selectOpenJobs } from './queries/jobs.ts'
import { selectStreamsToPush } from './queries/signal-pushes.ts'
import { createBell } from './revocation-bell.ts'
import type { Rooms } from './rooms.ts'
import { createUpkeep } from './upkeep.ts'
import { type Watch, watchChanges } from './watch-changes.ts'

export type StoreOptions = {
  readonly now: () => number
  readonly operatorLog: OperatorLog
  /** Milliseconds on a clock that never jumps. */
  readonly uptime?: () => number
}

/** The store over `opening`, whose tables are there already, and the watch that keeps its memory true. */
export const createStore = (
  opening: Opening,
  { now, operatorLog, uptime = () => performance.now() }: StoreOptions,
): { readonly store: Store; readonly watch: Watch } => {
  const memory = createMemory()
  const bell = createBell()
  const watch = watchChanges(opening, memory, bell, operatorLog, uptime)
  let closed = false

  const explained = (error: unknown): unknown =>
    opening.failureOf(error) === 'unavailable'
      ? new StoreUnavailable('The database cannot be used at the moment.', { cause: error })
      : error
  const rejected = (error: unknown): never => {
    throw explained(error)
  }
  const guardNow = <T>(work: () => T | Promise<T>): T | Promise<T> => {
    if (closed) throw new StoreUnavailable('The store is closed.')
    try {
      const done = work()
      return done instanceof Promise ? done.catch(rejected) : done
    } catch (error) {
      throw explained(error)
    }
  }
  const guard = async <T>(work: () => Promise<T>): Promise<T> => guardNow(work)

  const recent = createRecentRecords(opening)
  const rooms: Rooms = { opening, memory, recent, bell, now, guard, guardNow }
  const store: Store = {
    ...createTenantDirectory(rooms),
    ...createUpkeep(rooms),
    tenantsWithLogStreams: () => guard(() => selectTenantsWithLogStreams(opening.db)),
    openJobs: (time, limit) => guard(() => selectOpenJobs(opening.db, time, limit)),
    streamsToPush: (time, limit, ofOne) => guard(() => selectStreamsToPush(opening.db, time, limit, ofOne)),
    followAllRevocations: bell.followAll,
    ready: () =>
      guard(async () => void (await opening.db.selectFrom('tenants').select('tenant_id').limit(1).execute())),
    close: async () => {
      if (closed) return
      closed = true
      await watch.stop()
      await opening.close()
    },
  }
  return { store, watch }
}
