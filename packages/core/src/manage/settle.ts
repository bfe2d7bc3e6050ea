// Deciding again until what was decided holds: between reading and writing somebody else may have written.
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { ApiError } from '../errors.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { conflict } from './refusals.ts'

const isKeptLater = ({ absent }: Pick<Entity, 'absent'>): boolean => absent === 'defaults'

const MAX_ATTEMPTS = 12

// Programs write what is there already again and again; every write makes all processes forget what they know of the tenant.
const changesSomething = (change: Change): boolean =>
  !('replace' in change) || JSON.stringify(change.before) !== JSON.stringify(change.after)

/**
 * Applies what `decide` answers, all of it or nothing, and answers with it. When something has changed or gone meanwhile,
 * `decide` is asked again, and throws if it now finds something missing.
 *
 * @throws ApiError 409 when a unique field is taken, or others keep changing the same thing.
 */
export const settle = async <D extends { readonly changes: readonly Change[] }>(
  tenancy: Tenancy,
  decide: () => Promise<D>,
): Promise<D> => {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const decided = await decide()
    const changes = decided.changes.filter(changesSomething)
    if (changes.every((change) => 'unchanged' in change)) return decided
    const applied = await tenancy.store.apply(changes)
    if (applied.outcome === 'applied') return decided
    if (applied.outcome !== 'conflict') continue
    const taken: Entity | undefined = ENTITIES.find(({ collection }) => collection === applied.collection)
    // What is no entity is the server's own, and decided anew; so is what somebody else has kept for the first time.
    if (taken && !isKeptLater(taken)) throw conflict(taken)
  }
  throw new ApiError(409, 'This is being changed by others at the same time. Try again.')
}
