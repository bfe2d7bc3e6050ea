// What the pages of a self-service profile say instead.
import type { Document } from '@symbolon/protocol/entities/entity'
import { SELF_SERVICE_PROFILE } from '@symbolon/protocol/entities/self-service-profile'
import type { PlanStep } from '../../code/plan.ts'
import { isDocument } from '../../management-client.ts'
import { covers } from '../differences.ts'
import { requireDocument, type Here, type Plan } from '../here.ts'

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isDocument(value) ? Object.entries(value) : []

export async function planServiceTexts(here: Here, profile: Document, before: Document | undefined): Promise<Plan> {
  const name = String(profile['name'])
  const steps: PlanStep[] = []
  for (const [language, pages] of membersOf(profile['customText'])) {
    for (const [page, texts] of membersOf(pages)) {
      if (!isDocument(texts)) continue
      const pathOf = (): string =>
        `self-service-profiles/${encodeURIComponent(here.idOf(SELF_SERVICE_PROFILE.collection, name))}/custom-text/${encodeURIComponent(language)}/${encodeURIComponent(page)}`
      const there = before ? requireDocument(await here.management.call('GET', pathOf())) : {}
      if (covers(there, texts) && covers(texts, there)) continue
      const act = () => here.management.call('PUT', pathOf(), texts)
      steps.push({ verb: 'set', noun: 'self-service-profile', name, says: `texts of ${page} in ${language}`, act })
    }
  }
  return { steps, left: [] }
}
