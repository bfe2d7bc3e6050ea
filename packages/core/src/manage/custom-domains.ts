// Custom domains. A tenant here answers at one address, its issuer, so that there are none and none can be made; several tools ask for
// the list before they touch anything else. reference: Management API, section 18.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { readNamed } from './pages.ts'
import { notAllowed } from './refusals.ts'

const PARAMETERS = ['from', 'take', 'fields', 'include_fields', 'q', 'sort']

const list = async (_tenancy: Tenancy, _caller: Caller, { query }: Asked): Promise<Document | readonly Document[]> => {
  const { q, take } = readNamed(query, PARAMETERS)
  return q === undefined && take === undefined ? [] : { custom_domains: [] }
}

const create = async (): Promise<never> => {
  throw notAllowed('A tenant answers at the address of its issuer here, and at no other.')
}

export const CUSTOM_DOMAIN_ENDPOINTS = [
  endpoint({ method: 'GET', path: '/custom-domains', status: 200, scopes: ['read:custom_domains'], act: list }),
  endpoint({ method: 'POST', path: '/custom-domains', status: 201, scopes: ['create:custom_domains'], act: create }),
]
