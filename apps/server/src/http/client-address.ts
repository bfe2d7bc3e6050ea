// Who a request comes from, and for which host. X-Forwarded-* counts only from a trusted proxy; from anybody else it is
// as if it were not there.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { addRange } from '../read-setting.ts'

export type Origin = { readonly host: string | undefined; readonly ip: string | undefined }

/** Reads host and address of a request, behind the proxies in `trusted` or without any. */
export function originReader(trusted: readonly string[]): (request: IncomingMessage) => Origin {
  if (trusted.length === 0) return ({ headers, socket }) => ({ host: headers.host, ip: bare(socket.remoteAddress) })
  const proxies = new BlockList()
  for (const range of trusted) addRange(proxies, range)
  const isTrusted = (ip: string): boolean => isIP(ip) !== 0 && proxies.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
  return ({ headers, socket }) => {
    const peer = bare(socket.remoteAddress)
    if (peer === undefined || !isTrusted(peer)) return { host: headers.host, ip: peer }
    return {
      host: lastOf(headers['x-forwarded-host']) ?? headers.host,
      ip: forwardedFor(headers['x-forwarded-for'], isTrusted) ?? peer,
    }
  }
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
