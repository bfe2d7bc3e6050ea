// The actions that run at a trigger, as they were deployed.
import type { Tenancy } from '../tenancy.ts'
import { openCodeSecrets } from './code-secrets.ts'
import { duringEra } from '../during-era.ts'
import { scriptKey } from './scripts.ts'

export type BoundAction = {
  readonly id: string
  readonly name: string
  /** Of its deployed source. */
  readonly key: string
  readonly secrets: Readonly<Record<string, string>>
}

export type ActionChain = {
  readonly actions: readonly BoundAction[]
  /** What they are all run with. */
  readonly lasting: {
    readonly actions: readonly BoundAction[]
    /** Modules by name, for `require('actions:NAME')`. */
    readonly modules: Readonly<Record<string, string>>
  }
  readonly scripts: ReadonlyMap<string, string>
}

/** Those of the chain that come after this one. */
export const chainAfter = (chain: ActionChain, action_id: string): ActionChain => ({
  ...chain,
  actions: chain.actions.slice(chain.actions.findIndex(({ id }) => id === action_id) + 1),
})

const keys = new WeakMap<object, string>()

const keyOf = (of: { readonly code: string }): string => {
  let key = keys.get(of)
  if (key === undefined) keys.set(of, (key = scriptKey(of.code)))
  return key
}

async function boundIds({ store }: Tenancy, trigger: string): Promise<readonly string[]> {
  const bound = await store.find('action_bindings', { id: trigger })
  return bound?.bindings.map(({ action_id }) => action_id) ?? []
}

/** Whether any action is bound to the trigger, deployed or not. */
export const isBound = async (tenancy: Tenancy, trigger: string): Promise<boolean> =>
  (await boundIds(tenancy, trigger)).length > 0

// A trigger is a word of our own, of which there are few.
const byTrigger = new Map<string, ReturnType<typeof duringEra<ActionChain | undefined>>>()

/** The trigger's actions in their order; undefined when it has none. The same object until the tenant's configuration may have changed. */
export function boundActions(
  tenancy: Tenancy,
  trigger: string,
): ActionChain | undefined | Promise<ActionChain | undefined> {
  let find = byTrigger.get(trigger)
  if (!find) {
    find = duringEra(async (within) => {
      const ids = await boundIds(within, trigger)
      return ids.length === 0 ? undefined : chainOf(within, ids)
    })
    byTrigger.set(trigger, find)
  }
  return find(tenancy)
}

/** These actions in this order, as far as they are deployed; undefined when none is. */
export async function chainOf(tenancy: Tenancy, action_ids: readonly string[]): Promise<ActionChain | undefined> {
  const { store } = tenancy
  const scripts = new Map<string, string>()
  const actions: BoundAction[] = []
  for (const action_id of action_ids) {
    const action = await store.find('actions', { id: action_id })
    const id = action?.deployed_version_id
    const version = id ? await store.find('action_versions', { id }) : undefined
    if (!action || !version) continue
    scripts.set(keyOf(version), version.code)
    const secrets = openCodeSecrets(tenancy, action.id, version.secrets)
    actions.push({ id: action.id, name: action.name, key: keyOf(version), secrets })
  }
  if (actions.length === 0) return undefined
  const modules: Record<string, string> = {}
  for (const { name, versions } of await store.all('action_modules', {})) {
    const published = versions.at(-1)
    if (!published) continue
    modules[name] = keyOf(published)
    scripts.set(keyOf(published), published.code)
  }
  return { actions, lasting: { actions, modules }, scripts }
}
