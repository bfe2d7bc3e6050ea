// Custom domains. A tenant here answers at one address, its issuer, so that there are none and none can be made; several tools ask for
// the list before they touch anything else. reference: Management API, section 18.
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { printable } from '@symbolon/protocol/entities/words'
import { openRecord, oneOf } from '@symbolon/protocol/entities/schema'
import { NOTHING_TO_SAY, pageOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { notAllowed } from './refusals.ts'

const LIST: QueryShape = { paging: ['checkpoint'], selectable: true, further: ['q', 'sort'] }

const NEW = openRecord({ domain: printable(255), type: oneOf('auth0_managed_certs', 'self_managed_certs') }, 20)

const list = async (_tenancy: Tenancy, _caller: Caller, { query }: Asked): Promise<Document | readonly Document[]> => {
  return query.mode === 'array' && query.further['q'] === undefined ? [] : { custom_domains: [] }
}

const create = async (): Promise<never> => {
  throw notAllowed('A tenant answers at the address of its issuer here, and at no other.')
}

export const CUSTOM_DOMAIN_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/custom-domains',
    status: 200,
    scopes: ['read:custom_domains'],
    query: LIST,
    answers: pageOf(['array', 'checkpoint'], 'custom_domains', NOTHING_TO_SAY),
    act: list,
  }),
  endpoint({
    method: 'POST',
    path: '/custom-domains',
    status: 201,
    scopes: ['create:custom_domains'],
    bodySchema: NEW,
    answers: NOTHING_TO_SAY,
    act: create,
  }),
]
