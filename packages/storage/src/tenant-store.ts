// The memory of one tenant: what is asked on the way to a token is answered without the database where it can be.
import type { Applied, Change, CollectionName, Page, PageQuery, TenantStore, Where } from '@symbolon/core/ports'
import type { Collections } from '@symbolon/core/collections'
import type { Soon } from '@symbolon/core/soon'
import { applyChanges } from './changes.ts'
import { parseFrozen } from './frozen-json.ts'
import type { Database } from './opening.ts'
import { insertSpentAssertion } from './queries/assertions.ts'
import { selectExecution, selectExecutions } from './queries/code-executions.ts'
import { selectDocuments, selectPage, type StoredDocument } from './queries/collection.ts'
import { selectLogCounts } from './queries/log-counts.ts'
import { selectLogEvent, selectLogEvents } from './queries/log-events.ts'
import { createRevocations } from './queries/revocations.ts'
import { bumpVersion } from './queries/tenants.ts'
import { createRecordStore } from './record-store.ts'
import { type Asking, keyOf } from './remembered.ts'
import type { Rooms } from './rooms.ts'
import { HOSTS } from './watch-changes.ts'
import { getCollectionTable } from './tables.ts'

/** Applies a change of one tenant; whatever became of it, this process asks the database again. */
export const changeTenant = async (
  { opening, memory, now, guard }: Rooms,
  tenant_id: string,
  first: (db: Database) => Promise<void>,
  changes: readonly Change[],
): Promise<Applied> => {
  try {
    return await guard(() => applyChanges(opening, tenant_id, first, changes, now()))
  } finally {
    memory.forget(tenant_id)
    if (changes.some((one) => 'claimHost' in one || 'releaseHost' in one)) memory.forget(HOSTS)
  }
}

export const createTenantStore = (rooms: Rooms, tenant_id: string): TenantStore => {
  const { opening, memory, guard } = rooms
  const mind = memory.mindOf(tenant_id)

  // What stands in a collection's table is what its type says: only `apply` writes there.
  const toDocument = <C extends CollectionName>(collection: C, row: StoredDocument, asking: Asking) =>
    memory.sameAsBefore(`${mind.prefix}${collection}/${row.id}`, row.document, asking, parseFrozen) as Collections[C]

  const askOne = <C extends CollectionName>(key: string, collection: C, where: Where) =>
    memory.remember(mind, key, (asking) =>
      guard(async () => {
        const [row] = await selectDocuments(opening.db, getCollectionTable(collection), tenant_id, where, 1)
        return row && toDocument(collection, row, asking)
      }),
    )

  const askAll = <C extends CollectionName>(key: string, collection: C, where: Where) =>
    memory.remember(mind, key, (asking) =>
      guard(async () => {
        const rows = await selectDocuments(opening.db, getCollectionTable(collection), tenant_id, where)
        // Strangers ask for what belongs to names they made up.
        if (rows.length === 0) return Object.freeze([])
        const text = JSON.stringify(rows)
        const list = () => Object.freeze(rows.map((row) => toDocument(collection, row, asking)))
        return memory.sameAsBefore(key, text, asking, list) as readonly Collections[C][]
      }),
    )

  return {
    ...createRecordStore(rooms, tenant_id),
    ...createRevocations(rooms, tenant_id),
    find<C extends CollectionName>(collection: C, where: Where) {
      const key = keyOf(mind, 'one ', collection, where)
      const remembered = memory.recall(mind, key) as Soon<Collections[C] | undefined>
      return remembered ?? askOne(key, collection, where)
    },
    all<C extends CollectionName>(collection: C, where: Where) {
      const key = keyOf(mind, 'all ', collection, where)
      const remembered = memory.recall(mind, key) as Soon<readonly Collections[C][]> | undefined
      return remembered ?? askAll(key, collection, where)
    },
    era: () => memory.eraOf(mind),
    forget: () => memory.forget(tenant_id),
    page: <C extends CollectionName>(collection: C, query: PageQuery): Promise<Page<Collections[C]>> =>
      guard(async () => {
        const { rows, ...rest } = await selectPage(opening.db, getCollectionTable(collection), tenant_id, query)
        return { items: rows.map((row) => parseFrozen(row.document) as Collections[C]), ...rest }
      }),
    apply: async (changes) => {
      if (changes.length === 0) return { outcome: 'applied' }
      return changeTenant(rooms, tenant_id, (db) => bumpVersion(db, tenant_id), changes)
    },
    spendAssertion: (client_id, jti, expires_at) =>
      guard(() => opening.statement((db) => insertSpentAssertion(db, tenant_id, client_id, jti, expires_at))),
    logEvents: (query) => guard(() => selectLogEvents(opening.db, tenant_id, query)),
    logCounts: (query) => guard(() => selectLogCounts(opening.db, tenant_id, query)),
    findExecution: (id) => guard(() => selectExecution(opening.db, tenant_id, id)),
    executions: (limit) => guard(() => selectExecutions(opening.db, tenant_id, limit)),
    findLogEvent: (log_id) => guard(() => selectLogEvent(opening.db, tenant_id, log_id)),
  }
}
