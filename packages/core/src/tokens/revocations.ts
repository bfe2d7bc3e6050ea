// What has been revoked, in the memory of this process: asked at each use of a token, and kept current by this process's own
// revocations at once, and by what others announce. design.md §5
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import {
  type RevocableClaims,
  type RevocationEvent,
  revocationTexts,
  TENANT_TEXT,
} from '@symbolon/protocol/revocation/event'
import {
  newRevocationMap,
  type RevocationKeys,
  revocationKeys,
  type RevocationMap,
} from '@symbolon/protocol/revocation/revocation-map'
import { hash } from 'node:crypto'
import { sessionBehind, type Authorization } from '../authorization.ts'
import type { TenantStore } from '../ports.ts'
import type { KeptRevocation } from '../revocation-store.ts'
import type { Tenancy } from '../tenancy.ts'

/** Events of one look at the database. */
const AT_ONCE = 1000

/** From this many on, what is over is thrown out whenever there are twice as many as there were the last time. */
const FEWEST_TO_PRUNE = 1000

/** By what a token dies: `keys` of the events that are about it, and when it was issued, seconds. */
export type Mortal = { readonly iat: number; readonly keys: () => RevocationKeys }

export const revocationKey = (text: string): string => hash('sha256', text, 'base64url')

const textOf = (claims: JsonObject, name: string): string | undefined => {
  const value = claims[name]
  return typeof value === 'string' ? value : undefined
}

const keysOf = (more: readonly string[], about: RevocableClaims): RevocationKeys =>
  revocationKeys([...more, ...revocationTexts(about).map(revocationKey)])

/** What a token with these claims, which have been believed, dies by. `token`: the text itself, where there is one. */
export function mortalOf(claims: JsonObject, token?: string): Mortal {
  const { aud, iat } = claims
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const about = {
    sub: textOf(claims, 'sub'),
    client_id: textOf(claims, 'client_id') ?? textOf(claims, 'azp'),
    sid: textOf(claims, 'sid'),
    jti: textOf(claims, 'jti'),
    org_id: textOf(claims, 'org_id'),
    aud: named.filter((one): one is string => typeof one === 'string'),
  }
  let keys: RevocationKeys | undefined
  const makeKeys = () => keysOf(token === undefined ? [] : [revocationKey(token)], about)
  // A token that does not say when it was issued was issued before everything.
  return { iat: typeof iat === 'number' ? iat : -Infinity, keys: () => (keys ??= makeKeys()) }
}

type Memory = {
  readonly known: RevocationMap
  /** Everything up to this number is known. */
  position: number
  /** Whether there may be more than is known. */
  behind: boolean
  catching: Promise<void> | undefined
  /** The latest second up to which something has died. */
  latest: number
  /** How many there were when those that are over were last thrown out. */
  pruned: number
  readonly heard: Set<(position: number) => void>
}

// One for each tenant of a store; the store answers with the same object for a tenant.
const memories = new WeakMap<TenantStore, Memory>()

function memoryOf(tenancy: Tenancy): Memory {
  const { store } = tenancy
  const found = memories.get(store)
  if (found) return found
  const memory: Memory = {
    known: newRevocationMap(),
    position: 0,
    behind: true,
    catching: undefined,
    latest: -Infinity,
    pruned: FEWEST_TO_PRUNE,
    heard: new Set(),
  }
  memories.set(store, memory)
  store.followRevocations(() => {
    memory.behind = true
    // Whoever asks next tries again, and hears what is wrong.
    catchUp(tenancy, memory).catch(() => undefined)
  })
  return memory
}

function add(memory: Memory, event: KeptRevocation): void {
  memory.known.add(event)
  // What is dead for ever by its own text or id says nothing about what is issued next.
  if (event.kind !== 'token') memory.latest = Math.max(memory.latest, event.before)
}

