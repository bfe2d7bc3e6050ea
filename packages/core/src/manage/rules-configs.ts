// Values that rules may read. Only their keys are ever answered. reference: Management API, section 12.
import { anyText, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { record, string } from '@symbolon/protocol/entities/schema'
import type { RulesConfig } from '../collections.ts'
import type { Soon } from '../soon.ts'
import type { Tenancy } from '../tenancy.ts'
import { sealRulesConfig } from '../rules/settings.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'

const CONFIG: LoggedEntity = { name: 'rules-config', apart: ['value'], writeOnly: ['value'], guarded: {}, fields: {} }

const KEY = /^[A-Za-z0-9_\-@*+:]{1,127}$/

const VALUE = record({ value: string({ minLength: 1, maxLength: 2048 }) })

const list = async ({ store }: Tenancy): Promise<readonly Document[]> => {
  return (await store.all('rules_configs', {})).map(({ key }) => ({ key }))
}

const find = ({ store }: Tenancy, key: string): Soon<RulesConfig | undefined> => store.find('rules_configs', { key })

const put = async (tenancy: Tenancy, caller: Caller, asked: Asked<{ readonly value: string }>): Promise<Document> => {
  const { id: key, body } = asked
  if (!KEY.test(key)) throw invalidBody('A key has 1 to 127 letters, digits and _-@*+:', 'key')
  await settle(tenancy, async () => {
    const before = await find(tenancy, key)
    const after = sealRulesConfig(tenancy, key, body.value)
    return {
      changes: [before ? { replace: 'rules_configs', before, after } : { insert: 'rules_configs', document: after }],
    }
  })
  recordWrite(tenancy, caller, CONFIG, { id: key, changed: ['value'] })
  return { key, value: body.value }
}

const remove = async (tenancy: Tenancy, caller: Caller, { id: key }: Asked): Promise<void> => {
  await settle(tenancy, async () => {
    const document = await find(tenancy, key)
    return { changes: document ? [{ remove: 'rules_configs', document }] : [] }
  })
  recordWrite(tenancy, caller, CONFIG, { id: key, changed: ['value'] })
}

export const RULES_CONFIG_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/rules-configs',
    status: 200,
    scopes: ['read:rules_configs'],
    answers: several(record({ key: anyText() })),
    act: list,
  }),
  endpoint({
    method: 'PUT',
    path: '/rules-configs/:id',
    status: 200,
    scopes: ['update:rules_configs'],
    bodySchema: VALUE,
    answers: record({ key: anyText(), value: anyText() }),
    act: put,
  }),
  endpoint({
    method: 'DELETE',
    path: '/rules-configs/:id',
    status: 204,
    scopes: ['delete:rules_configs'],
    act: remove,
  }),
]
