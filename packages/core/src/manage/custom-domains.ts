// What must happen around a custom domain: it is the tenant's once that is proven, and from then on the tenant answers there. reference:
// Management API, section 18.
import { answerOf, anyText } from '@symbolon/protocol/entities/answers'
import { CUSTOM_DOMAIN, type CustomDomain } from '@symbolon/protocol/entities/custom-domain'
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, record } from '@symbolon/protocol/entities/schema'
import { newId } from '../identifiers.ts'
import { hostOfDomain } from '../issuers.ts'
import type { Change } from '../ports.ts'
import { atHost, type Tenancy } from '../tenancy.ts'
import { methodsFor, whyUnproven } from '../tenants/prove-domain.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, missing, notAllowed } from './refusals.ts'
import { settle } from './settle.ts'

/** Most custom domains of a tenant. */
const MOST = 100

const CHALLENGE = { prefix: 'symbolon-domain=', length: 32, alphabet: 'alphanumeric' } as const

const plain = plainNoun('custom_domains', CUSTOM_DOMAIN)

/** @throws ApiError 400 */
const requireWithin = (domain: string, relying: unknown): void => {
  if (relying === undefined || relying === domain || domain.endsWith(`.${String(relying)}`)) return
  throw invalidBody('Expected the domain, or one that it is below', 'relying_party_identifier')
}

/** Whoever proves a key to a domain spells it in lower case. */
const lowered = (sent: Document): Document => ({
  ...sent,
  ...(typeof sent['relying_party_identifier'] === 'string'
    ? { relying_party_identifier: sent['relying_party_identifier'].toLowerCase() }
    : {}),
})

const verificationOf = ({ tenant }: Tenancy, domain: CustomDomain): Document => ({
  methods: methodsFor(tenant.home, domain),
  status: domain.status === 'ready' ? 'verified' : domain.problem === undefined ? 'pending' : 'failed',
  ...(domain.problem === undefined ? {} : { error_msg: domain.problem }),
  ...(domain.verified_at === undefined ? {} : { last_verified_at: domain.verified_at }),
})

export const customDomains: Noun<CustomDomain> = {
  ...plain,

  create: async ({ store, tenant, random, now }, sent) => {
    const domain = String(sent['domain']).toLowerCase()
    const others = await store.all('custom_domains', {})
    if (others.length >= MOST) throw notAllowed(`A tenant has at most ${MOST} custom domains.`)
    if (domain === new URL(tenant.home).hostname) throw notAllowed('This is the own domain of the tenant already.')
    const document = newDocument<CustomDomain>(CUSTOM_DOMAIN, {
      ...lowered(sent),
      custom_domain_id: newId(random, CUSTOM_DOMAIN.idFormat),
      domain,
      primary: others.length === 0,
      challenge: newId(random, CHALLENGE),
      created_at: new Date(now()).toISOString(),
    })
    requireWithin(domain, document.relying_party_identifier)
    const asCounted: Change = { unchanged: 'custom_domains', where: {}, documents: others }
    return { document, changes: [asCounted, { insert: 'custom_domains', document }] }
  },

  update: async (_tenancy, before, sent) => {
    const after = changedDocument(CUSTOM_DOMAIN, before, lowered(sent))
    requireWithin(before.domain, after.relying_party_identifier)
    return { document: after, changes: [{ replace: 'custom_domains', before, after }] }
  },

  remove: async ({ tenant }, document) => [
    { remove: 'custom_domains', document },
    ...(document.status === 'ready' ? [{ releaseHost: hostOfDomain(tenant.home, document.domain) }] : []),
  ],

  show: async (tenancy, document) => ({ verification: verificationOf(tenancy, document) }),
}

const presented = async (tenancy: Tenancy, domain: CustomDomain): Promise<Document> => {
  const hidden = new Set<string>([...CUSTOM_DOMAIN.hidden, ...CUSTOM_DOMAIN.writeOnly])
  const seen = Object.entries(domain).filter(([field]) => !hidden.has(field))
  return { ...Object.fromEntries(seen), ...(await customDomains.show?.(tenancy, domain)) }
}

/** With the host to which a proxy in front hands on what it is asked at the domain. */
const verified = async (tenancy: Tenancy, domain: CustomDomain): Promise<Document> => ({
  ...(await presented(tenancy, domain)),
  origin_domain_name: new URL(tenancy.tenant.home).host,
})

/** @throws ApiError 404 */
const getDomain = async ({ store }: Tenancy, custom_domain_id: string): Promise<CustomDomain> => {
  const domain = await store.find('custom_domains', { custom_domain_id })
  if (!domain) throw missing(CUSTOM_DOMAIN, custom_domain_id)
  return domain
}

