// The values that a tenant keeps for its rules (rules-configs): sealed where they are kept, opened only to run rules.
import type { RulesConfig } from '../collections.ts'
import { seal, unseal } from '../jose/sealing.ts'
import type { Tenancy } from '../tenancy.ts'
import { duringEra } from '../during-era.ts'

/** What the value of a key is sealed for. */
export const rulesConfigPurpose = (tenant_id: string, key: string): string => `rules-config:${tenant_id}:${key}`

/** As it is kept. */
export const sealRulesConfig = (
  { tenant, masterKey }: Pick<Tenancy, 'tenant' | 'masterKey'>,
  key: string,
  value: string,
): RulesConfig => ({
  key,
  sealed_value: seal(masterKey, rulesConfigPurpose(tenant.tenant_id, key), Buffer.from(value, 'utf8')),
})

type Configuration = Readonly<Record<string, string>>

const NONE: Configuration = Object.freeze({})

// The store answers with the same array until one of them changes.
const opened = new WeakMap<readonly RulesConfig[], Configuration>()

/** Every value by its key, as rules see them. */
export const rulesConfiguration = duringEra(async ({ store, tenant, masterKey }): Promise<Configuration> => {
  const kept = await store.all('rules_configs', {})
  if (kept.length === 0) return NONE
  let configuration = opened.get(kept)
  if (!configuration) {
    configuration = Object.fromEntries(
      kept.map(({ key, sealed_value }) => [
        key,
        unseal(masterKey, rulesConfigPurpose(tenant.tenant_id, key), sealed_value).toString('utf8'),
      ]),
    )
    opened.set(kept, configuration)
  }
  return configuration
})
