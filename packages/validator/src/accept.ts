// A token, accepted or refused: remembered where it has been believed before, and held against revocations each time.
import { revocationTexts } from '@symbolon/protocol/revocation/event'
import { revocationKeys, type RevocationKeys } from '@symbolon/protocol/revocation/revocation-map'
import { backend } from '#crypto'
import { newBeliever, type Believed } from './believe.ts'
import { IssuerAway } from './issuer/fetch-text.ts'
import type { Issuer } from './issuer/issuer.ts'
import { newMemory } from './memory.ts'
import { refuseToken, unavailable } from './refusals.ts'
import type { Settings } from './settings.ts'
import type { VerifiedToken } from './verified-token.ts'

type Entry = Believed & {
  /** Keys of the events by which the token dies; made once anything has been revoked. */
  keys?: RevocationKeys
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const deathKeys = async (token: string, { verified, signed }: Believed): Promise<RevocationKeys> => {
  const { claims, clientId, subject } = verified
  const { sid, jti, aud } = claims
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const texts = revocationTexts({
    sub: subject,
    client_id: clientId,
    sid: textOf(sid),
    jti: textOf(jti),
    aud: named.filter((one): one is string => typeof one === 'string'),
  })
  const all = [token, ...(signed === token ? [] : [signed]), ...texts]
  return revocationKeys(await Promise.all(all.map((text) => backend.sha256(text))))
}

/** Accepts tokens. The answer throws AccessRefused. */
export function newAcceptance(issuers: ReadonlyMap<string, Issuer>, settings: Settings) {
  const { now, maxTokenLength, remember } = settings
  const believe = newBeliever(issuers, settings)
  const memory = newMemory<Entry>(remember)

  const believeAnew = async (token: string): Promise<Entry> => {
    try {
      const entry: Entry = await believe(token)
      if (entry.key) memory.set(token, entry)
      return entry
    } catch (error) {
      if (!(error instanceof IssuerAway)) throw error
      throw unavailable('issuer_away', 'the issuer cannot be asked at the moment', error)
    }
  }

  /** What is remembered of `token`, as long as it would be believed anew. */
  const remembered = (token: string): Entry | undefined => {
    const entry = memory.get(token)
    if (!entry?.key) return undefined
    if (now() / 1000 < entry.until && entry.issuer.keys.has(entry.key)) return entry
    memory.delete(token)
    return undefined
  }

  /** False also of what cannot be told without waiting. */
  const isAliveNow = ({ issuer: { revocations }, keys, iat }: Entry): boolean => {
    if (revocations.pending()) return false
    revocations.requireFresh()
    return revocations.isEmpty() || (keys !== undefined && !revocations.isRevoked(keys, iat))
  }

  const requireAlive = async (token: string, entry: Entry): Promise<void> => {
    const { revocations } = entry.issuer
    const pending = revocations.pending()
    if (pending) await pending
    revocations.requireFresh()
    if (revocations.isEmpty()) return
    entry.keys ??= await deathKeys(token, entry)
    if (!revocations.isRevoked(entry.keys, entry.iat)) return
    memory.delete(token)
    refuseToken('revoked', 'the token has been revoked')
  }

  return async (token: string): Promise<VerifiedToken> => {
    if (typeof token !== 'string' || token === '') return refuseToken('malformed', 'there is no token')
    if (token.length > maxTokenLength) {
      return refuseToken('too_long', `the token is longer than ${maxTokenLength} characters`)
    }
    const known = remembered(token)
    if (known && isAliveNow(known)) return known.verified
    const entry = known ?? (await believeAnew(token))
    await requireAlive(token, entry)
    return entry.verified
  }
}