/** Looks for the proof; once it is there, the tenant answers at the domain. @throws ApiError 404, 409 where another tenant does */
const verify = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const asked = await getDomain(tenancy, id)
  if (asked.status === 'ready') return verified(tenancy, asked)
  const problem = await whyUnproven(tenancy, asked)
  const { after, before } = await settle(tenancy, async () => {
    const before = await getDomain(tenancy, id)
    if (before.status === 'ready') return { before, after: before, changes: [] }
    const { problem: _earlier, ...rest } = before
    if (problem !== undefined) {
      const after: CustomDomain = { ...rest, problem }
      return { before, after, changes: [{ replace: 'custom_domains', before, after }] satisfies Change[] }
    }
    const after: CustomDomain = { ...rest, status: 'ready', verified_at: new Date(tenancy.now()).toISOString() }
    const changes: Change[] = [
      { replace: 'custom_domains', before, after },
      { claimHost: hostOfDomain(tenancy.tenant.home, before.domain) },
    ]
    return { before, after, changes }
  })
  recordWrite(tenancy, caller, CUSTOM_DOMAIN, {
    what: after.status === 'ready' ? 'Verify a custom domain' : 'Verify a custom domain: not proven yet',
    id,
    changed: ['status'],
    before,
    after,
  })
  return verified(tenancy, after)
}

/** Whether whoever asks the domain gets to this tenant: DNS, proxies and certificates in between included. */
const test = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  const { domain, status } = await getDomain(tenancy, id)
  if (status !== 'ready') return { success: false, message: 'The domain is not verified yet.' }
  const { issuer } = atHost(tenancy, hostOfDomain(tenancy.tenant.home, domain)).tenant
  try {
    const url = `${issuer}.well-known/openid-configuration`
    const answer = await tenancy.callOutside({ method: 'GET', url, headers: [] })
    const said: unknown = JSON.parse(Buffer.from(answer.body, 'base64').toString())
    const isUs = typeof said === 'object' && said !== null && 'issuer' in said && said.issuer === issuer
    return isUs
      ? { success: true, message: 'The tenant answers at this domain.' }
      : {
          success: false,
          message: `Something answers at this domain, with status ${answer.status}, but not this tenant.`,
        }
  } catch (error) {
    const why = error instanceof SyntaxError ? 'its answer cannot be read' : String(Object(error)['message'] ?? error)
    return { success: false, message: `The domain cannot be reached from here: ${why}`.slice(0, 500) }
  }
}

const getDefault = async (tenancy: Tenancy): Promise<Document> => {
  const chosen = (await tenancy.store.all('custom_domains', {})).find(({ is_default }) => is_default)
  return chosen ? presented(tenancy, chosen) : { domain: new URL(tenancy.tenant.home).host }
}

/** The domain of links that nobody's request decides. @throws ApiError 400 for one at which the tenant does not answer */
const setDefault = async (
  tenancy: Tenancy,
  caller: Caller,
  { body }: Asked<{ readonly domain: string }>,
): Promise<Document> => {
  const wanted = body.domain.toLowerCase()
  const { host, hostname } = new URL(tenancy.tenant.home)
  await settle(tenancy, async () => {
    const domains = await tenancy.store.all('custom_domains', {})
    const chosen = domains.find(({ domain, status }) => domain === wanted && status === 'ready')
    if (!chosen && wanted !== host && wanted !== hostname) {
      throw notAllowed('The default domain must be a custom domain that is verified, or the own domain of the tenant.')
    }
    return {
      changes: domains.map((before): Change => {
        return { replace: 'custom_domains', before, after: { ...before, is_default: before === chosen } }
      }),
    }
  })
  recordWrite(tenancy, caller, CUSTOM_DOMAIN, { what: `Set the default domain: ${wanted}`, changed: ['is_default'] })
  return getDefault(tenancy)
}

const PATH = '/custom-domains'

export const CUSTOM_DOMAIN_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: `${PATH}/default`,
    status: 200,
    scopes: CUSTOM_DOMAIN.scopes.read,
    answers: answerOf(CUSTOM_DOMAIN),
    act: getDefault,
  }),
  endpoint({
    method: 'PATCH',
    path: `${PATH}/default`,
    status: 200,
    scopes: CUSTOM_DOMAIN.scopes.update,
    bodySchema: record({ domain: CUSTOM_DOMAIN.fields.origin_domain_name }),
    answers: answerOf(CUSTOM_DOMAIN),
    act: setDefault,
  }),
  endpoint({
    method: 'POST',
    path: `${PATH}/:id/verify`,
    status: 200,
    scopes: CUSTOM_DOMAIN.scopes.create,
    answers: answerOf(CUSTOM_DOMAIN),
    act: verify,
  }),
  endpoint({
    method: 'POST',
    path: `${PATH}/:id/test`,
    status: 200,
    scopes: CUSTOM_DOMAIN.scopes.read,
    answers: record({ success: bool(), message: anyText() }),
    act: test,
  }),
]
