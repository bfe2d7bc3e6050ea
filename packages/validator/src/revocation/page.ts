// A page of the feed, believed or refused. docs/revocation.md
import { decodeCompactJws } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { RevocationEvent } from '@symbolon/protocol/revocation/event'
import { REVOCATION_PAGE_SIZE, REVOCATION_PAGE_TYPE, type RevocationPage } from '@symbolon/protocol/revocation/feed'
import { typeOf } from '../claim-rules.ts'
import type { KeySet } from '../issuer/key-set.ts'
import { verifySignature } from '../keys.ts'

/** Characters of the longest page. */
const LONGEST = 1024 * 1024

/** What came is no page of this issuer's feed. */
export class BadPage extends Error {
  override readonly name = 'BadPage'
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const isEvent = (value: unknown): value is RevocationEvent => {
  if (typeof value !== 'object' || value === null) return false
  const { key, before, expires, seq } = value as Partial<Record<string, unknown>>
  return typeof key === 'string' && /^[\w-]{43}$/.test(key) && isCount(before) && isCount(expires) && isCount(seq)
}

const isPage = (claims: JsonObject): boolean => {
  const { iat, since, seq, head, events } = claims
  if (!isCount(iat) || !isCount(since) || !isCount(seq) || !isCount(head)) return false
  if (since > seq || seq > head || !Array.isArray(events) || events.length > REVOCATION_PAGE_SIZE) return false
  let last = since
  for (const event of events as unknown[]) {
    if (!isEvent(event) || event.seq <= last || event.seq > seq) return false
    last = event.seq
  }
  return true
}

/** The page that `text` is, signed by a key of `issuer`. Throws BadPage; IssuerAway when its keys cannot be read. */
export async function readPage(text: string, issuer: string, keys: KeySet): Promise<RevocationPage> {
  if (text.length > LONGEST) throw new BadPage('a page is too long')
  let jws
  try {
    jws = decodeCompactJws(text.trim())
  } catch (cause) {
    throw new BadPage('a page is malformed', { cause })
  }
  const { header, claims, signingInput, signature } = jws
  if (Object.hasOwn(header, 'crit') || typeOf(header) !== REVOCATION_PAGE_TYPE)
    throw new BadPage('a page is of another type')
  const kid = typeof header['kid'] === 'string' ? header['kid'] : undefined
  const found = (await keys.find(kid)).filter(({ algorithm }) => algorithm.alg === header['alg'])
  const verdicts = await Promise.all(found.map((key) => verifySignature(key, signingInput, signature)))
  if (!verdicts.includes(true)) throw new BadPage('the signature of a page does not fit')
  if (claims['iss'] !== issuer || !isPage(claims)) throw new BadPage('a page says what no page says')
  return claims as unknown as RevocationPage
}
