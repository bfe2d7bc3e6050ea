// What must be so of a network ACL: it can be decided, by what is known here of a request. reference: Management API, section 22.
import type { Document } from '@symbolon/protocol/entities/entity'
import {
  NETWORK_ACL,
  SIGNALS_OF_PLACES,
  UNKNOWABLE_SIGNALS,
  type NetworkAcl,
  type NetworkSignals,
} from '@symbolon/protocol/entities/network-acl'
import { isRange } from '../ip-range.ts'
import type { Change } from '../ports.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Draft, Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { invalidBody, notAllowed } from './refusals.ts'

/** Most of a tenant: all may be held against every request. */
const MOST = 20

const plain = plainNoun('network_acls', NETWORK_ACL)

const DECISIONS = ['allow', 'block', 'redirect'] as const

/** @throws ApiError 400 */
function requireAction({ action }: NetworkAcl['rule']): void {
  for (const name of [...DECISIONS, 'log'] as const) {
    if (action[name] === false) throw invalidBody('Expected true, or nothing', `rule.action.${name}`)
  }
  const decided = DECISIONS.filter((name) => action[name])
  if (decided.length > 1 || (decided.length === 0 && !action.log))
    throw invalidBody('Expected one of allow, block, redirect, or log', 'rule.action')
  const { redirect, redirect_uri: target } = action
  if (redirect ? target === undefined || !URL.canParse(target) : target !== undefined)
    throw invalidBody('Expected an address together with redirect, and only then', 'rule.action.redirect_uri')
}

/** @throws ApiError 400 */
function requireSignals(name: 'match' | 'not_match', signals: NetworkSignals): void {
  if (Object.keys(signals).length === 0) throw invalidBody('Expected at least one signal', `rule.${name}`)
  for (const list of ['ipv6_cidrs', 'connecting_ipv6_cidrs'] as const) {
    const wrong = signals[list]?.findIndex((text) => !isRange(text)) ?? -1
    if (wrong >= 0) throw invalidBody('Expected an IPv6 address or range', `rule.${name}.${list}[${wrong}]`)
  }
}

/** What an active ACL asks for must be known. @throws ApiError 400 */
function requireKnown({ findPlace }: Tenancy, name: 'match' | 'not_match', signals: NetworkSignals): void {
  const unknowable = findPlace ? UNKNOWABLE_SIGNALS : [...UNKNOWABLE_SIGNALS, ...SIGNALS_OF_PLACES]
  const unknown = unknowable.find((signal) => signals[signal] !== undefined)
  if (unknown === undefined) return
  throw invalidBody(
    'Nothing here knows this of a request, so the ACL could never apply: it can be kept with active set to false',
    `rule.${name}.${unknown}`,
  )
}

/** @throws ApiError 400 */
function requireDecidable(tenancy: Tenancy, { active, rule }: NetworkAcl): void {
  requireAction(rule)
  const { match, not_match, match_all } = rule
  if (match_all === false) throw invalidBody('Expected true, or nothing', 'rule.match_all')
  if (match_all ? match || not_match : !match && !not_match)
    throw invalidBody('Expected match, not_match or both of them, or match_all alone', 'rule')
  for (const [name, signals] of [
    ['match', match],
    ['not_match', not_match],
  ] as const) {
    if (!signals) continue
    requireSignals(name, signals)
    if (active) requireKnown(tenancy, name, signals)
  }
}

const decidable = (tenancy: Tenancy, draft: Draft<NetworkAcl>): Draft<NetworkAcl> => {
  requireDecidable(tenancy, draft.document)
  return draft
}

const timeOf = ({ now }: Tenancy): string => new Date(now()).toISOString()

export const networkAcls: Noun<NetworkAcl> = {
  ...plain,
  create: async (tenancy, sent: Document, parent) => {
    const kept = await tenancy.store.all('network_acls', {})
    if (kept.length >= MOST) throw notAllowed(`A tenant can have at most ${MOST} network ACLs`)
    const time = timeOf(tenancy)
    const made = decidable(
      tenancy,
      await plain.create(tenancy, { ...sent, created_at: time, updated_at: time }, parent),
    )
    const asCounted: Change = { unchanged: 'network_acls', where: {}, documents: kept }
    return { ...made, changes: [asCounted, ...made.changes] }
  },
  update: async (tenancy, before, sent) =>
    decidable(tenancy, await plain.update(tenancy, before, { ...sent, updated_at: timeOf(tenancy) })),
}
