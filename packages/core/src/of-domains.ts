// What the decisions need to know of a domain from outside of this server.

/** What is known of a domain outside of this server. */
export type OfDomains = {
  /** Whether the operator says that tenants may have it, so that nobody need prove anything. */
  readonly isVouchedFor: (domain: string) => boolean
  /** The texts that DNS has under a name; none where there is no such name. Rejects when DNS does not say. */
  readonly txt: (name: string) => Promise<readonly string[]>
  /** The same for the names that it is an alias of. */
  readonly cname: (name: string) => Promise<readonly string[]>
}
