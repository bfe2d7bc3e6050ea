// rules: the tenant's own code on the way from a proven identity to tokens. Here: what it is told about the request, whatever flow
// that belongs to. reference: extensibility, sections 3 and 5.
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Authorization } from '../authorization.ts'
import type { Session } from '../records.ts'
import type { Visitor } from '../visitor.ts'

export type Protocol =
  | 'oidc-basic-profile'
  | 'oidc-implicit-profile'
  | 'oidc-hybrid-profile'
  | 'oauth2-password'
  | 'oauth2-refresh-token'
  | 'oauth2-token-exchange'
  | 'redirect-callback'

type Parameters = Readonly<Record<string, string>>

/** Whom code goes on as. */
export type Named = {
  /** Whatever it has written there. */
  readonly user_id: unknown
  readonly by: 'A rule' | 'An action'
}

/** One request in which a user gets tokens. */
export type Flow = {
  readonly protocol: Protocol
  /** What `redirect-callback` came back to. */
  readonly original_protocol?: Protocol
  readonly query: Parameters
  readonly body: Parameters
  readonly visitor: Visitor
  readonly connection: Connection | undefined
  readonly session: Session | undefined
  /** How the user proved who it is. */
  readonly methods: readonly { readonly name: string; readonly timestamp: number }[]
  /** Whether somebody may be shown a page: not at the token endpoint, and not under `prompt=none`. */
  readonly mayRedirect: boolean
  /** Whether somebody asks what each script did: then rules say what each of them changed, which takes longer. */
  readonly traced?: boolean
  /**
   * The same request of another user, to whom who logged in is linked by now; undefined where somebody must be asked something first.
   * Without it nobody goes on as anybody else.
   */
  readonly goOnAs?: (
    named: Named,
  ) => Promise<{ readonly authorization: Authorization; readonly session: Session | undefined } | undefined>
}

/** The protocol of a request for authorization, by its response type. */
export const protocolOf = (response_type: string): Protocol => {
  const words = response_type.split(' ')
  if (!words.includes('code')) return 'oidc-implicit-profile'
  return words.length === 1 ? 'oidc-basic-profile' : 'oidc-hybrid-profile'
}
