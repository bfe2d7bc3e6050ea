// The triggers that actions can be bound to here. reference: Management API, section 13.
import type { Document } from '@symbolon/protocol/entities/entity'
import { endpoint } from './endpoint.ts'

const RUNTIME = 'node22'

type Binding = 'trigger-bound' | 'entity-bound'

const TRIGGERS: readonly (readonly [id: string, version: string, binding?: Binding])[] = [
  ['post-login', 'v3'],
  ['credentials-exchange', 'v2'],
  ['pre-user-registration', 'v2'],
  ['post-user-registration', 'v2'],
  ['post-change-password', 'v2'],
  ['custom-token-exchange', 'v1', 'entity-bound'],
]

/** Whether the trigger has bindings: others are named by what runs them. */
export const isBindable = (id: string): boolean =>
  TRIGGERS.some(([known, , binding]) => known === id && binding !== 'entity-bound')

export const isTrigger = (id: string): boolean => TRIGGERS.some(([known]) => known === id)

const triggers = (): readonly Document[] =>
  TRIGGERS.map(([id, version, binding_policy = 'trigger-bound']) => ({
    id,
    version,
    status: 'CURRENT',
    runtimes: [RUNTIME],
    default_runtime: RUNTIME,
    binding_policy,
    compatible_triggers: [],
  }))

export const TRIGGER_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/actions/triggers',
    status: 200,
    scopes: ['read:actions'],
    act: async () => ({ triggers: triggers() }),
  }),
]
