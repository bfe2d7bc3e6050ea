// What an action is used by: bindings of triggers, and token exchange profiles that name it. While it is, it stays for these triggers.
import type { TokenExchangeProfile } from '@symbolon/protocol/entities/token-exchange-profile'
import type { Action, ActionBindings } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'

export type ActionUses = {
  readonly bindings: readonly ActionBindings[]
  readonly profiles: readonly TokenExchangeProfile[]
  /** Holds a change back when the action has come to be used otherwise meanwhile. */
  readonly asRead: readonly Change[]
}

export async function usesOf({ store }: Tenancy, action_id: string): Promise<ActionUses> {
  const [all, profiles] = await Promise.all([
    store.all('action_bindings', {}),
    store.all('token_exchange_profiles', { action_id }),
  ])
  return {
    bindings: all.filter(({ bindings }) => bindings.some((one) => one.action_id === action_id)),
    profiles,
    asRead: [
      { unchanged: 'action_bindings', where: {}, documents: all },
      { unchanged: 'token_exchange_profiles', where: { action_id }, documents: profiles },
    ],
  }
}

/** Holds a change back that uses these actions as they were read: one may lose its trigger, or go, in the same moment. */
export const asTheyAre = (actions: readonly Action[]): readonly Change[] =>
  actions.map((action) => ({ unchanged: 'actions', where: { id: action.id }, documents: [action] }))

/** The same in words; undefined when nothing uses it. */
export const usedBy = ({ bindings, profiles }: ActionUses): string | undefined => {
  if (bindings.length > 0) return 'bound to a trigger'
  return profiles.length > 0 ? 'named by a token exchange profile' : undefined
}

/** What must still hold when the triggers change. @throws ApiError 409 when `triggers` lack one that the action is in use for */
export async function requireTriggersInUse(
  tenancy: Tenancy,
  action_id: string,
  triggers: Action['supported_triggers'],
): Promise<readonly Change[]> {
  const { bindings, profiles, asRead } = await usesOf(tenancy, action_id)
  const needed = [...bindings.map(({ id }) => id), ...(profiles.length > 0 ? ['custom-token-exchange'] : [])]
  const lost = needed.find((trigger) => !triggers.some(({ id }) => id === trigger))
  if (lost !== undefined) throw new ApiError(409, `The action is in use for the trigger ${lost}.`)
  return asRead
}
