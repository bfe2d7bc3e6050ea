// Who is let in, by where requests come from. What could never apply here is carried over, and switched off.
import type { Document } from '@symbolon/protocol/entities/entity'
import { NETWORK_ACL, SIGNALS_OF_PLACES, UNKNOWABLE_SIGNALS } from '@symbolon/protocol/entities/network-acl'
import { isDocument } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'

const NOUN = 'network-acl'

/** The first signal of its rule that nothing here knows. */
const unknownIn = ({ rule }: Document): string | undefined => {
  if (!isDocument(rule)) return undefined
  const parts = [rule['match'], rule['not_match']].filter(isDocument)
  return [...UNKNOWABLE_SIGNALS, ...SIGNALS_OF_PLACES].find((signal) =>
    parts.some((part) => part[signal] !== undefined),
  )
}

export async function planNetworkAcls(here: Here, value: unknown): Promise<Plan> {
  const left: Left[] = []
  const documents = documentsIn(value).map((document) => {
    const unknown = document['active'] === true ? unknownIn(document) : undefined
    if (unknown === undefined) return document
    const says = `${unknown} cannot be known here: it is carried over and switched off`
    left.push({ noun: NOUN, name: String(document['description']), says })
    return { ...document, active: false }
  })
  const kind = { entity: NETWORK_ACL, noun: NOUN, known: 'description', byIdAlone: true }
  return together([await planEntities(kind, here, documents), { steps: [], left }])
}
