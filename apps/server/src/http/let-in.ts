// Asks, for a request whose tenant has just been found, whether it is let in from where it comes.
import type { IncomingMessage } from 'node:http'
import { OAuthError } from '@symbolon/core/errors'
import { turnedAway, type Area, type TurnedAway } from '@symbolon/core/network-acls/verdict'
import { placeOf } from '@symbolon/core/place'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { Origin } from './client-address.ts'

/**
 * Where a request is sent that is not let in; undefined for one that is. A promise only where that has to be looked up.
 *
 * @throws OAuthError access_denied, 403
 */
export function letIn(
  tenancy: Tenancy,
  area: Area,
  request: IncomingMessage,
  { host, ip }: Origin,
): string | undefined | Promise<string | undefined> {
  const arrival = () => ({
    ip,
    host,
    peer: request.socket.remoteAddress,
    user_agent: request.headers['user-agent'],
    place: placeOf(tenancy, ip),
  })
  const away = turnedAway(tenancy, area, arrival)
  return away instanceof Promise ? away.then(targetOf) : targetOf(away)
}

function targetOf(away: TurnedAway | undefined): string | undefined {
  if (away === undefined) return undefined
  if (away.redirect_uri !== undefined) return new URL(away.redirect_uri).href
  throw new OAuthError('access_denied', 'Requests from where this one comes are not let in.', {
    detail: `The network ACL ${away.by.id} turned it away`,
  })
}
