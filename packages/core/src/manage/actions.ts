// Actions: a draft that is changed, and versions that are deployed. reference: Management API, section 13.
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, list, optional, record, type Static, oneOf } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'
import { randomUUID } from 'node:crypto'
import type { Action, ActionVersion } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { isTrigger } from './action-triggers.ts'
import { requireTriggersInUse, usedBy, usesOf } from './action-uses.ts'
import { deployment, getVersion, shownVersion, TRIGGERS_ANSWER, VERSION_ANSWER } from './action-versions.ts'
import type { Caller } from './caller.ts'
import {
  CODE,
  DEPENDENCIES,
  NAME,
  sealedSecrets,
  SECRETS,
  shownSecrets,
  timeOf,
  DEPENDENCIES_ANSWER,
  SECRETS_ANSWER,
} from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { cutPage } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'

export const ACTION: LoggedEntity = {
  name: 'action',
  apart: ['secrets'],
  writeOnly: [],
  guarded: {},
  fields: {},
}

const changeable = {
  code: optional(CODE),
  dependencies: optional(DEPENDENCIES),
  runtime: optional(text(32)),
  secrets: optional(SECRETS),
}

const TRIGGERS = list(record({ id: printable(64), version: optional(printable(16)) }), 1, { minItems: 1 })

const NEW = record({ name: NAME, supported_triggers: TRIGGERS, deploy: optional(bool()), ...changeable })
const CHANGES = record({ name: optional(NAME), supported_triggers: optional(TRIGGERS), ...changeable })

/** An action as it is answered. */
export const ACTION_ANSWER = record({
  id: anyText(),
  name: anyText(),
  supported_triggers: TRIGGERS_ANSWER,
  code: anyText(),
  dependencies: DEPENDENCIES_ANSWER,
  runtime: anyText(),
  secrets: SECRETS_ANSWER,
  status: oneOf('built'),
  all_changes_deployed: bool(),
  deployed_version: optional(VERSION_ANSWER),
  current_version: optional(VERSION_ANSWER),
  created_at: time(),
  updated_at: time(),
})

const LIST: QueryShape = {
  paging: ['array', 'totals'],
  accepts: { deployed: ['true', 'false'], installed: ['true', 'false'] },
  further: ['triggerId', 'actionName'],
}

const missing = (): ApiError => new ApiError(404, 'That action does not exist.')

export const getAction = async ({ store }: Tenancy, id: string): Promise<Action> => {
  const action = await store.find('actions', { id })
  if (!action) throw missing()
  return action
}

/** An action as it is answered: its draft, and the version that is deployed. */
export const shownAction = async (tenancy: Tenancy, action: Action): Promise<Document> => {
  const { secrets, deployed_version_id, ...shown } = action
  const version = deployed_version_id === null ? undefined : await getVersion(tenancy, action.id, deployed_version_id)
  const deployed_version = version && shownVersion(version, true)
  return {
    ...shown,
    secrets: shownSecrets(secrets),
    status: 'built',
    all_changes_deployed: version !== undefined && isSameCode(action, version),
    ...(deployed_version ? { deployed_version, current_version: deployed_version } : {}),
  }
}

const isSameCode = (one: Action, other: ActionVersion): boolean =>
  one.code === other.code && JSON.stringify(one.secrets) === JSON.stringify(other.secrets)

type Trigger = { readonly id: string; readonly version?: string }

const soundTriggers = (triggers: readonly Trigger[]): Action['supported_triggers'] =>
  triggers.map(({ id, version = 'v1' }) => {
    if (!isTrigger(id)) throw invalidBody(`There is no trigger ${id} here`, 'supported_triggers')
    return { id, version }
  })

const create = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof NEW>>): Promise<Document> => {
  const { body } = asked
  const id = randomUUID()
  const time = timeOf(tenancy)
  const draft: Action = {
    id,
    name: body.name,
    supported_triggers: soundTriggers(body.supported_triggers),
    code: body.code ?? '',
    dependencies: body.dependencies ?? [],
    runtime: body.runtime ?? 'node22',
    secrets: sealedSecrets(tenancy, id, body.secrets),
    created_at: time,
    updated_at: time,
    deployed_version_id: null,
  }
  const version = body.deploy === true ? await deployment(tenancy, draft) : undefined
  const document = version ? { ...draft, deployed_version_id: version.id } : draft
  await settle(tenancy, async () => {
    if (await tenancy.store.find('actions', { name: body.name })) throw taken()
    return {
      changes: [
        { insert: 'actions', document },
        ...(version ? [{ insert: 'action_versions', document: version } as const] : []),
      ],
    }
  })
  recordWrite(tenancy, caller, ACTION, { id, changed: Object.keys(body) })
  return shownAction(tenancy, document)
}

