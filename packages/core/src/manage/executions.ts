// How executions of the tenant's code ended: of actions, and of rules and hooks likewise. reference: Management API, section 13. The
// list of the newest is ours.
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readNamed, readNothing } from './pages.ts'

/** How many of the newest are looked through. */
const LISTED = 100

const get = async ({ store }: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> => {
  readNothing(query)
  const execution = await store.findExecution(id)
  if (!execution) throw new ApiError(404, 'That execution does not exist.')
  return execution
}

const newest = async ({ store }: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> => {
  const { trigger_id } = readNamed(query, ['trigger_id'])
  const executions = await store.executions(LISTED)
  return { executions: executions.filter((one) => trigger_id === undefined || one.trigger_id === trigger_id) }
}

const PATH = '/actions/executions'

export const EXECUTION_ENDPOINTS = [
  endpoint({ method: 'GET', path: PATH, status: 200, scopes: ['read:actions'], act: newest }),
  endpoint({ method: 'GET', path: `${PATH}/:id`, status: 200, scopes: ['read:actions'], act: get }),
]
