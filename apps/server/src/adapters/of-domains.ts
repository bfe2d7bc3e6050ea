// What is known of a domain outside: what the operator vouches for, and what DNS says.
import { NODATA, NOTFOUND, Resolver } from 'node:dns/promises'
import type { OfDomains } from '@symbolon/core/of-domains'

/** Milliseconds for one try. */
const TIMEOUT = 2000

const TRIES = 2

/** There is no such name, or none of this kind: an answer, and no failure. */
const isNothing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === NODATA || error.code === NOTFOUND)

async function orNothing<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked
  } catch (error) {
    if (isNothing(error)) return []
    throw error
  }
}

/**
 * @param vouched domains that tenants may have without proof; `*.domain` for every one below it
 * @param servers addresses of DNS servers, with their ports; those of the machine where none are given
 */
export function ofDomains(vouched: readonly string[], servers: readonly string[] = []): OfDomains {
  const named = vouched.map((one) => one.toLowerCase())
  const open = (): Resolver => {
    const resolver = new Resolver({ timeout: TIMEOUT, tries: TRIES })
    if (servers.length > 0) resolver.setServers(servers)
    return resolver
  }
  return {
    isVouchedFor: (domain) =>
      named.some((one) => (one.startsWith('*.') ? domain.endsWith(one.slice(1)) : domain === one)),
    // A long text travels in pieces. RFC 1035 §3.3.14
    txt: async (name) => (await orNothing(open().resolveTxt(name))).map((pieces) => pieces.join('')),
    cname: (name) => orNothing(open().resolveCname(name)),
  }
}
