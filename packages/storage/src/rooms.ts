// What every part of the store works with.
import type { Opening } from './opening.ts'
import type { RecentRecords } from './recent-records.ts'
import type { Memory } from './remembered.ts'
import type { Bell } from './revocation-bell.ts'

export type Rooms = {
  readonly opening: Opening
  readonly memory: Memory
  readonly bell: Bell
  readonly recent: RecentRecords
  readonly now: () => number
  /** Runs work on the database; whatever keeps the database from working rejects as StoreUnavailable. */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>
  /** The same for what may be had without a promise; then it throws. */
  readonly guardNow: <T>(work: () => T | Promise<T>) => T | Promise<T>
}
