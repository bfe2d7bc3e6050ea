// Deploying an action, or one of its versions again. reference: Management API, section 13.
import { count, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, optional, record, type Static, type Schema } from '@symbolon/protocol/entities/schema'
import type { Action, ActionVersion } from '../collections.ts'
import type { Tenancy } from '../tenancy.ts'
import { ACTION, getAction, shownAction, ACTION_ANSWER } from './actions.ts'
import { requireTriggersInUse } from './action-uses.ts'
import { deployment, getVersion, shownVersion, versionsOf, VERSION_ANSWER } from './action-versions.ts'
import type { Caller } from './caller.ts'
import { timeOf } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { cutPage } from './pages.ts'
import { recordWrite } from './record-write.ts'
import { settle } from './settle.ts'

const answered = async (tenancy: Tenancy, action: Action, version: ActionVersion): Promise<Document> => ({
  ...shownVersion(version, true),
  action: await shownAction(tenancy, action),
})

const deploy = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const { after, version } = await settle(tenancy, async () => {
    const before = await getAction(tenancy, id)
    const version = await deployment(tenancy, before)
    const after = { ...before, deployed_version_id: version.id }
    return {
      after,
      version,
      changes: [
        { insert: 'action_versions', document: version },
        { replace: 'actions', before, after },
      ],
    }
  })
  recordWrite(tenancy, caller, ACTION, { what: 'Deploy an action', id, changed: ['deployed_version_id'] })
  return answered(tenancy, after, version)
}

const ownVersion = (tenancy: Tenancy, { id, parameters }: Asked): Promise<ActionVersion> =>
  getVersion(tenancy, parameters['actionId'] ?? '', id)

const AGAIN = record({ update_draft: optional(bool()) })

const deployAgain = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof AGAIN>>) => {
  const version = await ownVersion(tenancy, asked)
  const { after } = await settle(tenancy, async () => {
    const before = await getAction(tenancy, version.action_id)
    const { code, runtime, dependencies, secrets, supported_triggers } = version
    const draft = { code, runtime, dependencies, secrets, supported_triggers, updated_at: timeOf(tenancy) }
    const after = { ...before, ...(asked.body?.update_draft ? draft : {}), deployed_version_id: version.id }
    await requireTriggersInUse(tenancy, before.id, supported_triggers)
    return { after, changes: [{ replace: 'actions', before, after }] }
  })
  recordWrite(tenancy, caller, ACTION, {
    what: 'Deploy an action again',
    id: after.id,
    changed: ['deployed_version_id'],
  })
  return answered(tenancy, after, version)
}

const listVersions = async (tenancy: Tenancy, _caller: Caller, { parameters, query }: Asked): Promise<Document> => {
  const action = await getAction(tenancy, parameters['actionId'] ?? '')
  const all = (await versionsOf(tenancy, action.id)).toReversed()
  const versions = cutPage(query, all).items.map((one) => shownVersion(one, one.id === action.deployed_version_id))
  return { versions, total: all.length, page: query.page, per_page: query.per_page }
}

const get = async (tenancy: Tenancy, _caller: Caller, asked: Asked): Promise<Document> => {
  const version = await ownVersion(tenancy, asked)
  const { deployed_version_id } = await getAction(tenancy, version.action_id)
  return shownVersion(version, version.id === deployed_version_id)
}

const DEPLOYED: Schema<unknown> = {
  ...VERSION_ANSWER,
  properties: { ...VERSION_ANSWER.properties, action: ACTION_ANSWER },
}

const VERSIONS = '/actions/actions/:actionId/versions'

export const DEPLOYMENT_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/actions/actions/:id/deploy',
    status: 200,
    scopes: ['create:actions'],
    answers: DEPLOYED,
    act: deploy,
  }),
  endpoint({
    method: 'GET',
    path: VERSIONS,
    status: 200,
    scopes: ['read:actions'],
    query: { paging: ['array', 'totals'] },
    answers: record({ versions: several(VERSION_ANSWER), total: count(), page: count(), per_page: count() }),
    act: listVersions,
  }),
  endpoint({
    method: 'GET',
    path: `${VERSIONS}/:id`,
    status: 200,
    scopes: ['read:actions'],
    answers: VERSION_ANSWER,
    act: get,
  }),
  endpoint({
    method: 'POST',
    path: `${VERSIONS}/:id/deploy`,
    status: 200,
    scopes: ['create:actions'],
    bodySchema: AGAIN,
    bodyIsOptional: true,
    answers: DEPLOYED,
    act: deployAgain,
  }),
]
