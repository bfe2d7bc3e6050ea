// From a path to the thing it names.
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Entity } from '@symbolon/protocol/entities/entity'
import type { Query } from '@symbolon/protocol/entities/query'
import type { Where } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Found, Room } from './noun.ts'
import { missing } from './refusals.ts'

/** Which one: as the path names it. */
export type Place = {
  readonly id?: string | undefined
  readonly parent?: string | undefined
  readonly query?: Query
}

/** What a path's parent says about all that is below it. @throws ApiError 404 */
export const parentOf = async (tenancy: Tenancy, entity: Entity, room: Room, { parent }: Place): Promise<Where> => {
  if (entity.parent === undefined) return {}
  if (parent === undefined) throw missing(entity)
  await room.requireParent(tenancy, parent)
  return { [entity.parent]: parent }
}

const findBy = async (tenancy: Tenancy, entity: Entity, room: Room, id: string, parent: Where) =>
  (await room.find(tenancy, { ...parent, [entity.id ?? 'id']: id })) ??
  (entity.alternateId === undefined ? undefined : room.find(tenancy, { ...parent, [entity.alternateId]: id }))

/** Clients sometimes encode a path twice. */
export const decodedAgain = (id: string): string | undefined => {
  if (!/%[0-9a-f]{2}/i.test(id)) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/** The one that a path names. @throws ApiError 404 */
export const getFound = async (tenancy: Tenancy, entity: Entity, room: Room, place: Place): Promise<Found> => {
  const parent = await parentOf(tenancy, entity, room, place)
  if (entity.id === undefined) {
    const only = await room.find(tenancy, {})
    if (only) return only
    if (entity.absent !== 'defaults') throw missing(entity)
    return room.untouched(tenancy, newDocument(entity, {}))
  }
  const { id = '' } = place
  const again = decodedAgain(id)
  const found =
    (await findBy(tenancy, entity, room, id, parent)) ??
    (again === undefined ? undefined : await findBy(tenancy, entity, room, again, parent))
  if (!found) throw missing(entity, id)
  return found
}
