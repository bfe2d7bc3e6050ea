// What users have allowed clients. It only grows, until it is taken back whole.
import { sql } from 'kysely'
import type { Consent } from '@symbolon/core/records'
import type { ConsentStore } from '@symbolon/core/record-store'
import { type Desk, owned, rowsOf } from '../desk.ts'
import { parseFrozen } from '../frozen-json.ts'
import type { Database } from '../opening.ts'
import { selectRecordPage } from './record-page.ts'
import { isStorable, storable } from './storable.ts'

type ConsentRow = { readonly document: string }

const toConsent = (row: ConsentRow): Consent => parseFrozen(row.document) as Consent

const withAll = (some: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...some, ...more]),
]

const merged = (before: Consent, more: Consent): Consent => ({
  ...before,
  scope: withAll(before.scope, more.scope),
  redirect_uris: withAll(before.redirect_uris, more.redirect_uris),
})

/** True when it is the first of its user, client and audience. */
const insertConsent = async (db: Database, tenant_id: string, consent: Consent, now: number): Promise<boolean> => {
  const inserted = await sql`
    insert into consents (tenant_id, id, user_id, client_id, audience, document, created_at)
    values (${tenant_id}, ${consent.id}, ${consent.user_id}, ${consent.client_id},
      ${storable('audience', consent.audience)}, ${JSON.stringify(consent)}, ${now})
    on conflict (tenant_id, user_id, client_id, audience) do nothing`.execute(db)
  return rowsOf(inserted) === 1
}

/** False when another has changed or removed it in between. */
const extendConsent = async (db: Database, tenant_id: string, consent: Consent): Promise<boolean> => {
  const { rows } = await sql<ConsentRow>`
    select document from consents where tenant_id = ${tenant_id} and user_id = ${consent.user_id}
    and client_id = ${consent.client_id} and audience = ${consent.audience}`.execute(db)
  if (rows[0] === undefined) return false
  const before = toConsent(rows[0])
  const after = JSON.stringify(merged(before, consent))
  if (after === rows[0].document) return true
  const changed = await sql`
    update consents set document = ${after} where tenant_id = ${tenant_id} and id = ${before.id}
    and document = ${rows[0].document}`.execute(db)
  return rowsOf(changed) === 1
}

const addConsent = (desk: Desk, consent: Consent): Promise<void> =>
  owned(desk, () =>
    desk.transact(async (db) => {
      for (;;) {
        if (await insertConsent(db, desk.tenant_id, consent, desk.now())) return
        if (await extendConsent(db, desk.tenant_id, consent)) return
      }
    }),
  )

const COLUMNS = ['user_id', 'client_id', 'audience'] as const

const pageConsents: (
  desk: Desk,
  ...all: Parameters<ConsentStore['pageConsents']>
) => ReturnType<ConsentStore['pageConsents']> = async (desk, where, query) => {
  const conditions = [sql`tenant_id = ${desk.tenant_id}`]
  for (const column of COLUMNS) {
    const value = where[column]
    if (value === undefined) continue
    if (!isStorable(value)) return query.withTotal === true ? { items: [], total: 0 } : { items: [] }
    conditions.push(sql`${sql.ref(column)} = ${value}`)
  }
  const source = {
    columns: sql`document`,
    from: sql`consents`,
    conditions,
    created_at: sql`created_at`,
    id: sql`id`,
  }
  return desk.read((db) => selectRecordPage<ConsentRow, Consent>(db, source, query, toConsent))
}

export const createConsentRecords = (desk: Desk): ConsentStore => {
  const { tenant_id } = desk
  return {
    findConsent: async (user_id, client_id, audience) => {
      if (![user_id, client_id, audience].every(isStorable)) return undefined
      const { rows } = await desk.read((db) =>
        sql<ConsentRow>`
          select document from consents where tenant_id = ${tenant_id} and user_id = ${user_id}
          and client_id = ${client_id} and audience = ${audience}`.execute(db),
      )
      return rows[0] && toConsent(rows[0])
    },
    addConsent: (consent) => addConsent(desk, consent),
    pageConsents: (where, query) => pageConsents(desk, where, query),
    findConsentById: async (id) => {
      if (!isStorable(id)) return undefined
      const { rows } = await desk.read((db) =>
        sql<ConsentRow>`select document from consents where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return rows[0] && toConsent(rows[0])
    },
    removeConsent: async (id) => {
      if (!isStorable(id)) return false
      const removed = await desk.write((db) =>
        sql`delete from consents where tenant_id = ${tenant_id} and id = ${id}`.execute(db),
      )
      return rowsOf(removed) === 1
    },
    removeConsentsOfUser: async (user_id) => {
      if (!isStorable(user_id)) return 0
      const removed = await desk.write((db) =>
        sql`delete from consents where tenant_id = ${tenant_id} and user_id = ${user_id}`.execute(db),
      )
      return rowsOf(removed)
    },
  }
}
