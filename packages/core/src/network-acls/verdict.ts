// network-acls: who is let in, by where a request comes from. The one place that decides it, before anything of a request is believed; a
// tenant without ACLs pays a comparison of two numbers. reference: Management API, section 22.
import { SIGNALS_OF_PLACES, type NetworkAcl } from '@symbolon/protocol/entities/network-acl'
import type { Tenancy } from '../tenancy.ts'
import { aboutWhom, type Arrival } from './signals.ts'
import { countMatch, countRequest } from './tally.ts'

/** The part of a tenant that a request is for: all that is below /api/v2, or all else. */
export type Area = 'management' | 'authentication'

/** What becomes of a request that is not let in. */
export type TurnedAway = { readonly by: NetworkAcl; readonly redirect_uri?: string }

type Standing = { readonly acl: NetworkAcl; readonly isAbout: (arrival: Arrival) => boolean }

type Known = { readonly era: number; readonly standing: readonly Standing[] }

const known = new WeakMap<Tenancy, Known>()

const compiled = new WeakMap<NetworkAcl, Standing>()

/** One may have been made active while there was a database of places, and the server has started without it since. */
function warnOfPlaces({ tenant, findPlace, operatorLog }: Tenancy, { id, description, rule }: NetworkAcl): void {
  if (findPlace || !SIGNALS_OF_PLACES.some((signal) => rule.match?.[signal] ?? rule.not_match?.[signal])) return
  const message =
    'A network ACL asks where an address is, which nobody knows without SYMBOLON_GEOIP: it takes everybody to be somewhere else'
  operatorLog('warn', message, { tenant_id: tenant.tenant_id, acl_id: id, description })
}

function standingOf(tenancy: Tenancy, acl: NetworkAcl): Standing {
  let standing = compiled.get(acl)
  if (!standing) {
    compiled.set(acl, (standing = { acl, isAbout: aboutWhom(acl.rule) }))
    warnOfPlaces(tenancy, acl)
  }
  return standing
}

/** Those that are active, the first to be asked first. */
async function read(tenancy: Tenancy): Promise<Known> {
  const era = tenancy.store.era()
  const acls = await tenancy.store.all('network_acls', {})
  const active = acls.filter((acl) => acl.active).toSorted((one, other) => one.priority - other.priority)
  const found = { era, standing: active.map((acl) => standingOf(tenancy, acl)) }
  known.set(tenancy, found)
  return found
}

function decide(tenancy: Tenancy, { standing }: Known, area: Area, arrival: Arrival): TurnedAway | undefined {
  for (const { acl, isAbout } of standing) {
    const { scope, action } = acl.rule
    if (scope !== 'tenant' && scope !== area) continue
    countRequest(tenancy, acl)
    if (!isAbout(arrival)) continue
    countMatch(tenancy, acl)
    if (action.log) continue
    if (action.allow) return undefined
    return action.redirect ? { by: acl, redirect_uri: action.redirect_uri ?? '' } : { by: acl }
  }
  return undefined
}

/**
 * What becomes of a request, when it is not let in. Answers at once, without a promise, as long as nothing of the tenant has changed.
 *
 * @param arrivalOf asked only where there are ACLs
 */
export function turnedAway(
  tenancy: Tenancy,
  area: Area,
  arrivalOf: () => Arrival,
): TurnedAway | undefined | Promise<TurnedAway | undefined> {
  const found = known.get(tenancy)
  // Not a number while the memory is not trusted, and then never the same.
  if (found === undefined || found.era !== tenancy.store.era())
    return read(tenancy).then((fresh) => decide(tenancy, fresh, area, arrivalOf()))
  return found.standing.length === 0 ? undefined : decide(tenancy, found, area, arrivalOf())
}
