// The triggers that actions can be bound to here. reference: Management API, section 13.
import type { Document } from '@symbolon/protocol/entities/entity'
import { endpoint } from './endpoint.ts'

const RUNTIME = 'node22'

const TRIGGERS: readonly (readonly [id: string, version: string])[] = [
  ['post-login', 'v3'],
  ['credentials-exchange', 'v2'],
  ['pre-user-registration', 'v2'],
  ['post-user-registration', 'v2'],
  ['post-change-password', 'v2'],
]

export const isTrigger = (id: string): boolean => TRIGGERS.some(([known]) => known === id)

const triggers = (): readonly Document[] =>
  TRIGGERS.map(([id, version]) => ({
    id,
    version,
    status: 'CURRENT',
    runtimes: [RUNTIME],
    default_runtime: RUNTIME,
    binding_policy: 'trigger-bound',
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
