// Code that actions share: a draft, and the versions that were published, of which the last is what `require('actions:NAME')` gives.
// reference: Management API, section 13.
import { MODULE_VERSION_ANSWER, shownModuleVersion } from './action-module-version.ts'
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, optional, record, type Static } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { randomUUID } from 'node:crypto'
import type { ActionModule } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { CODE, DEPENDENCIES, NAME, timeOf, DEPENDENCIES_ANSWER } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { cutPage } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { settle } from './settle.ts'

const MODULE: LoggedEntity = { name: 'action-module', apart: [], writeOnly: [], guarded: {}, fields: {} }

const NEW = record({
  name: NAME,
  code: CODE,
  dependencies: optional(DEPENDENCIES),
  api_version: optional(printable(16)),
  publish: optional(bool()),
})
const CHANGES = record({ code: optional(CODE), dependencies: optional(DEPENDENCIES) })

export const MODULE_ANSWER = record({
  id: anyText(),
  name: anyText(),
  code: anyText(),
  dependencies: DEPENDENCIES_ANSWER,
  all_changes_published: bool(),
  latest_version: optional(MODULE_VERSION_ANSWER),
  latest_version_number: optional(count()),
  created_at: time(),
  updated_at: time(),
})

export const getModule = async ({ store }: Tenancy, id: string): Promise<ActionModule> => {
  const module = await store.find('action_modules', { id })
  if (!module) throw new ApiError(404, 'The action module does not exist.', 'inexistent_action_module')
  return module
}

export const shownModule = ({ versions, ...module }: ActionModule): Document => {
  const latest = versions.at(-1)
  return {
    ...module,
    all_changes_published: latest?.code === module.code,
    ...(latest ? { latest_version: shownModuleVersion(module.id, latest), latest_version_number: latest.number } : {}),
  }
}

export const published = (tenancy: Tenancy, module: ActionModule): ActionModule => ({
  ...module,
  versions: [
    ...module.versions,
    { id: randomUUID(), number: module.versions.length + 1, code: module.code, created_at: timeOf(tenancy) },
  ],
})

const create = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Static<typeof NEW>>): Promise<Document> => {
  const { name, code, dependencies = [] } = body
  const time = timeOf(tenancy)
  const draft = { id: randomUUID(), name, code, dependencies, versions: [], created_at: time, updated_at: time }
  const document = body.publish === true ? published(tenancy, draft) : draft
  await settle(tenancy, async () => {
    if (await tenancy.store.find('action_modules', { name })) {
      throw new ApiError(409, 'An action module with the same name already exists.')
    }
    return { changes: [{ insert: 'action_modules', document }] }
  })
  recordWrite(tenancy, caller, MODULE, { id: document.id, changed: Object.keys(body) })
  return shownModule(document)
}

/** Changes one, whatever others do meanwhile. */
export const changeModule = async (
  tenancy: Tenancy,
  caller: Caller,
  id: string,
  changed: readonly string[],
  next: (before: ActionModule) => ActionModule,
): Promise<ActionModule> => {
  const { after } = await settle(tenancy, async () => {
    const before = await getModule(tenancy, id)
    const after = next(before)
    return { after, changes: [{ replace: 'action_modules', before, after }] }
  })
  recordWrite(tenancy, caller, MODULE, { id, changed })
  return after
}

const update = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Static<typeof CHANGES>>) => {
  const updated_at = timeOf(tenancy)
  return shownModule(
    await changeModule(tenancy, caller, id, Object.keys(body), (before) => ({ ...before, ...body, updated_at })),
  )
}

const listAll = async ({ store }: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> => {
  const all = await store.all('action_modules', {})
  const modules = cutPage(query, all).items.map(shownModule)
  return { modules, total: all.length, page: query.page, per_page: query.per_page }
}

const get = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  return shownModule(await getModule(tenancy, id))
}

const remove = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  await settle(tenancy, async () => ({
    changes: [{ remove: 'action_modules', document: await getModule(tenancy, id) }],
  }))
  recordWrite(tenancy, caller, MODULE, { id, changed: [] })
}

const PATH = '/actions/modules'

export const MODULE_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:actions'],
    query: { paging: ['array', 'totals'] },
    answers: record({ modules: several(MODULE_ANSWER), total: count(), page: count(), per_page: count() }),
    act: listAll,
  }),
  endpoint({
    method: 'POST',
    path: PATH,
    status: 201,
    scopes: ['create:actions'],
    bodySchema: NEW,
    answers: MODULE_ANSWER,
    act: create,
  }),
  endpoint({
    method: 'GET',
    path: `${PATH}/:id`,
    status: 200,
    scopes: ['read:actions'],
    answers: MODULE_ANSWER,
    act: get,
  }),
  endpoint({
    method: 'PATCH',
    path: `${PATH}/:id`,
    status: 200,
    scopes: ['update:actions'],
    bodySchema: CHANGES,
    answers: MODULE_ANSWER,
    act: update,
  }),
  endpoint({ method: 'DELETE', path: `${PATH}/:id`, status: 204, scopes: ['delete:actions'], act: remove }),
]
