// Where calls to the outside may go: to public addresses, and to private ones only where the operator says so. A name is resolved
// once and the address that was judged is the address that is called, so that no later answer can lead elsewhere.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { addRange } from '../read-setting.ts'

// Loopback, private, link-local, shared, documentation, relays, multicast, reserved. Of IPv6 all but what is given out to be reached from
// everywhere (2000::/3), and of that what carries an IPv4 address or is for documentation. IANA special-purpose address registries.
// A list for each family: to a list of both, every IPv4 address would be one of IPv6 as well.
const NOT_PUBLIC = {
  ipv4: `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
    192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3`.split(/\s+/),
  ipv6: '::/3 2001::/23 2001:db8::/32 2002::/16 3fff::/20 4000::/2 8000::/1'.split(' '),
}

/** The address may not be called. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused'
  readonly permanent = true
}

/** Finds the address that a host may be called at, or throws EgressRefused. */
export type Egress = (host: string) => Promise<string>

/** @param allow hosts, `*.domain`, addresses and ranges that may be called although they are private */
export function egress(allow: readonly string[]): Egress {
  const refused = { ipv4: rangesOf(NOT_PUBLIC.ipv4), ipv6: rangesOf(NOT_PUBLIC.ipv6) }
  const isRange = (item: string): boolean => isIP(item.split('/')[0] ?? '') !== 0
  const allowed = rangesOf(allow.filter(isRange))
  const hosts = allow.filter((item) => !isRange(item)).map((item) => item.toLowerCase())
  return async (host) => {
    const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
    const isAllowedHost = hosts.some((one) => (one.startsWith('*.') ? name.endsWith(one.slice(1)) : name === one))
    const addresses = isIP(name) === 0 ? (await lookup(name, { all: true })).map(({ address }) => address) : [name]
    const address = addresses.find((one) => isAllowedHost || isIn(allowed, one) || !isIn(refused[familyOf(one)], one))
    if (address === undefined) {
      throw new EgressRefused(`${name} is not a public address; SYMBOLON_EGRESS_ALLOW lets it be called all the same`)
    }
    return address
  }
}

const rangesOf = (ranges: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const range of ranges) addRange(list, range)
  return list
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const isIn = (list: BlockList, address: string): boolean => list.check(address, familyOf(address))
