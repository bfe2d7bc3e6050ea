// authorization: the value between a grant and the tokens. A grant proves it, the tenant's code may change it, mint turns
// it into tokens; none of them knows the others.
import { OFFLINE_ACCESS } from '@symbolon/protocol/oidc/standard-claims'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { Organization } from '@symbolon/protocol/entities/organization'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { User } from '@symbolon/protocol/entities/user'
import type { Custom } from './custom.ts'
import type { Device, RefreshToken, RefreshTokenState } from './records.ts'
import type { PasswordProof } from './password-proof.ts'
import type { Visitor } from './visitor.ts'

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
  readonly gty?: 'client-credentials' | 'password' | 'refresh_token' | 'token-exchange'
  /** `permissions` of the `_authz` dialects: all of the subject's rights at this API, asked for or not. */
  readonly permissions: readonly string[]
  /** Within which organization; absent: in none. */
  readonly within?: Within
  /** Whom the tokens are about; absent when a client speaks for itself. */
  readonly user?: User
  /** By what the user must still be able to log in: who logged in by it goes on as this user. */
  readonly linked?: readonly string[]
  /** The password that it stands on, where one was sent with the request. */
  readonly password?: PasswordProof
  /** A token with a name of its own, in place of the API's lifetime; seconds. */
  readonly longLived?: { readonly jti: string; readonly lifetime: number }
  /** What the tenant's own code has made of it. */
  readonly custom?: Custom
  /** What else is to be issued, and for a user's tokens only. Without it there is an access token alone. */
  readonly wanted?: Wanted
}

/** An organization, and what tokens of it say. */
export type Within = {
  readonly organization: Organization
  readonly claims: { readonly org_id: string; readonly org_name?: string }
}

/** What a user's authorization asks for besides, or instead of, the access token. */
export type Wanted = {
  /** Front channel: no refresh token, and the shorter lifetime of tokens for browsers. */
  readonly channel: 'front' | 'token_endpoint'
  readonly access_token: boolean
  /** An ID token is made when `openid` is among the scopes; this says what stands in it beyond the user's claims. */
  readonly id_token: IdTokenFacts | undefined
  /** A refresh token to be made; its scopes are the authorization's. */
  readonly refresh_token: RefreshTokenFacts | undefined
  /** A refresh token that was presented, to be renewed as its client's settings say; never beside one to be made. */
  readonly renewed?: PresentedRefreshToken
}

/** The session that tokens of this authorization came of, whether it still lasts or not: `sid` of its access tokens. */
export const sessionBehind = ({ wanted }: Pick<Authorization, 'wanted'>): string | undefined =>
  wanted?.id_token?.sid ?? wanted?.refresh_token?.session_id ?? wanted?.renewed?.token.session_id ?? undefined

/** A refresh token never comes through the browser, so nothing that is shown there says that there is one. */
export const scopesThrough = (channel: Wanted['channel'], scopes: readonly string[]): readonly string[] =>
  channel === 'front' ? scopes.filter((scope) => scope !== OFFLINE_ACCESS) : scopes

/** A refresh token that counts, as it was found. */
export type PresentedRefreshToken = {
  /** The string itself, the part of it that its successors share, and the hashes of both. */
  readonly text: string
  readonly handle: Buffer
  readonly handle_hash: string
  readonly token_hash: string
  readonly token: RefreshToken
  readonly state: RefreshTokenState
  /** What this very token has been replaced by already, when it is presented again in time. */
  readonly successor: string | undefined
  /** From where it is presented. */
  readonly visitor: Visitor
}

export type IdTokenFacts = {
  readonly nonce: string | null
  readonly sid: string | null
  /** Seconds; only where the request asked for it. */
  readonly auth_time: number | null
  /** The code issued beside it, for `c_hash`. */
  readonly code: string | null
  /** `state` of the request, where it is to be hashed in (`s_hash`): beside a code. */
  readonly state?: string | null
  /** Whether the access token is hashed into it (`at_hash`): front channel only. */
  readonly with_at_hash: boolean
}

export type RefreshTokenFacts = {
  readonly session_id: string | null
  readonly code_hash: string | null
  readonly auth_time: number
  readonly with_auth_time: boolean
  readonly device: Device
}
