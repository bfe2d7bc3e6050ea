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

/** The fields that an administrator sees, in the order of the entity's description; `own` whatever guards them. */
const findSeen = (entity: Entity, administrator: Administrator, own: ReadonlySet<string>): readonly string[] => {
  const onlySummary = seesOnlySummary(entity, administrator)
  const hidden = new Set([...entity.hidden, ...entity.writeOnly])
  return Object.keys(entity.fields).filter((field) => {
    if (hidden.has(field) || (onlySummary && !SUMMARY.has(field))) return false
    return own.has(field) || !isGuarded(entity, administrator, field)
  })
}

type Seen = readonly string[]

const seen = new WeakMap<Administrator, Map<Entity, Seen>>()

/** Few of an entity: a handful of guards divides its fields. */
const alike = new Map<Entity, Map<string, Seen>>()

const emptyMap = <V>(): Map<string, V> => new Map()

/** The fields that an administrator sees: the very same list for all who see the same. */
const seenBy = (entity: Entity, administrator: Administrator): Seen => {
  const known = seen.get(administrator)?.get(entity)
  if (known) return known
  const found = findSeen(entity, administrator, NONE)
  const lists = alike.get(entity) ?? emptyMap<Seen>()
  const name = found.join(' ')
  const list = lists.get(name) ?? found
  alike.set(entity, lists.set(name, list))
  seen.set(administrator, (seen.get(administrator) ?? new Map<Entity, Seen>()).set(entity, list))
  return list
}

const isChosen = (selection: Selection | undefined, field: string): boolean =>
  selection === undefined || selection.names.has(field) === selection.include

/** A write-only member of something that is answered otherwise. */
const withoutKeyText = (field: string, value: unknown): unknown => {
  if (field !== 'token_encryption' || typeof value !== 'object' || value === null) return value
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'pem' ? undefined : inner)))
}

const pick = (fields: Seen, document: Document, selection: Selection | undefined): Document => {
  const shown: Record<string, unknown> = {}
  for (const field of fields) {
    const value = document[field]
    if (value !== undefined && isChosen(selection, field)) shown[field] = withoutKeyText(field, value)
  }
  return shown
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
  const fields = own.size === 0 ? seenBy(entity, administrator) : findSeen(entity, administrator, own)
  return { ...pick(fields, document, selection), ...revealed }
}

type Presented = { readonly fields: Seen; readonly shown: Document; readonly answer: Document }

const presented = new WeakMap<Document, Presented>()

const isSame = (one: Document, other: Document): boolean => {
  if (one === other) return true
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  return names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
}

/**
 * A kept document, and what is `shown` besides it, as this administrator sees it: the same frozen object as before where all of this is
 * the same, so that whoever writes it as JSON knows it again.
 */
export const presentKept = (
  entity: Entity,
  administrator: Administrator,
  document: Document,
  shown: Document,
  selection: Selection | undefined,
): Document => {
  const fields = seenBy(entity, administrator)
  if (selection) return pick(fields, { ...document, ...shown }, selection)
  const before = presented.get(document)
  if (before?.fields === fields && isSame(before.shown, shown)) return before.answer
  const answer = Object.freeze(pick(fields, { ...document, ...shown }, undefined))
  presented.set(document, { fields, shown, answer })
  return answer
}
