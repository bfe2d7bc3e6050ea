// How executions of the tenant's code ended: of actions, and of rules and hooks likewise. reference: Management API, section 13. The
// list of the newest is ours.
import { oneOf, optional, record } from '@symbolon/protocol/entities/schema'
import { anyText, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'

/** How many of the newest are looked through. */
const LISTED = 100

const get = async ({ store }: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  const execution = await store.findExecution(id)
  if (!execution) throw new ApiError(404, 'That execution does not exist.')
  return execution
}

const newest = async ({ store }: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> => {
  const { trigger_id } = query.further
  const executions = await store.executions(LISTED)
  return { executions: executions.filter((one) => trigger_id === undefined || one.trigger_id === trigger_id) }
}

const EXECUTION = record({
  id: anyText(),
  trigger_id: anyText(),
  status: oneOf('final', 'partial', 'suspended', 'canceled'),
  results: several(
    record({
      action_name: anyText(),
      kind: oneOf('rule', 'action', 'hook'),
      error: optional(record({ id: anyText(), msg: anyText() })),
      logs: several(record({ level: anyText(), text: anyText() })),
      started_at: time(),
      ended_at: time(),
    }),
  ),
  created_at: time(),
  updated_at: time(),
})

const PATH = '/actions/executions'

export const EXECUTION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:actions'],
    query: { further: ['trigger_id'] },
    answers: record({ executions: several(EXECUTION) }),
    act: newest,
  }),
  endpoint({ method: 'GET', path: `${PATH}/:id`, status: 200, scopes: ['read:actions'], answers: EXECUTION, act: get }),
]
