// Which actions run at a trigger, and in which order. reference: Management API, section 13.
import { anyText, count, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { list, oneOf, optional, record, type Static } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'
import { randomUUID } from 'node:crypto'
import type { Action, ActionBindings } from '../collections.ts'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { isBindable, isTrigger } from './action-triggers.ts'
import { asTheyAre } from './action-uses.ts'
import { shownAction, ACTION_ANSWER } from './actions.ts'
import type { Caller } from './caller.ts'
import { timeOf } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'

const BINDINGS_ENTITY: LoggedEntity = { name: 'trigger-bindings', apart: [], writeOnly: [], guarded: {}, fields: {} }

const SENT = record({
  bindings: list(
    record({
      ref: record({ type: oneOf('action_id', 'action_name', 'binding_id'), value: printable(255) }),
      display_name: optional(text(255)),
    }),
    100,
  ),
})

type Sent = Static<typeof SENT>['bindings'][number]
type Binding = ActionBindings['bindings'][number]

const requireTrigger = (id: string): string => {
  if (isTrigger(id)) return id
  throw new ApiError(404, 'The trigger does not exist.', 'inexistent_trigger')
}

const boundAt = async ({ store }: Tenancy, id: string): Promise<ActionBindings | undefined> =>
  store.find('action_bindings', { id })

async function actionOf({ store }: Tenancy, { ref }: Sent, before: readonly Binding[]): Promise<Action> {
  const bound = before.find(({ id }) => id === ref.value)
  const where =
    ref.type === 'action_name'
      ? { name: ref.value }
      : { id: ref.type === 'action_id' ? ref.value : (bound?.action_id ?? '') }
  const action = await store.find('actions', where)
  if (!action) throw invalidBody(`There is no action ${ref.value}`, 'bindings')
  if (action.deployed_version_id === null)
    throw invalidBody(`The action ${action.name} has not been deployed`, 'bindings')
  return action
}

function bindingOf(tenancy: Tenancy, trigger: string, sent: Sent, action: Action, before: readonly Binding[]): Binding {
  if (!action.supported_triggers.some(({ id }) => id === trigger)) {
    throw invalidBody(`The action ${action.name} is not for the trigger ${trigger}`, 'bindings')
  }
  const time = timeOf(tenancy)
  const known = before.find(({ action_id }) => action_id === action.id)
  return {
    id: known?.id ?? randomUUID(),
    action_id: action.id,
    display_name: sent.display_name ?? action.name,
    created_at: known?.created_at ?? time,
    updated_at: time,
  }
}

const shown = async (
  tenancy: Tenancy,
  trigger_id: string,
  bindings: readonly Binding[],
): Promise<readonly Document[]> => {
  const found = await Promise.all(
    bindings.map(async ({ action_id, ...binding }) => {
      const action = await tenancy.store.find('actions', { id: action_id })
      return action && { ...binding, trigger_id, action: await shownAction(tenancy, action) }
    }),
  )
  return found.filter((binding) => binding !== undefined)
}

const read = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> => {
  const { page, per_page } = query
  const { bindings = [] } = (await boundAt(tenancy, requireTrigger(id))) ?? {}
  const some = bindings.slice(page * per_page, (page + 1) * per_page)
  return { bindings: await shown(tenancy, id, some), total: bindings.length, page, per_page }
}

const replace = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof SENT>>): Promise<Document> => {
  const trigger = requireTrigger(asked.id)
  if (!isBindable(trigger) && asked.body.bindings.length > 0) {
    throw invalidBody(`Actions of ${trigger} are named by what runs them, and not bound to the trigger`, 'bindings')
  }
  const { after } = await settle(tenancy, async () => {
    const before = await boundAt(tenancy, trigger)
    const known = before?.bindings ?? []
    const bound: { readonly action: Action; readonly binding: Binding }[] = []
    for (const sent of asked.body.bindings) {
      const action = await actionOf(tenancy, sent, known)
      bound.push({ action, binding: bindingOf(tenancy, trigger, sent, action, known) })
    }
    const bindings = bound.map(({ binding }) => binding)
    if (new Set(bindings.map(({ action_id }) => action_id)).size < bindings.length) {
      throw invalidBody('An action can be bound once to a trigger', 'bindings')
    }
    const after: ActionBindings = { id: trigger, bindings }
    return {
      after,
      changes: [
        ...asTheyAre(bound.map(({ action }) => action)),
        before ? { replace: 'action_bindings', before, after } : { insert: 'action_bindings', document: after },
      ],
    }
  })
  recordWrite(tenancy, caller, BINDINGS_ENTITY, { id: trigger, changed: ['bindings'] })
  return { bindings: await shown(tenancy, trigger, after.bindings) }
}

const BINDING = record({
  id: anyText(),
  trigger_id: anyText(),
  display_name: anyText(),
  action: ACTION_ANSWER,
  created_at: time(),
  updated_at: time(),
})

const PATH = '/actions/triggers/:id/bindings'

export const BINDING_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:actions'],
    query: { paging: ['array', 'totals'] },
    answers: record({ bindings: several(BINDING), total: count(), page: count(), per_page: count() }),
    act: read,
  }),
  endpoint({
    method: 'PATCH',
    path: PATH,
    status: 200,
    scopes: ['update:actions'],
    bodySchema: SENT,
    answers: record({ bindings: several(BINDING) }),
    act: replace,
  }),
]
