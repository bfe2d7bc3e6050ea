// Whether a tenant has code for a moment at all. Most have none: then nothing is made of what the code would be given, and until the
// store's era ends nobody looks again.
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { isBound } from './bound-actions.ts'
import { enabledHook } from './run-hook.ts'
import { enabledRules } from './scripts.ts'

/** A machine asks for a token; a person's login has come to its end, or is renewed. */
export type Moment = 'machine' | 'login'

const LOOKS: Readonly<Record<Moment, (tenancy: Tenancy) => Promise<boolean>>> = {
  machine: async (tenancy) =>
    (await enabledHook(tenancy, 'credentials-exchange')) !== undefined || isBound(tenancy, 'credentials-exchange'),
  login: async (tenancy) => (await enabledRules(tenancy)) !== undefined || isBound(tenancy, 'post-login'),
}

const codelessEra: Readonly<Record<Moment, WeakMap<TenantStore, number>>> = {
  machine: new WeakMap(),
  login: new WeakMap(),
}

/** Whether there is any. False at once, and no promise to wait for, where nothing has changed since none was found. */
export function hasCode(tenancy: Tenancy, moment: Moment): false | Promise<boolean> {
  const { store } = tenancy
  return codelessEra[moment].get(store) === store.era() ? false : look(tenancy, moment)
}

async function look(tenancy: Tenancy, moment: Moment): Promise<boolean> {
  const { store } = tenancy
  // Before anything is looked at: what changes meanwhile begins another era.
  const era = store.era()
  const isThere = await LOOKS[moment](tenancy)
  if (isThere) return true
  // What code had said of people does not outlast it.
  if (moment === 'login') await store.dropUserinfoClaims()
  codelessEra[moment].set(store, era)
  return false
}
