// What must happen around a rule: one without an order comes last. reference: Management API, section 12.
import { newDocument } from '@symbolon/protocol/entities/documents'
import { RULE, type Rule } from '@symbolon/protocol/entities/rule'
import { newId } from '../identifiers.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'

const nextOrder = async ({ store }: Tenancy): Promise<number> => {
  const all = await store.all('rules', {})
  return Math.max(0, ...all.map(({ order = 0 }) => order)) + 1
}

export const rules: Noun<Rule> = {
  ...plainNoun('rules', RULE),

  create: async (tenancy, sent) => {
    const id = newId(tenancy.random, RULE.idFormat)
    const document = newDocument<Rule>(RULE, { order: await nextOrder(tenancy), ...sent, id })
    return { document, changes: [{ insert: 'rules', document }] }
  },
}
