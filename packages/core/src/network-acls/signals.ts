// What a request is known by, and whether it is what an ACL asks for. reference: Management API, section 22.
import type { NetworkAcl, NetworkSignals } from '@symbolon/protocol/entities/network-acl'
import { withinRanges } from '../ip-range.ts'
import type { Place } from '../place.ts'

/** A request, as far as it can be known before anything of it is believed. */
export type Arrival = {
  /** Whom it comes from, behind the proxies that are trusted. */
  readonly ip: string | undefined
  /** Who is connected to us. */
  readonly peer: string | undefined
  readonly host: string | undefined
  readonly user_agent: string | undefined
  /** Where `ip` is, where that is known. */
  readonly place?: Place | undefined
}

type Test = (arrival: Arrival) => boolean

/** A text in which `*` stands for anything; in time that grows with the text alone. */
function likePattern(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const last = rest.pop()
  if (last === undefined) return (text) => text === first
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of rest) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}

const oneOfRanges = (
  ...lists: readonly (readonly string[] | undefined)[]
): ReturnType<typeof withinRanges> | undefined =>
  lists.every((list) => list === undefined) ? undefined : withinRanges(lists.flatMap((list) => list ?? []))

const withoutPort = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')

/** A test for each signal that is there; of IPv4 and IPv6 one is enough. */
function testsOf(signals: NetworkSignals): readonly Test[] {
  const tests: Test[] = []
  const addresses = oneOfRanges(signals.ipv4_cidrs, signals.ipv6_cidrs)
  if (addresses) tests.push(({ ip }) => addresses(ip))
  const peers = oneOfRanges(signals.connecting_ipv4_cidrs, signals.connecting_ipv6_cidrs)
  if (peers) tests.push(({ peer }) => peers(peer))
  if (signals.hostnames) {
    const hosts = new Set(signals.hostnames.map(withoutPort))
    tests.push(({ host }) => host !== undefined && hosts.has(withoutPort(host)))
  }
  if (signals.user_agents) {
    const likes = signals.user_agents.map(likePattern)
    tests.push(({ user_agent }) => {
      const lowered = user_agent?.toLowerCase()
      return lowered !== undefined && likes.some((isLike) => isLike(lowered))
    })
  }
  if (signals.geo_country_codes) {
    const countries = new Set(signals.geo_country_codes)
    tests.push(({ place }) => place?.country_code !== undefined && countries.has(place.country_code))
  }
  if (signals.geo_subdivision_codes) {
    const subdivisions = new Set(signals.geo_subdivision_codes)
    tests.push(({ place }) => subdivisions.has(`${place?.country_code}-${place?.subdivision_code}`))
  }
  return tests
}

/** Whether a request is one that the rule is about: each signal of `match` is met, and none of `not_match`. */
export function aboutWhom({ match, not_match, match_all }: NetworkAcl['rule']): Test {
  if (match_all) return () => true
  const wanted = match ? testsOf(match) : []
  const unwanted = not_match ? testsOf(not_match) : []
  return (arrival) => wanted.every((test) => test(arrival)) && !unwanted.some((test) => test(arrival))
}
