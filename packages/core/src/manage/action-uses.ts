// What an action is used by: bindings of triggers, and token exchange profiles that name it. While it is, it stays for these triggers.
import type { TokenExchangeProfile } from '@symbolon/protocol/entities/token-exchange-profile'
import type { Action, ActionBindings } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'

export type ActionUses = {
  readonly bindings: readonly ActionBindings[]
  readonly profiles: readonly TokenExchangeProfile[]
}

export async function usesOf({ store }: Tenancy, action_id: string): Promise<ActionUses> {
  const [all, profiles] = await Promise.all([
    store.all('action_bindings', {}),
    store.all('token_exchange_profiles', { action_id }),
  ])
  return { bindings: all.filter(({ bindings }) => bindings.some((one) => one.action_id === action_id)), profiles }
}

/** The same in words; undefined when nothing uses it. */
export const usedBy = ({ bindings, profiles }: ActionUses): string | undefined => {
  if (bindings.length > 0) return 'bound to a trigger'
  return profiles.length > 0 ? 'named by a token exchange profile' : undefined
}

/** @throws ApiError 409 when `triggers` lack one that the action is in use for */
export async function requireTriggersInUse(
  tenancy: Tenancy,
  action_id: string,
  triggers: Action['supported_triggers'],
): Promise<void> {
  const { bindings, profiles } = await usesOf(tenancy, action_id)
  const needed = [...bindings.map(({ id }) => id), ...(profiles.length > 0 ? ['custom-token-exchange'] : [])]
  const lost = needed.find((trigger) => !triggers.some(({ id }) => id === trigger))
  if (lost !== undefined) throw new ApiError(409, `The action is in use for the trigger ${lost}.`)
}
