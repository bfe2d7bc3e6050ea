// Rules, hooks and actions with their code, and what is bound to what. Of secrets their names.
import type { Document } from '@symbolon/protocol/entities/entity'
import { RULE } from '@symbolon/protocol/entities/rule'
import { TOKEN_EXCHANGE_PROFILE } from '@symbolon/protocol/entities/token-exchange-profile'
import { ACTION, HOOK } from '../../code/code-entities.ts'
import { isDocument, type ManagementClient } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { allOf, inOrder, namesAlone, NOT_SHOWN, without } from './collected.ts'

const hooksOf = async (management: ManagementClient): Promise<readonly Document[]> =>
  Promise.all(
    (await allOf(management, HOOK)).map(async (hook) => {
      const path = `hooks/${encodeURIComponent(String(hook['id']))}`
      const whole = await management.call('GET', path)
      const secrets = namesAlone(await management.call('GET', `${path}/secrets`))
      return { ...without(isDocument(whole) ? whole : hook, 'id'), secrets }
    }),
  )

const actionOf = ({ name, code, runtime, dependencies, supported_triggers, secrets, deployed_version }: Document) => ({
  name,
  code,
  runtime,
  dependencies,
  supported_triggers,
  secrets: documentsIn(secrets).map((secret) => ({ name: secret['name'], value: NOT_SHOWN })),
  deployed: deployed_version !== undefined,
})

async function triggersOf({ call }: ManagementClient): Promise<Document> {
  const answer = await call('GET', 'actions/triggers')
  const bound: [string, unknown][] = []
  for (const { id, binding_policy } of documentsIn(isDocument(answer) ? answer['triggers'] : undefined)) {
    if (binding_policy === 'entity-bound') continue
    const told = await call('GET', `actions/triggers/${encodeURIComponent(String(id))}/bindings?per_page=100&page=0`)
    const bindings = documentsIn(isDocument(told) ? told['bindings'] : undefined).map(({ action, display_name }) => ({
      action_name: isDocument(action) ? action['name'] : '',
      display_name,
    }))
    if (bindings.length > 0) bound.push([String(id), bindings])
  }
  return Object.fromEntries(bound)
}

/** All code of a tenant, by the families of the files. */
export async function collectCode(management: ManagementClient): Promise<Document> {
  const actions = await allOf(management, ACTION)
  const names = new Map(actions.map(({ id, name }) => [id, name]))
  const configs = inOrder(documentsIn(await management.call('GET', 'rules-configs')))
  return {
    rules: (await allOf(management, RULE)).map((rule) => without(rule, 'id')),
    rulesConfigs: configs.map(({ key }) => ({ key, value: NOT_SHOWN })),
    hooks: await hooksOf(management),
    actions: actions.map(actionOf),
    triggers: await triggersOf(management),
    tokenExchangeProfiles: (await allOf(management, TOKEN_EXCHANGE_PROFILE)).map(({ action_id, ...profile }) => ({
      ...without(profile, 'id', 'created_at', 'updated_at'),
      action: names.get(action_id),
    })),
  }
}
