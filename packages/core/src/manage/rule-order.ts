// All rules put into another order in one step, so that no login meets them half-way. Ours.
import { answerOf, several } from '@symbolon/protocol/entities/answers'
import { RULE, type Rule } from '@symbolon/protocol/entities/rule'
import { list, record, type Static } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { settle } from './settle.ts'

const MOST_RULES = 1000

const ORDER = record({ rules: list(printable(64), MOST_RULES) })

const LAST = 2_147_483_647

/** Numbers that none of these rules has, from the last down: where rules wait while others still have theirs. */
const freeNumbers = (rules: readonly Rule[]): (() => number) => {
  const taken = new Set(rules.map(({ order }) => order))
  let next = LAST + 1
  return () => {
    do next -= 1
    while (taken.has(next))
    return next
  }
}

function renumbered(before: readonly Rule[], ids: readonly string[]): readonly Rule[] {
  const known = new Map(before.map((rule) => [rule.id, rule]))
  if (ids.length !== known.size || new Set(ids).size !== ids.length) {
    throw invalidBody('Name every rule once', 'rules')
  }
  return ids.map((id, at) => {
    const rule = known.get(id)
    if (!rule) throw invalidBody(`There is no rule ${id}`, 'rules')
    return { ...rule, order: at + 1 }
  })
}

/** No two rules may have the same number at any moment. */
const changesTo = (before: readonly Rule[], after: readonly Rule[]): readonly Change[] => {
  const free = freeNumbers([...before, ...after])
  const moved = before.flatMap((was) => {
    const rule = after.find(({ id }) => id === was.id)
    return rule && was.order !== rule.order ? [{ was, rule, waiting: { ...was, order: free() } }] : []
  })
  return [
    ...moved.map(({ was, waiting }) => ({ replace: 'rules', before: was, after: waiting }) as const),
    ...moved.map(({ rule, waiting }) => ({ replace: 'rules', before: waiting, after: rule }) as const),
  ]
}

const reorder = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof ORDER>>) => {
  const { after } = await settle(tenancy, async () => {
    const before = await tenancy.store.all('rules', {})
    const after = renumbered(before, asked.body.rules)
    return { after, changes: [{ unchanged: 'rules', where: {}, documents: before }, ...changesTo(before, after)] }
  })
  recordWrite(tenancy, caller, RULE, { what: 'Reorder rules', changed: ['order'] })
  return { rules: after }
}

export const RULE_ORDER_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/rules/order',
    status: 200,
    scopes: ['update:rules'],
    bodySchema: ORDER,
    answers: record({ rules: several(answerOf(RULE)) }),
    act: reorder,
  }),
]