function prune(memory: Memory, now: number): void {
  if (memory.known.size() < 2 * memory.pruned) return
  memory.known.prune(now)
  memory.pruned = Math.max(memory.known.size(), FEWEST_TO_PRUNE)
}

async function readOn(tenancy: Tenancy, memory: Memory): Promise<void> {
  const before = memory.position
  while (memory.behind) {
    memory.behind = false
    const { events, through, head } = await tenancy.store.revocationsAfter(memory.position, AT_ONCE)
    for (const { event } of events) add(memory, event)
    memory.position = Math.max(memory.position, through)
    if (through < head) memory.behind = true
  }
  prune(memory, tenancy.now() / 1000)
  if (memory.position > before) for (const hear of memory.heard) hear(memory.position)
}

/** Reads what there is beyond what is known. */
function catchUp(tenancy: Tenancy, memory: Memory): Promise<void> {
  memory.catching ??= readOn(tenancy, memory)
    .catch((error: unknown) => {
      memory.behind = true
      throw error
    })
    .finally(() => (memory.catching = undefined))
  return memory.catching
}

/** Whether all there is to know is known; NaN is the era of a store that has lost touch with its database. */
const isCurrent = ({ store }: Tenancy, { behind, catching }: Memory): boolean =>
  !behind && catching === undefined && !Number.isNaN(store.era())

const isDead = ({ known }: Memory, { iat, keys }: Mortal): boolean => known.size() > 0 && known.revokes(keys(), iat)

/**
 * Whether a token has been revoked; at once while this process knows of everything.
 *
 * @throws an error whose `code` is `store_unavailable` when that cannot be found out: nobody then knows that it still lives
 */
export function isRevoked(tenancy: Tenancy, mortal: Mortal): boolean | Promise<boolean> {
  const memory = memoryOf(tenancy)
  if (isCurrent(tenancy, memory)) return isDead(memory, mortal)
  memory.behind = true
  return catchUp(tenancy, memory).then(() => isDead(memory, mortal))
}

const EVERYTHING = revocationKeys([revocationKey(TENANT_TEXT)])

/** Whether something made at `made` (seconds) ended when everything that the tenant had issued was revoked. */
export const isRevokedWithAll = (tenancy: Tenancy, made: number): boolean | Promise<boolean> =>
  isRevoked(tenancy, { iat: made, keys: () => EVERYTHING })

/**
 * The last second up to which tokens of `authorization` are dead, when `now` (seconds) is no later; undefined where one that is issued
 * now lives. Costs a comparison unless something has been revoked in this very second.
 */
export function deadAtBirth(tenancy: Tenancy, now: number, authorization: Authorization): number | undefined {
  const memory = memoryOf(tenancy)
  if (memory.latest < now) return undefined
  const { subject: sub, client, api, within } = authorization
  const sid = sessionBehind(authorization)
  const keys = keysOf([], {
    sub,
    client_id: client.client_id,
    sid,
    org_id: within?.organization.id,
    aud: api ? [api.identifier] : [],
  })
  if (!memory.known.revokes(keys, now)) return undefined
  // Another process may be ahead by a moment, and a second with it.
  let last = now
  while (last < memory.latest && memory.known.revokes(keys, last + 1)) last += 1
  return last
}

/** Puts what this process has just written where the next token is checked. */
export function learn(tenancy: Tenancy, events: readonly KeptRevocation[]): void {
  const memory = memoryOf(tenancy)
  for (const event of events) add(memory, event)
}

/** Calls `hear` whenever there are revocations that were not there before, with the last number, until the answer is called. */
export function onRevocation(tenancy: Tenancy, hear: (position: number) => void): () => void {
  const { heard } = memoryOf(tenancy)
  heard.add(hear)
  return () => void heard.delete(hear)
}

/** A revocation as it goes over the wire. */
export const asEvent = (seq: number, { kind, key, before, expires }: KeptRevocation): RevocationEvent =>
  // What core has written is of one of the kinds.
  ({ kind: kind as RevocationEvent['kind'], key, before, expires, seq })
