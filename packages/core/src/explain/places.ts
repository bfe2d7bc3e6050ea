// Where what decides is set, as the Management API names it: for a page that leads there.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { User } from '@symbolon/protocol/entities/user'
import type { StepRecord } from '../rules/step-record.ts'
import type { Place } from '@symbolon/protocol/explain/help'

export const placeOfClient = ({ client_id }: Pick<Client, 'client_id'>, field: string): Place => ({
  entity: 'client',
  id: client_id,
  field,
})

/** What a client may ask in its own name or in that of users. */
export const placeOfGrant = ({ client_id }: Pick<Client, 'client_id'>, field = 'scope'): Place => ({
  entity: 'client_grant',
  id: client_id,
  field,
})

export const placeOfApi = ({ id }: Pick<ResourceServer, 'id'>, field: string): Place => ({
  entity: 'resource_server',
  id,
  field,
})

export const placeOfUser = ({ user_id }: Pick<User, 'user_id'>, field: string): Place => ({
  entity: 'user',
  id: user_id,
  field,
})

export const placeOfOrganization = (id: string, field: string): Place => ({ entity: 'organization', id, field })

/** The tenant has one set of settings. */
export const placeOfTenant = (field: string): Place => ({ entity: 'tenant', id: 'settings', field })

export const placeOfCode = ({ kind, id }: Pick<StepRecord, 'kind' | 'id'>): Place => ({
  entity: kind,
  id,
  field: kind === 'action' ? 'code' : 'script',
})
