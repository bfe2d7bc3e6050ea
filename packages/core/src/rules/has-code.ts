// Whether a tenant has code for a moment at all. Most have none: then nothing is made of what the code would be given.
import { isBound } from './bound-actions.ts'
import { duringEra } from '../during-era.ts'
import { enabledHook } from './run-hook.ts'
import { enabledRules } from './scripts.ts'

/** A machine asks for a token. */
export const hasCodeForMachines = duringEra(
  async (tenancy) =>
    (await enabledHook(tenancy, 'credentials-exchange')) !== undefined || isBound(tenancy, 'credentials-exchange'),
)

/** A person's login has come to its end, or is renewed. */
export const hasCodeForLogins = duringEra(async (tenancy) => {
  const isThere = (await enabledRules(tenancy)) !== undefined || (await isBound(tenancy, 'post-login'))
  // What code had said of people does not outlast it.
  if (!isThere) await tenancy.store.dropUserinfoClaims()
  return isThere
})
