// The feed of a tenant's revocations: pages signed by the tenant's key, so that whoever passes them on can change nothing.
import { REVOCATION_PAGE_SIZE, REVOCATION_PAGE_TYPE, type RevocationPage } from '@symbolon/protocol/revocation/feed'
import { signedJwt } from '../jose/signed-jwt.ts'
import type { TenantStore } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import { asEvent } from './revocations.ts'
import { currentSigningKey } from './signing-keys.ts'

/** Milliseconds for which a page is not signed anew. */
const SIGNED_FOR = 1000

/** Pages of a tenant that are kept signed. */
const MOST_SIGNED = 100

/** A page, and how far it goes. */
export type SignedPage = Pick<RevocationPage, 'since' | 'seq' | 'head'> & { readonly text: string }

type Signed = { readonly at: number; readonly page: Promise<SignedPage> }

type Pages = {
  /** Those that are being looked up, by the number they were asked for with: many followers ask at the same moment. */
  readonly asked: Map<number, Promise<SignedPage>>
  readonly signed: Map<string, Signed>
}

// A page names the issuer that was asked.
const pagesOf = new WeakMap<TenantStore, Map<string, Pages>>()

/** The revocations after `since`, as many as a page holds. */
export function revocationPage(tenancy: Tenancy, since: number): Promise<SignedPage> {
  const { issuer } = tenancy.tenant
  let ofIssuers = pagesOf.get(tenancy.store)
  if (!ofIssuers) pagesOf.set(tenancy.store, (ofIssuers = new Map()))
  let pages = ofIssuers.get(issuer)
  if (!pages) ofIssuers.set(issuer, (pages = { asked: new Map(), signed: new Map() }))
  const { asked } = pages
  const known = asked.get(since)
  if (known) return known
  const page = readPage(tenancy, pages, since).finally(() => asked.delete(since))
  asked.set(since, page)
  return page
}

async function readPage(tenancy: Tenancy, { signed }: Pages, asked: number): Promise<SignedPage> {
  const { events, from, through, head } = await tenancy.store.revocationsAfter(asked, REVOCATION_PAGE_SIZE)
  const name = `${from} ${through} ${head}`
  const at = tenancy.now()
  const known = signed.get(name)
  if (known && at >= known.at && at < known.at + SIGNED_FOR) return known.page
  const content: RevocationPage = {
    iss: tenancy.tenant.issuer,
    iat: Math.floor(at / 1000),
    since: from,
    seq: through,
    head,
    events: events.map(({ seq, event }) => asEvent(seq, event)),
  }
  const page = sign(tenancy, content)
  signed.delete(name)
  signed.set(name, { at, page })
  page.catch(() => signed.delete(name))
  const oldest = signed.size > MOST_SIGNED ? signed.keys().next().value : undefined
  if (oldest !== undefined) signed.delete(oldest)
  return page
}

async function sign(tenancy: Tenancy, content: RevocationPage): Promise<SignedPage> {
  const { since, seq, head } = content
  const text = await signedJwt(await currentSigningKey(tenancy, 'RS256'), REVOCATION_PAGE_TYPE, content)
  return { text, since, seq, head }
}
