// An atomic change: all of its steps in one transaction, or none of them and the reason.
import type { Applied, Change } from '@symbolon/core/ports'
import type { Database, Opening } from './opening.ts'
import { insertDocument, replaceDocument, removeDocument, selectDocuments } from './queries/collection.ts'
import { deleteHost, insertHost } from './queries/tenant-hosts.ts'
import { withdrawFromEverybody } from './queries/rights.ts'
import { getCollectionTable } from './tables.ts'

/** Thrown to leave a transaction without a trace. */
class Undone extends Error {
  readonly applied: Applied
  constructor(applied: Applied) {
    super(applied.outcome)
    this.applied = applied
  }
}

/** Runs `work`, and says of which collection a constraint was hurt. */
const named = async <T>(
  opening: Opening,
  collection: (Applied & { outcome: 'conflict' })['collection'],
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const failure = opening.failureOf(error)
    if (failure === 'unique') throw new Undone({ outcome: 'conflict', collection })
    if (failure === 'foreign-key' && collection !== 'tenants') throw new Undone({ outcome: 'dangling', collection })
    throw error
  }
}

type Guard = Extract<Change, { readonly unchanged: unknown }>
type Step = Exclude<Change, Guard>

const isGuard = (change: Change): change is Guard => 'unchanged' in change

/**
 * Throws when what was read is no longer what is there. An ordinary SELECT is enough: every change begins with a write to the
 * row of its tenant, whose lock it holds until COMMIT. On PostgreSQL a rival waits there, and what it reads afterwards is a newer
 * snapshot (`read committed` takes one for each statement); SQLite has one writer at a time anyway. Locks on the rows themselves
 * would not do: a row that a rival is about to insert cannot be locked.
 */
const requireUnchanged = async (db: Database, tenant_id: string, guard: Guard): Promise<void> => {
  const { unchanged: name, where, documents } = guard
  const rows = await selectDocuments(db, getCollectionTable(name), tenant_id, where, documents.length + 1)
  const isSame =
    rows.length === documents.length && rows.every((row, at) => row.document === JSON.stringify(documents[at]))
  if (!isSame) throw new Undone({ outcome: 'stale', collection: name })
}

const applyStep = async (
  db: Database,
  opening: Opening,
  tenant_id: string,
  change: Step,
  now: number,
): Promise<void> => {
  if ('claimHost' in change) {
    return named(opening, 'custom_domains', () => insertHost(db, tenant_id, change.claimHost))
  }
  if ('releaseHost' in change) return deleteHost(db, tenant_id, change.releaseHost)
  if ('withdraw' in change) return withdrawFromEverybody(db, tenant_id, change.withdraw)
  if ('insert' in change) {
    const { insert: name, document } = change
    return named(opening, name, () => insertDocument(db, getCollectionTable(name), tenant_id, document, now))
  }
  if ('replace' in change) {
    const { replace: name, before, after } = change
    const table = getCollectionTable(name)
    const done = await named(opening, name, () => replaceDocument(db, table, tenant_id, before, after))
    if (!done) throw new Undone({ outcome: 'stale', collection: name })
    return
  }
  const { remove: name, document } = change
  const done = await named(opening, name, () => removeDocument(db, getCollectionTable(name), tenant_id, document))
  if (!done) throw new Undone({ outcome: 'stale', collection: name })
}

/** `first` and then every step of `changes`, for one tenant, in one transaction. `first` writes the tenant's own row. */
export const applyChanges = async (
  opening: Opening,
  tenant_id: string,
  first: (db: Database) => Promise<void>,
  changes: readonly Change[],
  now: number,
): Promise<Applied> => {
  try {
    await opening.transact(async (db) => {
      await named(opening, 'tenants', () => first(db))
      for (const guard of changes.filter(isGuard)) await requireUnchanged(db, tenant_id, guard)
      for (const change of changes) if (!isGuard(change)) await applyStep(db, opening, tenant_id, change, now)
      await opening.announce(db, tenant_id)
    })
    return { outcome: 'applied' }
  } catch (error) {
    if (error instanceof Undone) return error.applied
    throw error
  }
}
