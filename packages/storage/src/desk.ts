// Where the records of one tenant are read and written: nothing of another tenant can be asked for from here, and nothing is remembered.
import { OwnerGone } from './failures.ts'
import type { Database, Opening } from './opening.ts'
import type { RecentRecords } from './recent-records.ts'

type Working = <T>(work: (db: Database) => Promise<T>) => Promise<T>
type Writing = <T>(work: (db: Database) => Promise<T>, durable?: boolean) => Promise<T>

export type Desk = {
  readonly tenant_id: string
  readonly dialect: Opening['dialect']
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly read: Working
  /** Rows of a plain statement. */
  readonly ask: Opening['ask']
  /** Runs a plain statement that writes; how many rows it has changed. */
  readonly run: Opening['run']
  /** One statement. */
  readonly write: Writing
  /** Many statements, all or none of them. */
  readonly transact: Writing
  /** What was just read of users, their roles, and sessions. */
  readonly recall: RecentRecords['find']
  readonly peopleEra: RecentRecords['era']
  readonly failureOf: Opening['failureOf']
}

/** `work`, that writes what belongs to somebody; throws OwnerGone when who it names is not there. */
export const owned = async <T>(desk: Desk, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (desk.failureOf(error) !== 'foreign-key') throw error
    throw new OwnerGone('What it belongs to is not there.', { cause: error })
  }
}

/** How many rows a statement has changed. */
export const rowsOf = ({ numAffectedRows }: { readonly numAffectedRows?: bigint }): number =>
  Number(numAffectedRows ?? 0n)
