// Custom domains: made, and to be proven here once DNS leads here; until then the other tenant answers at them.
import { CUSTOM_DOMAIN } from '@symbolon/protocol/entities/custom-domain'
import { documentsIn } from '../assets.ts'
import { together, type Here, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'

const NOUN = 'custom-domain'

const UNPROVEN = 'it is not proven here yet: symbolon custom-domain verify, once DNS leads here'

export const planCustomDomains = (here: Here, value: unknown): Promise<Plan> =>
  planEntities(
    {
      entity: CUSTOM_DOMAIN,
      noun: NOUN,
      known: 'domain',
      ignored: ['certificate', 'verification_method', 'updated_at'],
      further: async ({ domain }, before) =>
        before?.['status'] === 'ready'
          ? together([])
          : { steps: [], left: [{ noun: NOUN, name: String(domain), says: UNPROVEN }] },
    },
    here,
    documentsIn(value),
  )
