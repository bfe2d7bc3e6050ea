// A token, accepted or refused: remembered where it has been believed before, and held against revocations each time.
import { revocationTexts } from '@symbolon/protocol/revocation/event'
import { revocationKeys, type RevocationKeys } from '@symbolon/protocol/revocation/revocation-map'
import { backend } from '#crypto'
import { newBeliever, type Believed } from './believe.ts'
import { following, type MaybePromise } from './crypto/backend.ts'
import { IssuerAway } from './issuer/fetch-text.ts'
import type { Issuer } from './issuer/issuer.ts'
import { newMemory, type Memory } from './memory.ts'
import { refuseToken, unavailable } from './refusals.ts'
import type { Settings } from './settings.ts'
import { frozen, type VerifiedToken } from './verified-token.ts'

type Entry = Believed & {
  /** Keys of the events by which the token dies; made once anything has been revoked. */
  keys?: RevocationKeys
  /** State of the issuer's revocations in which the token was alive. */
  aliveAt?: number
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Texts whose hashes are remembered: most are about an API, a client or a user, and come again with the next token. */
const MOST_HASHES = 20_000

const deathKeys = async (
  token: string,
  { verified, signed }: Believed,
  hashes: Memory<string>,
): Promise<RevocationKeys> => {
  const { claims, clientId, subject } = verified
  const { sid, jti, org_id, aud } = claims
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const texts = revocationTexts({
    sub: subject,
    client_id: clientId,
    sid: textOf(sid),
    jti: textOf(jti),
    org_id: textOf(org_id),
    aud: named.filter((one): one is string => typeof one === 'string'),
  })
  const keys: string[] = []
  for (const text of new Set([token, signed])) keys.push(await backend.sha256(text))
  for (const text of texts) {
    const key = hashes.get(text) ?? (await backend.sha256(text))
    hashes.set(text, key)
    keys.push(key)
  }
  return revocationKeys(keys)
}

/** Accepts tokens. The answer throws AccessRefused. */
export function newAcceptance(issuers: ReadonlyMap<string, Issuer>, settings: Settings) {
  const { now, maxTokenLength, remember } = settings
  const believe = newBeliever(issuers, settings)
  const memory = newMemory<Entry>(remember)
  const hashes = newMemory<string>(MOST_HASHES)

  const keep = (token: string, entry: Entry): Entry => {
    if (!entry.key || remember === 0) return entry
    frozen(entry.verified)
    memory.set(token, entry)
    return entry
  }

  const asRefusal = (error: unknown): never => {
    if (!(error instanceof IssuerAway)) throw error
    throw unavailable('issuer_away', 'the issuer cannot be asked at the moment', error)
  }

  const believeAnew = (token: string): MaybePromise<Entry> => {
    const believed = believe(token)
    if (!(believed instanceof Promise)) return keep(token, believed)
    return believed.then((entry) => keep(token, entry), asRefusal)
  }

  /** False also of what cannot be told without waiting. While nothing new has been revoked, what was alive is alive. */
  const isAliveNow = ({ issuer: { revocations }, aliveAt }: Entry, time?: number): boolean => {
    if (revocations.pending()) return false
    revocations.requireFresh(time)
    return revocations.isEmpty() || aliveAt === revocations.version()
  }

  const requireAlive = async (token: string, entry: Entry): Promise<VerifiedToken> => {
    const { revocations } = entry.issuer
    const pending = revocations.pending()
    if (pending) await pending
    revocations.requireFresh()
    if (revocations.isEmpty()) return entry.verified
    entry.keys ??= await deathKeys(token, entry, hashes)
    entry.aliveAt = revocations.version()
    if (!revocations.isRevoked(entry.keys, entry.iat)) return entry.verified
    memory.delete(token)
    return refuseToken('revoked', 'the token has been revoked')
  }

  const alive = (token: string, entry: Entry, time?: number): MaybePromise<VerifiedToken> =>
    isAliveNow(entry, time) ? entry.verified : requireAlive(token, entry)

  /** What is remembered of `token`, as long as it would be believed anew. One look at the clock: a second one costs an eighth of it all. */
  const remembered = (token: string): MaybePromise<VerifiedToken> | undefined => {
    const entry = memory.get(token)
    if (!entry?.key) return undefined
    const time = now()
    if (time / 1000 < entry.until && entry.issuer.keys.has(entry.key, time)) return alive(token, entry, time)
    memory.delete(token)
    return undefined
  }

  return (token: string): MaybePromise<VerifiedToken> => {
    if (typeof token !== 'string' || token === '') return refuseToken('malformed', 'there is no token')
    if (token.length > maxTokenLength) {
      return refuseToken('too_long', `the token is longer than ${maxTokenLength} characters`)
    }
    return remembered(token) ?? following(believeAnew(token), (entry) => alive(token, entry))
  }
}
