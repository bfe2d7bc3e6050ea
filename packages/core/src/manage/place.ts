// From a path to the thing it names.
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import type { Query } from '@symbolon/protocol/entities/query'
import type { Where } from '../ports.ts'
import { whenKnown, type Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Found, Room } from './noun.ts'
import { missing } from './refusals.ts'

/** Which one: as the path names it. */
export type Place = {
  readonly id?: string | undefined
  readonly parent?: string | undefined
  readonly query?: Query
}

const NO_PARENT: Where = Object.freeze({})

/** What a path's parent says about all that is below it. @throws ApiError 404 */
export const parentOf = (tenancy: Tenancy, entity: Entity, room: Room, { parent }: Place): Soon<Where> => {
  if (entity.parent === undefined) return NO_PARENT
  if (parent === undefined) throw missing(entity)
  const below = { [entity.parent]: parent }
  return whenKnown(room.requireParent(tenancy, parent), () => below)
}

/** Clients sometimes encode a path twice. */
export const decodedAgain = (id: string): string | undefined => {
  if (!/%[0-9a-f]{2}/i.test(id)) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/** The one that has this id, or the other name that it can have. */
const findCalled = (
  tenancy: Tenancy,
  entity: Entity,
  room: Room,
  name: string,
  parent: Where,
): Soon<Document | undefined> => {
  const { id = 'id', alternateId } = entity
  return whenKnown(
    room.find(tenancy, { ...parent, [id]: name }),
    (found) =>
      found ?? (alternateId === undefined ? undefined : room.find(tenancy, { ...parent, [alternateId]: name })),
  )
}

const findKept = (tenancy: Tenancy, entity: Entity, room: Room, place: Place): Soon<Document | undefined> =>
  whenKnown(parentOf(tenancy, entity, room, place), (parent) => {
    if (entity.id === undefined) return room.find(tenancy, NO_PARENT)
    const { id = '' } = place
    return whenKnown(findCalled(tenancy, entity, room, id, parent), (found) => {
      const again = found ? undefined : decodedAgain(id)
      return again === undefined ? found : findCalled(tenancy, entity, room, again, parent)
    })
  })

/** What it is like though nobody has set it. @throws ApiError 404 where it is then not there */
const asUntouched = (entity: Entity, { id = '' }: Place): Document => {
  if (entity.id !== undefined) throw missing(entity, id)
  if (entity.absent !== 'defaults') throw missing(entity)
  return newDocument(entity, {})
}

/** The document of the one that a path names; at once where it is remembered. @throws ApiError 404 */
export const getDocument = (tenancy: Tenancy, entity: Entity, room: Room, place: Place): Soon<Document> =>
  whenKnown(findKept(tenancy, entity, room, place), (kept) => kept ?? asUntouched(entity, place))

/** The one that a path names, to do something with it. @throws ApiError 404 */
export const getFound = async (tenancy: Tenancy, entity: Entity, room: Room, place: Place): Promise<Found> => {
  const kept = await findKept(tenancy, entity, room, place)
  return kept ? room.found(tenancy, kept) : room.untouched(tenancy, asUntouched(entity, place))
}
