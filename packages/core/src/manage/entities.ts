// The five verbs for any entity: who may, what was sent, what is there, what becomes of it, who is told. What is particular to one
// kind stands in its noun. reference: Management API, sections 1 to 7 and 16.
import { changedFields } from '@symbolon/protocol/entities/documents'
import { listKeyOf, type Document, type Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { readDocumentQuery, readListQuery, refuseQuery, type ListQuery } from '@symbolon/protocol/entities/query'
import { checkCreation, checkUpdate, fieldProblem } from '@symbolon/protocol/entities/validate'
import { ApiError } from '../errors.ts'
import type { PageQuery, Where } from '../ports.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { requireSoundId, withId } from './keep-id.ts'
import type { Drafted } from './noun.ts'
import { roomOf } from './nouns.ts'
import { answerPage, readMarked } from './pages.ts'
import { getDocument, getFound, parentOf, type Place } from './place.ts'
import { presentDocument, presentKept } from './present.ts'
import { recordWrite } from './record-write.ts'
import { readQuery, requireRight } from './rights.ts'
import { settle } from './settle.ts'

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const isEntity = (collection: string): boolean => ENTITIES.some((entity) => entity.collection === collection)

/** Whether a secret is written: those are kept in collections that are no entity's. */
const writesSecret = ({ changes }: Drafted): boolean =>
  changes.some((change) => {
    if ('insert' in change) return !isEntity(change.insert)
    return 'replace' in change && !isEntity(change.replace)
  })

/** The answer to a write. Of what is guarded, its caller may see what this very request has set or made. */
const presentWritten = async (
  entity: Entity,
  { administrator }: Caller,
  draft: Drafted,
  sent: Document,
  before: Document,
): Promise<Document> => {
  const document = { ...draft.document, ...(await draft.show()) }
  const made = writesSecret(draft)
  const own = Object.keys(entity.guarded).filter((field) => {
    if (entity.readOnly.includes(field) || document[field] === undefined) return false
    if (isSame(sent[field], document[field])) return true
    return made && entity.apart.includes(field) && !isSame(before[field], document[field])
  })
  return presentDocument(entity, administrator, document, undefined, draft.revealed, new Set(own))
}

const pageQuery = ({ mode, page, per_page, take, from, where, containing }: ListQuery, parent: Where): PageQuery => ({
  where: { ...where, ...parent },
  containing,
  ...(mode === 'checkpoint'
    ? { limit: take, ...(from === undefined ? {} : { after: from }) }
    : { limit: per_page, offset: page * per_page, withTotal: mode === 'totals' }),
})

/** A list in the shape that was asked for. @throws ApiError 403, 400, 404 for a parent that is not there */
export const listEntities = async (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
): Promise<Document | readonly Document[]> => {
  requireRight(tenancy, caller, entity.scopes.read)
  const query = readQuery(() => readListQuery(entity, place.query ?? {}))
  const room = roomOf(entity.collection)
  const parent = await parentOf(tenancy, entity, room, place)
  const shownOne = async (document: Document): Promise<Document> => {
    const whole = { ...document, ...(await room.show(tenancy, document)) }
    return presentDocument(entity, caller.administrator, whole, query.selection)
  }
  const shown = (documents: readonly Document[]) => Promise.all(documents.map(shownOne))
  if (entity.paging.includes('whole')) return shown(await room.all(tenancy, parent))
  const found = await readMarked(() => room.page(tenancy, pageQuery(query, parent)))
  return answerPage(query, listKeyOf(entity), entity.envelope, { ...found, items: await shown(found.items) })
}

/** One of them; at once where it is remembered, and the same object until what is answered changes. @throws ApiError 403, 400, 404 */
export const getEntity = (tenancy: Tenancy, caller: Caller, entity: Entity, place: Place): Soon<Document> => {
  requireRight(tenancy, caller, entity.scopes.read)
  const selection = readQuery(() => readDocumentQuery(entity, place.query ?? {}))
  const room = roomOf(entity.collection)
  return whenKnown(getDocument(tenancy, entity, room, place), (document) =>
    whenKnown(room.show(tenancy, document), (shown) =>
      presentKept(entity, caller.administrator, document, shown, selection),
    ),
  )
}

const idOf = (entity: Entity, { document }: { readonly document: Document }): string | undefined => {
  const id = entity.id === undefined ? undefined : document[entity.id]
  return typeof id === 'string' ? id : undefined
}

/**
 * Makes one, `as` an id that it brings along where it moves in. What is secret in it is answered this once.
 *
 * @throws ApiError 403, 400, 404, 409
 */
export const createEntity = async (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
  body: unknown,
  as?: string,
): Promise<Document> => {
  requireRight(tenancy, caller, entity.scopes.create)
  readQuery(() => refuseQuery(place.query ?? {}))
  const checked = await checkCreation(entity, body)
  if ('problem' in checked) throw new ApiError(400, checked.problem, 'invalid_body')
  const room = roomOf(entity.collection)
  await parentOf(tenancy, entity, room, place)
  if (as !== undefined) await requireSoundId(entity, as)
  const draft = await settle(tenancy, async () => {
    const drawn = await room.create(tenancy, checked.fields, place.parent ?? '')
    return as === undefined ? drawn : withId(entity, drawn, as)
  })
  const changed = Object.keys(draft.document)
  recordWrite(tenancy, caller, entity, { id: idOf(entity, draft), changed, after: draft.document })
  return presentWritten(entity, caller, draft, checked.fields, {})
}

const requireFieldRights = (tenancy: Tenancy, caller: Caller, entity: Entity, sent: Document): void => {
  // Who changes nothing is answered with everything all the same.
  const fields = Object.keys(sent).length === 0 ? ['*'] : Object.keys(sent)
  for (const field of fields) {
    const anyOf = Object.hasOwn(entity.updateScopes, field) ? entity.updateScopes[field] : entity.updateScopes['*']
    if (anyOf) requireRight(tenancy, caller, anyOf)
  }
}

/** What was merged into a map counts as if it had been sent whole. */
const requireSoundMaps = async (entity: Entity, { document }: Drafted, sent: Document): Promise<void> => {
  for (const field of entity.merged) {
    if (!Object.hasOwn(sent, field) || document[field] === undefined) continue
    const problem = await fieldProblem(entity, field, document[field])
    if (problem !== undefined) throw new ApiError(400, problem, 'invalid_body')
  }
}

type Checking = Awaited<ReturnType<typeof checkUpdate>>

/** Puts a new one in the place of the one that is there: what is not sent goes back to its default. @throws ApiError 403, 400, 404, 409 */
export const replaceEntity = (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
  body: unknown,
): Promise<Document> =>
  changeEntity(tenancy, caller, entity, place, async () => {
    const checked = await checkCreation(entity, body)
    if ('problem' in checked) return checked
    const kept = new Set([...entity.readOnly, ...entity.createOnly, ...entity.hidden, ...entity.apart])
    const unset = Object.keys(entity.fields).filter((field) => !kept.has(field))
    return { fields: { ...Object.fromEntries(unset.map((field) => [field, null])), ...checked.fields } }
  })

/** Changes what is sent, and nothing else. @throws ApiError 403, 400, 404, 409 */
export const updateEntity = (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
  body: unknown,
): Promise<Document> => changeEntity(tenancy, caller, entity, place, () => checkUpdate(entity, body))

const changeEntity = async (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
  check: () => Promise<Checking>,
): Promise<Document> => {
  requireRight(tenancy, caller, entity.scopes.update)
  readQuery(() => refuseQuery(place.query ?? {}))
  const checked = await check()
  if ('problem' in checked) throw new ApiError(400, checked.problem, 'invalid_body')
  const { fields } = checked
  requireFieldRights(tenancy, caller, entity, fields)
  const room = roomOf(entity.collection)
  const { draft, before, shown } = await settle(tenancy, async () => {
    const found = await getFound(tenancy, entity, room, place)
    const drafted = await found.update(fields)
    await requireSoundMaps(entity, drafted, fields)
    const shown = { ...found.document, ...(await room.show(tenancy, found.document)) }
    return { before: found.document, shown, draft: drafted, changes: drafted.changes }
  })
  await draft.afterwards?.()
  const after = draft.document
  const secrets = Object.keys(fields).filter((field) => entity.apart.includes(field))
  const changed = [...new Set([...changedFields(before, after), ...secrets])]
  recordWrite(tenancy, caller, entity, { id: idOf(entity, draft), changed, before, after })
  const answered = entity.id === undefined ? { ...draft, show: () => ({}) } : draft
  return presentWritten(entity, caller, answered, fields, shown)
}

/** Removes one, with what lives from it, and says what the entity's DELETE answers. @throws ApiError 403, 400, 404 */
export const deleteEntity = async (
  tenancy: Tenancy,
  caller: Caller,
  entity: Entity,
  place: Place,
): Promise<Document> => {
  requireRight(tenancy, caller, entity.scopes.delete)
  readQuery(() => refuseQuery(place.query ?? {}))
  const room = roomOf(entity.collection)
  const wanted = await getFound(tenancy, entity, room, place)
  // What cannot be removed refuses here, before anything is done about it.
  await wanted.requireRemovable(caller)
  await wanted.remove()
  await wanted.removing()
  const { found } = await settle(tenancy, async () => {
    const one = await getFound(tenancy, entity, room, place)
    return { found: one, changes: await one.remove() }
  })
  await found.removed()
  recordWrite(tenancy, caller, entity, {
    id: idOf(entity, found),
    changed: Object.keys(found.document),
    before: found.document,
  })
  return entity.deleted?.says === 'when' ? { deleted_at: new Date(tenancy.now()).toISOString() } : {}
}
