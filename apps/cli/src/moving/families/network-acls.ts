// Who is let in, by where requests come from. What cannot apply here is carried over, and switched off.
import type { Document } from '@symbolon/protocol/entities/entity'
import { NETWORK_ACL, SIGNALS_OF_PLACES, UNKNOWABLE_SIGNALS } from '@symbolon/protocol/entities/network-acl'
import { isDocument } from '../../management-client.ts'
import { documentsIn } from '../assets.ts'
import { together, type Here, type Left, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'

const NOUN = 'network-acl'

/** The first of `signals` that its rule asks for. */
const signalIn = ({ rule }: Document, signals: readonly string[]): string | undefined => {
  if (!isDocument(rule)) return undefined
  const parts = [rule['match'], rule['not_match']].filter(isDocument)
  return signals.find((signal) => parts.some((part) => part[signal] !== undefined))
}

/** Whether the server knows where addresses are: it has one switched on that asks for it, which it would refuse otherwise. */
const knowsPlaces = async (here: Here): Promise<boolean> =>
  (await here.all(NETWORK_ACL)).some((acl) => acl['active'] === true && signalIn(acl, SIGNALS_OF_PLACES) !== undefined)

export async function planNetworkAcls(here: Here, value: unknown): Promise<Plan> {
  const left: Left[] = []
  const leave = (document: Document, says: string): Document => {
    left.push({
      noun: NOUN,
      name: String(document['description']),
      says: `${says}: it is carried over and switched off`,
    })
    return { ...document, active: false }
  }
  const planned = async (document: Document): Promise<Document> => {
    if (document['active'] !== true) return document
    const unknown = signalIn(document, UNKNOWABLE_SIGNALS)
    if (unknown !== undefined) return leave(document, `${unknown} cannot be known here`)
    const place = signalIn(document, SIGNALS_OF_PLACES)
    if (place === undefined || (await knowsPlaces(here))) return document
    return leave(document, `${place} is known where SYMBOLON_GEOIP names a database of places`)
  }
  const documents: Document[] = []
  for (const document of documentsIn(value)) documents.push(await planned(document))
  const kind = { entity: NETWORK_ACL, noun: NOUN, known: 'description', byIdAlone: true }
  return together([await planEntities(kind, here, documents), { steps: [], left }])
}
