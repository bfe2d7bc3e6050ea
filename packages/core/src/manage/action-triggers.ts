// The triggers that actions can be bound to here. reference: Management API, section 13.
import { oneOf, record } from '@symbolon/protocol/entities/schema'
import { anyText, several } from '@symbolon/protocol/entities/answers'
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
  ['custom-email-provider', 'v1'],
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

const TRIGGER = record({
  id: anyText(),
  version: anyText(),
  status: oneOf('CURRENT', 'DEPRECATED'),
  runtimes: several(anyText()),
  default_runtime: anyText(),
  binding_policy: oneOf('trigger-bound', 'entity-bound'),
  compatible_triggers: several(record({ id: anyText(), version: anyText() })),
})

export const TRIGGER_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/actions/triggers',
    status: 200,
    scopes: ['read:actions'],
    answers: record({ triggers: several(TRIGGER) }),
    act: async () => ({ triggers: triggers() }),
  }),
]
