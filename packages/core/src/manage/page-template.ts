// The template of a tenant's own around the hosted pages. It is kept and answered, and the pages stay ours. reference: Management API,
// section 19.
import { anyText } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record, type Schema } from '@symbolon/protocol/entities/schema'
import { text } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'

const MAX_LENGTH = 102400

const template = () => text(MAX_LENGTH)

const TEMPLATE: Schema<string | { readonly template: string }> = {
  anyOf: [template(), record({ template: template() })],
}

const PAGE_TEMPLATE: LoggedEntity = { name: 'page-template', apart: [], writeOnly: [], guarded: {}, fields: {} }

const ID = 'universal-login'

const get = async ({ store }: Tenancy): Promise<Document> => {
  const kept = await store.find('page_templates', { id: ID })
  if (!kept) throw new ApiError(404, 'Template does not exist.', 'inexistent_templates_universal_login')
  return { body: kept.body }
}

const requireTag = (body: string, tag: string): void => {
  if (!new RegExp(`\\{%-?\\s*${tag}\\s*-?%\\}`).test(body)) throw invalidBody(`Missing {%- ${tag} -%}`, 'template')
}

const put = async (
  tenancy: Tenancy,
  caller: Caller,
  { body: sent }: Asked<string | { readonly template: string }>,
): Promise<void> => {
  const body = typeof sent === 'string' ? sent : sent.template
  for (const tag of ['auth0:head', 'auth0:widget']) requireTag(body, tag)
  const after = { id: ID, body }
  await settle(tenancy, async () => {
    const before = await tenancy.store.find('page_templates', { id: ID })
    return {
      changes: [before ? { replace: 'page_templates', before, after } : { insert: 'page_templates', document: after }],
    }
  })
  recordWrite(tenancy, caller, PAGE_TEMPLATE, { id: ID, changed: ['body'], after })
}

const remove = async (tenancy: Tenancy, caller: Caller): Promise<void> => {
  await settle(tenancy, async () => {
    const document = await tenancy.store.find('page_templates', { id: ID })
    return { changes: document ? [{ remove: 'page_templates', document }] : [] }
  })
  recordWrite(tenancy, caller, PAGE_TEMPLATE, { id: ID, changed: ['body'] })
}

const PATH = '/branding/templates/universal-login'

export const PAGE_TEMPLATE_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:branding'],
    answers: record({ body: anyText() }),
    act: get,
  }),
  endpoint({ method: 'PUT', path: PATH, status: 204, scopes: ['update:branding'], bodySchema: TEMPLATE, act: put }),
  endpoint({ method: 'DELETE', path: PATH, status: 204, scopes: ['delete:branding'], act: remove }),
]
