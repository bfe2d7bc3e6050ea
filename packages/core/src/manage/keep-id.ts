// A tenant that moves in keeps the ids by which applications and tokens know its things. Only whoever holds the database may ask for it.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { fieldProblem } from '@symbolon/protocol/entities/validate'
import { ApiError } from '../errors.ts'
import type { Drafted } from './noun.ts'

/** Collections whose ids are seen outside, and under whose ids nothing is sealed. */
const KEPT: ReadonlySet<string> = new Set(['clients', 'connections', 'organizations', 'roles'])

/** @throws ApiError 400 for an id that none of this kind could have */
export async function requireSoundId(entity: Entity, id: string): Promise<void> {
  const problem = await fieldProblem(entity, entity.id ?? 'id', id)
  if (problem !== undefined) throw new ApiError(400, problem, 'invalid_body')
}

const drawnId = ({ id }: Entity, document: Document): string | undefined => {
  const value = id === undefined ? undefined : document[id]
  return typeof value === 'string' ? value : undefined
}

/** The same draft with `id` where the one stands that was drawn, which is random and so stands nowhere by chance. */
export function withId<D extends Drafted>(entity: Entity, draft: D, id: string): D {
  const drawn = drawnId(entity, draft.document)
  if (drawn === undefined || !KEPT.has(entity.collection)) return draft
  const renamed = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(drawn, id)) as T
  return { ...draft, document: renamed(draft.document), changes: renamed(draft.changes) }
}
