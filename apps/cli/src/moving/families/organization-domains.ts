// The domains by which people find their organization. What was proven there counts here too.
import type { Document } from '@symbolon/protocol/entities/entity'
import { DISCOVERY_DOMAIN } from '@symbolon/protocol/entities/discovery-domain'
import { ORGANIZATION } from '@symbolon/protocol/entities/organization'
import type { PlanStep } from '../../code/plan.ts'
import { acceptable } from '../acceptable.ts'
import { documentsIn } from '../assets.ts'
import { differences } from '../differences.ts'
import type { Here, Left, Plan } from '../here.ts'

const NOUN = 'organization'
const MOST = 1000

export async function planOrganizationDomains(
  here: Here,
  organization: Document,
  before: Document | undefined,
): Promise<Plan> {
  const name = String(organization['name'])
  const pathOf = (): string =>
    `organizations/${encodeURIComponent(here.idOf(ORGANIZATION.collection, name))}/discovery-domains`
  const wanted = documentsIn(organization['discovery_domains'])
  const isAsked = before !== undefined && wanted.length > 0
  const there = isAsked ? (await here.management.list(DISCOVERY_DOMAIN, pathOf(), {}, MOST)).documents : []
  const steps: PlanStep[] = []
  const left: Left[] = []
  for (const said of wanted) {
    const domain = String(said['domain']).toLowerCase()
    const { fields, left: lost } = await acceptable(DISCOVERY_DOMAIN, { ...said, domain }, [])
    left.push(...lost.map((says) => ({ noun: NOUN, name, says: `domain ${domain}: ${says}` })))
    if (fields['domain'] === undefined) continue
    const step = { verb: 'set', noun: NOUN, name } as const
    const known = there.find((one) => one['domain'] === domain)
    if (!known) {
      const act = () => here.management.call('POST', pathOf(), fields)
      steps.push({ ...step, says: `domain ${domain}`, act })
      continue
    }
    const changes = differences(known, fields)
    const act = () => here.management.call('PATCH', `${pathOf()}/${encodeURIComponent(String(known['id']))}`, changes)
    if (Object.keys(changes).length > 0)
      steps.push({ ...step, says: `domain ${domain}: ${Object.keys(changes).join(', ')}`, act })
  }
  return { steps, left }
}
