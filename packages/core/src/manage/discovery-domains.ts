// What must happen around a discovery domain: where its proof is to stand, and looking whether it stands there. reference: Management
// API, section 14; asking for the look is ours.
import { answerOf } from '@symbolon/protocol/entities/answers'
import { DISCOVERY_DOMAIN, type DiscoveryDomain } from '@symbolon/protocol/entities/discovery-domain'
import { newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import type { Noun } from './noun.ts'
import { getOrganization } from './organizations.ts'
import { plainNoun } from './plain-noun.ts'
import { presentDocument } from './present.ts'
import { recordWrite } from './record-write.ts'
import { missing, notAllowed } from './refusals.ts'
import { settle } from './settle.ts'

/** Most of one organization. */
const MOST = 100

const PROOF = { prefix: 'symbolon-domain-verification=', length: 32, alphabet: 'alphanumeric' } as const

export const discoveryDomains: Noun<DiscoveryDomain> = {
  ...plainNoun('discovery_domains', DISCOVERY_DOMAIN),

  requireParent: async (tenancy, organization_id) => void (await getOrganization(tenancy, organization_id)),

  create: async (tenancy, sent, organization_id) => {
    const kept = await tenancy.store.all('discovery_domains', { organization_id })
    if (kept.length >= MOST) throw notAllowed(`An organization can have at most ${MOST} discovery domains`)
    const domain = String(sent['domain']).toLowerCase()
    const document = newDocument<DiscoveryDomain & Document>(DISCOVERY_DOMAIN, {
      ...sent,
      id: newId(tenancy.random, DISCOVERY_DOMAIN.idFormat),
      organization_id,
      domain,
      verification_host: `_ss-verification.${organization_id}.${domain}`,
      verification_txt: newId(tenancy.random, PROOF),
    })
    const asCounted: Change = { unchanged: 'discovery_domains', where: { organization_id }, documents: kept }
    return { document, changes: [asCounted, { insert: 'discovery_domains', document }] }
  },
}

const getDomain = async ({ store }: Tenancy, where: Readonly<Record<string, string>>): Promise<DiscoveryDomain> => {
  const found = await store.find('discovery_domains', where)
  if (!found) throw missing(DISCOVERY_DOMAIN)
  return found
}

const byName = async (tenancy: Tenancy, { administrator }: Caller, { id: organization_id, parameters }: Asked) => {
  await getOrganization(tenancy, organization_id)
  const domain = (parameters['discovery_domain'] ?? '').toLowerCase()
  return presentDocument(DISCOVERY_DOMAIN, administrator, await getDomain(tenancy, { organization_id, domain }))
}

/** @throws ApiError 400 where the text does not stand there, or nobody can be asked */
const requireProof = async ({ ofDomains }: Tenancy, { verification_host: host, verification_txt }: DiscoveryDomain) => {
  const texts = await ofDomains.txt(host).catch((cause: unknown) => {
    throw new ApiError(400, 'DNS does not answer for this domain', 'operation_not_supported', cause)
  })
  if (!texts.some((text) => text.trim() === verification_txt))
    throw notAllowed(`There is no TXT record ${verification_txt} at ${host}`)
}

const verify = async (tenancy: Tenancy, caller: Caller, { id: organization_id, parameters }: Asked) => {
  await getOrganization(tenancy, organization_id)
  const where = { organization_id, id: parameters['discovery_domain_id'] ?? '' }
  await requireProof(tenancy, await getDomain(tenancy, where))
  const { before, after } = await settle(tenancy, async () => {
    const before = await getDomain(tenancy, where)
    const after: DiscoveryDomain = { ...before, status: 'verified' }
    return { before, after, changes: [{ replace: 'discovery_domains', before, after }] }
  })
  const told = { id: after.id, changed: ['status'], before, after }
  recordWrite(tenancy, caller, DISCOVERY_DOMAIN, { what: 'Verify a discovery domain', ...told })
  return presentDocument(DISCOVERY_DOMAIN, caller.administrator, after)
}

const DOMAINS = '/organizations/:id/discovery-domains'

export const DISCOVERY_DOMAIN_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: `${DOMAINS}/name/:discovery_domain`,
    status: 200,
    scopes: DISCOVERY_DOMAIN.scopes.read,
    answers: answerOf(DISCOVERY_DOMAIN),
    act: byName,
  }),
  endpoint({
    method: 'POST',
    path: `${DOMAINS}/:discovery_domain_id/verify`,
    status: 200,
    scopes: DISCOVERY_DOMAIN.scopes.update,
    answers: answerOf(DISCOVERY_DOMAIN),
    act: verify,
  }),
]
