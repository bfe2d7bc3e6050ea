// How a tenant protects its accounts, and second factors.
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { BREACHED_PASSWORD_DETECTION } from '@symbolon/protocol/entities/breached-password-detection'
import { BRUTE_FORCE_PROTECTION } from '@symbolon/protocol/entities/brute-force-protection'
import { SUSPICIOUS_IP_THROTTLING } from '@symbolon/protocol/entities/suspicious-ip-throttling'
import { keep, type PlanStep } from '../../code/plan.ts'
import { isDocument } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'
import { planSingle } from '../plan-entities.ts'

const PROTECTIONS: Readonly<Record<string, Entity>> = {
  breachedPasswordDetection: BREACHED_PASSWORD_DETECTION,
  bruteForceProtection: BRUTE_FORCE_PROTECTION,
  suspiciousIpThrottling: SUSPICIOUS_IP_THROTTLING,
}

export async function planProtection(here: Here, value: unknown): Promise<Plan> {
  const plans: Plan[] = []
  for (const [name, said] of Object.entries(isDocument(value) ? value : {})) {
    const entity = Object.hasOwn(PROTECTIONS, name) ? PROTECTIONS[name] : undefined
    if (entity && isDocument(said)) plans.push(await planSingle({ entity, noun: entity.name }, here, said))
    else plans.push({ steps: [], left: [{ noun: 'attack-protection', name, says: 'there is nothing like it here' }] })
  }
  return together(plans)
}

export async function planFactors(here: Here, value: unknown): Promise<Plan> {
  const wanted = documentsIn(value)
  if (wanted.length === 0) return together([])
  const there = documentsIn(await here.management.call('GET', 'guardian/factors'))
  const steps: PlanStep[] = []
  const left: Left[] = []
  for (const { name, enabled } of wanted) {
    const factor = String(name)
    const before = there.find((one) => one['name'] === name)
    const path = `guardian/factors/${encodeURIComponent(factor)}`
    const act = () => here.management.call('PUT', path, { enabled })
    const step = { noun: 'guardian-factor', name: factor }
    if (!before) left.push({ ...step, says: 'there is no such factor here' })
    else if (before['enabled'] === enabled) steps.push(keep(step.noun, factor))
    else steps.push({ ...step, verb: 'update', says: enabled === true ? 'enabled' : 'not enabled', act })
  }
  return { steps, left }
}

/** Nobody is asked for a second factor here, so that a policy which demands one cannot be kept. */
export function planPolicies(value: unknown): Plan {
  const document: Document = isDocument(value) ? value : {}
  const policies = Array.isArray(document['policies']) ? document['policies'] : []
  const left = policies.map((policy): Left => ({
    noun: 'guardian-policies',
    name: String(policy),
    says: 'nobody is asked for a second factor here',
  }))
  return { steps: [], left }
}
