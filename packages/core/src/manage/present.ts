// What of a document is answered: never what is hidden, what is guarded only to those who may see it, and of the rest what was
// asked for. reference: Management API, sections 3 and 5.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import type { Selection } from '@symbolon/protocol/entities/query'
import type { Administrator } from './administrator.ts'

const NONE: ReadonlySet<string> = new Set()

/** All that a holder of nothing but `read:client_summary` sees. */
const SUMMARY: ReadonlySet<string> = new Set(['client_id', 'name', 'description', 'app_type', 'logo_uri'])

const seesOnlySummary = (entity: Entity, { scopes }: Administrator): boolean =>
  entity.scopes.read.includes('read:client_summary') &&
  scopes.has('read:client_summary') &&
  ![...entity.scopes.read, ...entity.scopes.update, ...entity.scopes.create].some(
    (scope) => scope !== 'read:client_summary' && scopes.has(scope),
  )

const isGuarded = (entity: Entity, { scopes }: Administrator, field: string): boolean => {
  const guards = Object.hasOwn(entity.guarded, field) ? entity.guarded[field] : undefined
  return guards !== undefined && !guards.some((scope) => scopes.has(scope))
}

const isChosen = (selection: Selection | undefined, field: string): boolean =>
  selection === undefined || selection.names.has(field) === selection.include

/** A write-only member of something that is answered otherwise. */
const withoutKeyText = (field: string, value: unknown): unknown => {
  if (field !== 'token_encryption' || typeof value !== 'object' || value === null) return value
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'pem' ? undefined : inner)))
}

/**
 * `document` as this administrator sees it, fields in the order of the entity's description, then `revealed`: what is answered
 * this once whoever asks. `own` names guarded fields that the caller has just written, and so may see.
 */
export const presentDocument = (
  entity: Entity,
  administrator: Administrator,
  document: Document,
  selection?: Selection,
  revealed: Document = {},
  own: ReadonlySet<string> = NONE,
): Document => {
  const onlySummary = seesOnlySummary(entity, administrator)
  const hidden = new Set([...entity.hidden, ...entity.writeOnly])
  const shown: Record<string, unknown> = {}
  for (const field of Object.keys(entity.fields)) {
    const value = document[field]
    if (value === undefined || hidden.has(field)) continue
    if (onlySummary && !SUMMARY.has(field)) continue
    if (!isChosen(selection, field)) continue
    if (!own.has(field) && isGuarded(entity, administrator, field)) continue
    shown[field] = withoutKeyText(field, value)
  }
  return { ...shown, ...revealed }
}
