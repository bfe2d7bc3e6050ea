// The single documents of a tenant, one of each kind. One that is not kept counts as the defaults of its description: tenants are
// older than some of them.
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Entity } from '@symbolon/protocol/entities/entity'
import { ENTITIES, type EntityDocuments } from '@symbolon/protocol/entities/index'
import type { Tenancy } from './tenancy.ts'

/** Kinds of which a tenant has one document, always. */
export type SettingsName =
  | 'branding'
  | 'prompts'
  | 'brute_force_protection'
  | 'suspicious_ip_throttling'
  | 'breached_password_detection'

const entities: readonly Entity[] = ENTITIES

/** What holds for the tenant now. */
export const getSettings = async <N extends SettingsName>(
  { store }: Pick<Tenancy, 'store'>,
  name: N,
): Promise<EntityDocuments[N]> => {
  const kept = await store.find(name, {})
  if (kept) return kept
  const entity = entities.find(({ collection }) => collection === name)
  if (!entity) throw new TypeError(`There is no entity in the collection ${name}`)
  return newDocument<EntityDocuments[N]>(entity, {})
}
