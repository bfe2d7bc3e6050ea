// The keys of one issuer: read once for all who wait, read again when they are old or a token names an unknown one, and kept when
// the issuer is away. security.md §4.9
import { parseUniqueJsonObject, type JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { MaybePromise } from '../crypto/backend.ts'
import { publicKey, secretKey, UnfitKey, type BoundKey } from '../keys.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { fetchText, IssuerAway } from './fetch-text.ts'
import type { Metadata } from './metadata.ts'
import { atMostEvery } from './once.ts'

/** Seconds for which a set counts as fresh: what its answer says, within these, and 300 when it says nothing. */
const FRESHEST = 10
const STALEST = 600
const USUAL = 300

/** Milliseconds between two readings, whatever tokens name. */
const COOL_DOWN = 5000

/** Milliseconds for which keys are kept while the issuer is away. */
const KEPT = 24 * 3600 * 1000

/** Most keys of a set that are looked at. */
const MOST_KEYS = 100

export type KeySet = {
  /** Keys by the name in a header; all when a token names none. Throws IssuerAway when none have ever been read. */
  readonly find: (kid: string | undefined) => MaybePromise<readonly BoundKey[]>
  /** Whether a key that was found is still one of the issuer's at `time`, milliseconds. Reads anew behind the scenes when the set is old. */
  readonly has: (key: BoundKey, time: number) => boolean
}

const named = (keys: readonly BoundKey[], kid: string | undefined): readonly BoundKey[] =>
  kid === undefined ? keys : keys.filter((key) => key.kid === kid)

/** Keys that never change: given, or a secret. */
const fixed = (loading: Promise<readonly BoundKey[]>): KeySet => {
  let keys: readonly BoundKey[] | undefined
  // A mistake is thrown to whoever asks; nobody else need hear of it.
  loading.then((loaded) => (keys = loaded)).catch(() => undefined)
  return {
    find: (kid) => (keys ? named(keys, kid) : loading.then((loaded) => named(loaded, kid))),
    has: () => true,
  }
}

/** The secret is one key for each of its algorithms, and answers to every name, since a secret has none. */
const ofSecret = ({ secret = '', shortSecret, algorithms }: IssuerSettings): KeySet => {
  const loading = Promise.all(algorithms.map((alg) => secretKey(alg, secret, shortSecret ? 16 : undefined)))
  const { find, has } = fixed(loading)
  return { find: () => find(undefined), has }
}

const maxAgeOf = (headers: Headers): number => {
  const [, seconds] = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(headers.get('cache-control') ?? '') ?? []
  return Math.min(STALEST, Math.max(FRESHEST, seconds === undefined ? USUAL : Number(seconds)))
}

type Held = { readonly keys: readonly BoundKey[]; readonly all: ReadonlySet<BoundKey>; readonly freshUntil: number }

/** The usable keys of a set; those that are already `known` as the same objects, so that what they verified still counts. */
async function boundKeys(
  jwks: readonly unknown[],
  { algorithms }: IssuerSettings,
  known: readonly BoundKey[],
): Promise<readonly BoundKey[]> {
  const byContent = new Map(known.map((key) => [key.from, key]))
  const keys: BoundKey[] = []
  for (const jwk of jwks.slice(0, MOST_KEYS)) {
    if (typeof jwk !== 'object' || jwk === null) continue
    try {
      const key = await publicKey(jwk as JsonObject, algorithms)
      keys.push(byContent.get(key.from) ?? key)
    } catch (error) {
      if (!(error instanceof UnfitKey)) throw error
    }
  }
  return keys
}

function remote(issuer: IssuerSettings, metadata: Metadata, { fetch, now, notice }: Settings): KeySet {
  let held: Held | undefined
  let confirmedAt = -Infinity

  const read = async (): Promise<void> => {
    const { text, headers } = await fetchText(fetch, issuer.jwksUri ?? (await metadata.url('jwks_uri')))
    const jwks = parseUniqueJsonObject(text)?.['keys']
    if (!Array.isArray(jwks)) throw new IssuerAway(`the key set of ${issuer.issuer} is none`)
    const keys = await boundKeys(jwks, issuer, held?.keys ?? [])
    if (keys.length === 0 && jwks.length > 0) {
      const message = 'no key of the set can be used with the accepted algorithms'
      notice({ event: 'keys_unfit', issuer: issuer.issuer, message })
    }
    confirmedAt = now()
    held = { keys, all: new Set(keys), freshUntil: confirmedAt + maxAgeOf(headers) * 1000 }
  }

  const refresh = atMostEvery(COOL_DOWN, now, () =>
    read().catch((error: unknown) => {
      const message = `keys cannot be read: ${error instanceof Error ? error.message : 'unknown'}`
      notice({ event: 'keys_unreachable', issuer: issuer.issuer, message })
      throw error
    }),
  )

  /** Where there are keys to go on with, nobody waits for newer ones. */
  const usable = (time = now()): Held | undefined => {
    if (held && time >= held.freshUntil) void refresh()
    return held && time - confirmedAt < KEPT ? held : undefined
  }

  const findAnew = async (kid: string | undefined): Promise<readonly BoundKey[]> => {
    try {
      await refresh()
    } catch (error) {
      if (!usable()) throw error
    }
    const current = usable()
    if (!current) throw new IssuerAway(`the keys of ${issuer.issuer} could not be read a moment ago`)
    return named(current.keys, kid)
  }

  return {
    find: (kid) => {
      const found = named(usable()?.keys ?? [], kid)
      return found.length > 0 ? found : findAnew(kid)
    },
    has: (key, time) => usable(time)?.all.has(key) ?? false,
  }
}

export const keySetOf = (issuer: IssuerSettings, metadata: Metadata, settings: Settings): KeySet => {
  if (issuer.secret !== undefined) return ofSecret(issuer)
  if (issuer.keys === undefined) return remote(issuer, metadata, settings)
  return fixed(Promise.all(issuer.keys.keys.map((jwk) => publicKey(jwk, issuer.algorithms))))
}
