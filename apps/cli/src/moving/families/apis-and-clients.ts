// APIs, applications, and which of these may call which of those.
import type { Document } from '@symbolon/protocol/entities/entity'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { CLIENT_GRANT } from '@symbolon/protocol/entities/client-grant'
import { RESOURCE_SERVER } from '@symbolon/protocol/entities/resource-server'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { keep, type PlanStep } from '../../code/plan.ts'
import { acceptable } from '../acceptable.ts'
import { documentsIn } from '../assets.ts'
import { differences, sameSet } from '../differences.ts'
import { knownId, together, type Here, type Left, type Plan } from '../here.ts'
import { planEntities } from '../plan-entities.ts'

const isSystemApi = ({ is_system, name }: Document): boolean => is_system === true || name === 'Auth0 Management API'

/** The API through which a tenant is managed is there in every tenant. */
export const planApis = (here: Here, value: unknown): Promise<Plan> =>
  planEntities(
    { entity: RESOURCE_SERVER, noun: 'api', known: 'identifier' },
    here,
    documentsIn(value).filter((api) => !isSystemApi(api)),
  )

/** Keys that are named by an id alone are the old tenant's. */
const withoutForeignKeys = (document: Document): Document => {
  const { client_authentication_methods: methods, signed_request_object: signed, ...rest } = document
  const named = JSON.stringify([methods ?? null, signed ?? null])
  const isForeign = /"id":/.test(named) && !/"pem":/.test(named)
  return isForeign ? rest : document
}

const CLIENT_NOUN = 'client'

export async function planClients(here: Here, value: unknown): Promise<Plan> {
  const documents = documentsIn(value).filter(({ global }) => global !== true)
  const left = documents
    .filter((document) => withoutForeignKeys(document) !== document)
    .map((document): Left => ({
      noun: CLIENT_NOUN,
      name: String(document['name']),
      says: 'the keys with which it proves itself are in no export: add them with symbolon client-credential create',
    }))
  const kind = {
    entity: CLIENT,
    noun: CLIENT_NOUN,
    known: 'name',
    byIdAlone: true,
    ignored: ['custom_login_page_preview', 'client_aliases', 'initiate_login_uri_preview'],
    translate: withoutForeignKeys,
  }
  return together([await planEntities(kind, here, documents), { steps: [], left }])
}

/** The management API of another tenant means that of this one. */
export const audienceHere = (audience: string, here: Here): string =>
  !here.knows(RESOURCE_SERVER.collection, audience) && /^https?:\/\/[^/]+\/api\/v2\/$/.test(audience)
    ? systemAudience(here.management.issuer)
    : audience

/** A client by its name, or by its id. */
const clientIdOf = (here: Here, named: string): string =>
  here.knows(CLIENT.collection, named) ? here.idOf(CLIENT.collection, named) : named

const listsDiffer = (before: Document, fields: Document): Document => {
  const { scope, ...rest } = fields
  const isSame = Array.isArray(scope) && Array.isArray(before['scope']) && sameSet(scope, before['scope'])
  return { ...differences(before, rest), ...(scope === undefined || isSame ? {} : { scope }) }
}

const NOUN = 'client-grant'

function planGrant(here: Here, said: Document, fields: Document, existing: readonly Document[]): PlanStep {
  const named = String(said['client_id'])
  const audience = audienceHere(String(said['audience']), here)
  const name = `${named} → ${audience}`
  const isKnown = here.knows(CLIENT.collection, named)
  const before = existing.find(
    (one) =>
      one['audience'] === audience &&
      one['subject_type'] === (said['subject_type'] ?? 'client') &&
      [named, isKnown && knownId(here, CLIENT.collection, named)].includes(String(one['client_id'])),
  )
  if (before) {
    const { client_id: _client, audience: _audience, subject_type: _type, ...rest } = fields
    const changes = listsDiffer(before, rest)
    const says = Object.keys(changes).join(', ')
    const path = `client-grants/${encodeURIComponent(String(before['id']))}`
    if (says === '') return keep(NOUN, name)
    return { verb: 'update', noun: NOUN, name, says, act: () => here.management.call('PATCH', path, changes) }
  }
  const act = () =>
    here.management.call('POST', 'client-grants', { ...fields, client_id: clientIdOf(here, named), audience })
  return { verb: 'create', noun: NOUN, name, says: 'new', act }
}

export async function planGrants(here: Here, value: unknown): Promise<Plan> {
  const documents = documentsIn(value)
  if (documents.length === 0) return together([])
  const existing = await here.all(CLIENT_GRANT)
  const clients = new Set((await here.all(CLIENT)).map(({ client_id }) => client_id))
  const plans: Plan[] = []
  for (const document of documents) {
    const named = String(document['client_id'])
    const name = `${named} → ${String(document['audience'])}`
    const { fields, left } = await acceptable(CLIENT_GRANT, document, [])
    const isThere = here.knows(CLIENT.collection, named) || clients.has(named)
    const lost = left.map((says) => ({ noun: NOUN, name, says }))
    if (!isThere) {
      plans.push({ steps: [], left: [...lost, { noun: NOUN, name, says: 'there is no such client' }] })
      continue
    }
    plans.push({ steps: [planGrant(here, document, fields, existing)], left: lost })
  }
  return together(plans)
}
