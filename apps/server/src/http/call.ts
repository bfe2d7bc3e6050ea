// One request as the wings see it, after its host was found to be a tenant's and its body was read.
import type { IncomingHttpHeaders } from 'node:http'
import type { Soon } from '@symbolon/core/soon'
import type { Tenancy } from '@symbolon/core/tenancy'
import type { EndpointMember } from '@symbolon/protocol/oauth/rfc8414-server-metadata'
import type { Answer } from './answer.ts'
import type { Followers } from './followers.ts'

export type Call = {
  readonly tenancy: Tenancy
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** What stands behind the question mark, or nothing. */
  readonly query: string
  /** Address of the client, as far as trusted proxies tell. */
  readonly ip: string | undefined
  /** Those who follow revocations, and are answered for as long as they stay. */
  readonly followers: Followers
  /** 20 hexadecimal digits, in every response and every line about it. */
  readonly requestId: string
}

/** At once where nothing has to be waited for. */
export type Handler = (call: Call) => Soon<Answer>

/** One path of the wing for programs. */
export type Route = {
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly handle: Handler
  /** Scripts of which pages may read its answers: of every page, or of those that the request's client has registered. */
  readonly readableBy: 'everybody' | 'client'
  /** The member of the server's metadata that publishes this path. RFC 8414 §2 */
  readonly metadata?: EndpointMember
}