const taken = (): ApiError => new ApiError(409, 'An action with the same name already exists.')

const update = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof CHANGES>>): Promise<Document> => {
  const { id, body } = asked
  const { after } = await settle(tenancy, async () => {
    const before = await getAction(tenancy, id)
    const named = body.name === undefined ? undefined : await tenancy.store.find('actions', { name: body.name })
    if (named && named.id !== id) throw taken()
    const after: Action = {
      ...before,
      name: body.name ?? before.name,
      supported_triggers: body.supported_triggers ? soundTriggers(body.supported_triggers) : before.supported_triggers,
      code: body.code ?? before.code,
      dependencies: body.dependencies ?? before.dependencies,
      runtime: body.runtime ?? before.runtime,
      secrets: sealedSecrets(tenancy, id, body.secrets, before.secrets),
      updated_at: timeOf(tenancy),
    }
    const asUsed = body.supported_triggers ? await requireTriggersInUse(tenancy, id, after.supported_triggers) : []
    return { after, changes: [...asUsed, { replace: 'actions', before, after }] }
  })
  recordWrite(tenancy, caller, ACTION, { id, changed: Object.keys(body) })
  return shownAction(tenancy, after)
}

const listAll = async (tenancy: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> => {
  const { triggerId, actionName, deployed } = query.further
  const all = (await tenancy.store.all('actions', {})).filter(
    (action) =>
      (triggerId === undefined || action.supported_triggers.some(({ id }) => id === triggerId)) &&
      (actionName === undefined || action.name === actionName) &&
      (deployed === undefined || String(action.deployed_version_id !== null) === deployed),
  )
  const { items } = cutPage(query, all)
  const actions = await Promise.all(items.map((action) => shownAction(tenancy, action)))
  return { actions, total: all.length, page: query.page, per_page: query.per_page }
}

const remove = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Promise<void> => {
  const { force } = query.further
  await settle(tenancy, async () => {
    const document = await getAction(tenancy, id)
    const uses = await usesOf(tenancy, id)
    const by = usedBy(uses)
    if (by !== undefined && force !== 'true') {
      throw new ApiError(409, `The action is ${by}; force=true deletes it all the same.`)
    }
    const released = uses.bindings.map((before) => {
      const bindings = before.bindings.filter(({ action_id }) => action_id !== id)
      return { replace: 'action_bindings', before, after: { ...before, bindings } } as const
    })
    const profiles = uses.profiles.map((profile) => ({ remove: 'token_exchange_profiles', document: profile }) as const)
    return { changes: [...uses.asRead, ...released, ...profiles, { remove: 'actions', document }] }
  })
  recordWrite(tenancy, caller, ACTION, { id, changed: [] })
}

const get = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  return shownAction(tenancy, await getAction(tenancy, id))
}

const PATH = '/actions/actions'

export const ACTION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:actions'],
    query: LIST,
    answers: record({ actions: several(ACTION_ANSWER), total: count(), page: count(), per_page: count() }),
    act: listAll,
  }),
  endpoint({
    method: 'POST',
    path: PATH,
    status: 201,
    scopes: ['create:actions'],
    bodySchema: NEW,
    answers: ACTION_ANSWER,
    act: create,
  }),
  endpoint({
    method: 'GET',
    path: `${PATH}/:id`,
    status: 200,
    scopes: ['read:actions'],
    answers: ACTION_ANSWER,
    act: get,
  }),
  endpoint({
    method: 'PATCH',
    path: `${PATH}/:id`,
    status: 200,
    scopes: ['update:actions'],
    bodySchema: CHANGES,
    answers: ACTION_ANSWER,
    act: update,
  }),
  endpoint({
    method: 'DELETE',
    path: `${PATH}/:id`,
    status: 204,
    scopes: ['delete:actions'],
    query: { accepts: { force: ['true', 'false'] } },
    act: remove,
  }),
]
