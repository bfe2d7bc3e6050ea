// Which actions use a module. reference: Management API, section 13.
import { anyText, count, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record } from '@symbolon/protocol/entities/schema'
import type { ActionModule } from '../collections.ts'
import type { Tenancy } from '../tenancy.ts'
import { getModule } from './action-modules.ts'
import { getVersion, TRIGGERS_ANSWER } from './action-versions.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { cutPage } from './pages.ts'

const USER_OF_MODULE = record({
  action_id: anyText(),
  action_name: anyText(),
  module_version_id: anyText(),
  module_version_number: count(),
  supported_triggers: TRIGGERS_ANSWER,
})

/** Whether deployed code names the module where it requires one. */
const requires = (code: string, { name }: ActionModule): boolean =>
  [...code.matchAll(/require\(\s*(['"`])actions:([^'"`]+)\1\s*\)/g)].some(([, , named]) => named === name)

const listActions = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> => {
  const { page, per_page } = query
  const module = await getModule(tenancy, id)
  const latest = module.versions.at(-1)
  const all: Document[] = []
  for (const action of latest ? await tenancy.store.all('actions', {}) : []) {
    const { id: action_id, name: action_name, supported_triggers, deployed_version_id } = action
    if (!latest || deployed_version_id === null) continue
    const { code } = await getVersion(tenancy, action_id, deployed_version_id)
    if (!requires(code, module)) continue
    const { id: module_version_id, number: module_version_number } = latest
    all.push({ action_id, action_name, module_version_id, module_version_number, supported_triggers })
  }
  return { actions: cutPage(query, all).items, total: all.length, page, per_page }
}

export const MODULE_USE_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/actions/modules/:id/actions',
    status: 200,
    scopes: ['read:actions'],
    query: { paging: ['array', 'totals'] },
    answers: record({ actions: several(USER_OF_MODULE), total: count(), page: count(), per_page: count() }),
    act: listActions,
  }),
]
