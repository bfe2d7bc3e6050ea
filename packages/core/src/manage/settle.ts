// Deciding again until what was decided holds: between reading and writing somebody else may have written.
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { ApiError } from '../errors.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { conflict } from './refusals.ts'

const MAX_ATTEMPTS = 12

/**
 * Applies what `decide` answers, all of it or nothing, and answers with it. When something has changed or gone meanwhile,
 * `decide` is asked again, and throws if it now finds something missing.
 *
 * @throws ApiError 409 when a unique field is taken, or others keep changing the same thing.
 */
export const settle = async <D extends { readonly changes: readonly Change[] }>(
  tenancy: Tenancy,
  entity: Entity,
  decide: () => Promise<D>,
): Promise<D> => {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const decided = await decide()
    if (decided.changes.length === 0) return decided
    const applied = await tenancy.store.apply(decided.changes)
    if (applied.outcome === 'applied') return decided
    if (applied.outcome === 'conflict') {
      throw conflict(ENTITIES.find(({ collection }) => collection === applied.collection) ?? entity)
    }
  }
  throw new ApiError(409, 'This is being changed by others at the same time. Try again.')
}
