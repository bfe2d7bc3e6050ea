// What was published of a module, and going back to it. reference: Management API, section 13.
import { count, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record, type Static } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import type { ActionModule } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { changeModule, getModule, MODULE_ANSWER, published, shownModule } from './action-modules.ts'
import { MODULE_VERSION_ANSWER, shownModuleVersion, type ModuleVersion } from './action-module-version.ts'
import type { Caller } from './caller.ts'
import { timeOf } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { cutPage } from './pages.ts'

const ROLLBACK = record({ module_version_id: printable(64) })

const publish = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const module = await changeModule(tenancy, caller, id, ['versions'], (before) => published(tenancy, before))
  const latest = module.versions.at(-1)
  return latest ? shownModuleVersion(id, latest) : {}
}

const listVersions = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> => {
  const all = (await getModule(tenancy, id)).versions.toReversed()
  const versions = cutPage(query, all).items.map((version) => shownModuleVersion(id, version))
  return { versions, total: all.length, page: query.page, per_page: query.per_page }
}

const versionIn = ({ versions }: ActionModule, id: string): ModuleVersion => {
  const version = versions.find((one) => one.id === id)
  if (!version) throw new ApiError(404, 'The action module version does not exist.', 'inexistent_action_module_version')
  return version
}

const getOneVersion = async (tenancy: Tenancy, _caller: Caller, { id, parameters }: Asked): Promise<Document> =>
  shownModuleVersion(id, versionIn(await getModule(tenancy, id), parameters['versionId'] ?? ''))

/** The draft is again what was published then; what actions find stays what was published last. */
const rollBack = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Static<typeof ROLLBACK>>) => {
  const updated_at = timeOf(tenancy)
  const back = (before: ActionModule): ActionModule => {
    const { code } = versionIn(before, body.module_version_id)
    return { ...before, code, updated_at }
  }
  return shownModule(await changeModule(tenancy, caller, id, ['code'], back))
}

const PATH = '/actions/modules'

export const MODULE_VERSION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: `${PATH}/:id/versions`,
    status: 200,
    scopes: ['read:actions'],
    query: { paging: ['array', 'totals'] },
    answers: record({ versions: several(MODULE_VERSION_ANSWER), total: count(), page: count(), per_page: count() }),
    act: listVersions,
  }),
  endpoint({
    method: 'POST',
    path: `${PATH}/:id/versions`,
    status: 200,
    scopes: ['update:actions'],
    answers: MODULE_VERSION_ANSWER,
    act: publish,
  }),
  endpoint({
    method: 'GET',
    path: `${PATH}/:id/versions/:versionId`,
    status: 200,
    scopes: ['read:actions'],
    answers: MODULE_VERSION_ANSWER,
    act: getOneVersion,
  }),
  endpoint({
    method: 'POST',
    path: `${PATH}/:id/rollback`,
    status: 200,
    scopes: ['update:actions'],
    bodySchema: ROLLBACK,
    answers: MODULE_ANSWER,
    act: rollBack,
  }),
]
