// authorization: the value between a grant and the tokens. A grant proves it, the tenant's code may change it, mint turns
// it into tokens; none of them knows the others.
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'

/** What a grant has proven: who asks, through which client, for which API, with which scopes. */
export type Authorization = {
  readonly client: Client
  /** `sub` of the tokens: a user's id, or `<client_id>@clients`. */
  readonly subject: string
  /** The API the access token is for; absent for an opaque token that only the server's own userinfo endpoint takes. */
  readonly api?: ResourceServer
  /** What lets the client ask this API in its own name. */
  readonly clientGrant?: ClientGrant
  /** What was granted, in the order it was asked for. */
  readonly scopes: readonly string[]
  /** `gty` of the Auth0 dialects. */
  readonly gty?: 'client-credentials' | 'password' | 'refresh_token'
  /** `permissions` of the `_authz` dialects: all of the subject's rights at this API, asked for or not. */
  readonly permissions: readonly string[]
}
