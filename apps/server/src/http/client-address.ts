// Who a request comes from, and for which host. X-Forwarded-* counts only from a trusted proxy; from anybody else it is
// as if it were not there.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { OAuthError } from '@symbolon/core/errors'
import { addRange } from '../read-setting.ts'

export type Origin = { readonly host: string | undefined; readonly ip: string | undefined }

/**
 * Reads host and address of a request, behind the proxies in `trusted` or without any.
 *
 * @throws OAuthError `invalid_request` for a request that names its host twice
 */
export function originReader(trusted: readonly string[]): (request: IncomingMessage) => Origin {
  if (trusted.length === 0) return (request) => ({ host: hostOf(request), ip: bare(request.socket.remoteAddress) })
  const proxies = new BlockList()
  for (const range of trusted) addRange(proxies, range)
  const isTrusted = (ip: string): boolean => isIP(ip) !== 0 && proxies.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
  return (request) => {
    const { headers, socket } = request
    const peer = bare(socket.remoteAddress)
    const host = hostOf(request)
    if (peer === undefined || !isTrusted(peer)) return { host, ip: peer }
    return {
      host: lastOf(headers['x-forwarded-host']) ?? host,
      ip: forwardedFor(headers['x-forwarded-for'], isTrusted) ?? peer,
    }
  }
}

/** Of two hosts whoever stands before us may have looked at the other one. RFC 9112, section 3.2 */
function hostOf({ headers, rawHeaders }: IncomingMessage): string | undefined {
  let named = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name === 'Host' || (name?.length === 4 && name.toLowerCase() === 'host')) named += 1
  }
  if (named > 1) throw new OAuthError('invalid_request', 'A request names its host once.')
  return headers.host
}

/**
 * The address nearest to us that is not a trusted proxy: what stands before it could be anybody's invention. So could be what
 * stands before something that is no address, where the walk ends; undefined when not even the nearest is one.
 */
function forwardedFor(header: string | string[] | undefined, isTrusted: (ip: string) => boolean): string | undefined {
  let nearest: string | undefined
  for (const hop of String(header ?? '')
    .split(',')
    .toReversed()) {
    const ip = withoutPort(hop.trim())
    if (isIP(ip) === 0) return nearest
    nearest = ip
    if (!isTrusted(ip)) return nearest
  }
  return nearest
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` are how some proxies write a hop. */
const withoutPort = (hop: string): string =>
  /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(hop)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop

const lastOf = (header: string | string[] | undefined): string | undefined =>
  String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim() || undefined

const bare = (address: string | undefined): string | undefined =>
  address?.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
