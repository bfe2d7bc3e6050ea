// What every request of the Fastify wings carries, put there by web.ts before any handler runs.
import type { Tenancy } from '@symbolon/core/tenancy'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether login pages of tenants' own making are shown at their own hosts too, as the operator says. */
    ownLoginPagesEverywhere: boolean
  }
  interface FastifyRequest {
    /** The tenant whose host was asked. */
    tenancy: Tenancy
    /** 20 hexadecimal digits, in the response and in every line about it. */
    requestId: string
    /** Address of the client, as far as trusted proxies tell. */
    clientAddress: string | undefined
  }
}
