// records: what is kept of people and of what they have been given. Unlike the documents of the configuration they are many and
// change all the time: each is read from the database whenever it is asked for, and a change concerns nobody else. Times are seconds
// since the epoch. Handles (cookies, codes, links, refresh tokens) are kept as their SHA-256, base64url.
import type { Metadata } from '@symbolon/protocol/entities/user'
import type { AuthorizationCode, LoginTicket, Ticket, Transaction, PagePreview } from './one-time.ts'

/** The password of one database identity. */
export type Password = {
  /** The `user_id` that the identity gives or gave: it stays when the identity is linked to another user. */
  readonly user_id: string
  readonly connection: string
  /** PHC string, or that of an import in its own format. */
  readonly hash: string
  /** Hashes of earlier ones, newest first. */
  readonly history: readonly string[]
  readonly changed_at: number
}

/** Where somebody was when something was made, and when it was last used. */
export type Device = {
  readonly initial_ip?: string
  readonly initial_user_agent?: string
  readonly last_ip?: string
  readonly last_user_agent?: string
}

/** What a browser is signed in as. */
export type Session = {
  /** `sid` of the tokens; the browser's cookie is another value, of which only the hash is kept. */
  readonly id: string
  readonly user_id: string
  /** Name of the connection that the user came through. */
  readonly connection: string
  readonly created_at: number
  readonly updated_at: number
  /** When the user last proved who it is: `auth_time`. */
  readonly authenticated_at: number
  readonly last_interacted_at: number
  readonly idle_expires_at: number
  readonly expires_at: number
  readonly methods: readonly { readonly name: string; readonly timestamp: number }[]
  /** Clients that have got something by it. */
  readonly clients: readonly string[]
  readonly device: Device
  readonly persistent: boolean
  /** When it ends at the latest whatever its cookie becomes, seconds since the epoch: code wanted it so since the last login. */
  readonly shortened_to?: number
  readonly session_metadata?: Metadata
  /** The organization in which something was given by it last. */
  readonly organization_id?: string
}

/** Rights at one API; `audience` is empty for the scopes that are no API's. */
export type GrantedAudience = { readonly audience: string; readonly scopes: readonly string[] }

/** A refresh token and all its successors: one record that a rotation changes in place. */
export type RefreshToken = {
  /** Names it in the Management API; says nothing about the token. */
  readonly id: string
  readonly user_id: string
  readonly client_id: string
  readonly session_id: string | null
  /** Hash of the authorization code that it came of. */
  readonly code_hash: string | null
  readonly rotating: boolean
  readonly created_at: number
  readonly last_exchanged_at: number | null
  /** Absolute end; null: none. */
  readonly expires_at: number | null
  readonly idle_expires_at: number | null
  /** What was granted in the beginning, the first audience the one that was asked for. Never grows. */
  readonly resource_servers: readonly GrantedAudience[]
  /** Words of the scope that are no API's, but stood for attributes of the user when it was asked for; absent: none. */
  readonly mapped_words?: readonly string[]
  /** When the user proved who it is. */
  readonly auth_time: number
  /** Whether that stands in its ID tokens; absent is no. */
  readonly with_auth_time?: boolean
  readonly device: Device
  readonly refresh_token_metadata?: Metadata
  /** Set where it came of a login to an organization: all its tokens are of that. */
  readonly organization_id?: string
}

/** Which token of the record counts. */
export type RefreshTokenState = {
  readonly token_hash: string
  readonly previous_hash: string | null
  /** What the current token follows from, together with the previous one and a key that only the server has. */
  readonly successor_salt: string | null
  /** Milliseconds since the epoch. */
  readonly rotated_at: number | null
}

/** What a use of a refresh token changes. */
export type RefreshTokenUse = {
  readonly last_exchanged_at: number
  readonly idle_expires_at: number | null
  /** Set when it is to end earlier than was said in the beginning. */
  readonly expires_at?: number | null
  readonly device: Device
}

/** What the tenant's code has made of a user: claims of the ID token, and fields of the profile; null for one that it took away. */
export type UserinfoClaims = {
  readonly claims: Readonly<Record<string, unknown>>
  readonly profile: Readonly<Record<string, unknown>>
}

/** What a user has allowed a client. */
export type Consent = {
  /** 24 hexadecimal digits. */
  readonly id: string
  readonly user_id: string
  readonly client_id: string
  /** Identifier of the API; empty for the scopes that are no API's. */
  readonly audience: string
  readonly scope: readonly string[]
  /** Where the client received it: another address asks again. */
  readonly redirect_uris: readonly string[]
}

/** One right that a user has without a role. */
export type UserPermission = { readonly resource_server_identifier: string; readonly permission_name: string }

/** That somebody may become a member of an organization. The link itself is kept nowhere. */
export type Invitation = {
  readonly id: string
  readonly organization_id: string
  readonly client_id: string
  readonly inviter: { readonly name: string }
  readonly invitee: { readonly email: string }
  /** The one way in for who accepts; absent: any of the organization's. */
  readonly connection_id?: string
  /** What a user is given who is made for it. */
  readonly app_metadata?: Metadata
  readonly user_metadata?: Metadata
  /** Roles in the organization. */
  readonly roles: readonly string[]
  readonly created_at: number
  readonly expires_at: number
}

/** What can be used once, by its kind. A value of one kind is never found as another. */
export type OneTimeContents = {
  /** A code of RFC 6749 §4.1. */
  authorization_code: AuthorizationCode
  /** A request for authorization while the person is busy logging in. */
  transaction: Transaction
  /** A link that was sent by mail. */
  ticket: Ticket
  /** What cross-origin authentication answers with. */
  login_ticket: LoginTicket
  /** A page that an administrator looks at before anything of it is kept. */
  page_preview: PagePreview
}

export type OneTimeKind = keyof OneTimeContents

export type OneTime<K extends OneTimeKind> = {
  readonly kind: K
  readonly hash: string
  /** Whose it is: it goes with the user. */
  readonly user_id: string | null
  readonly client_id: string | null
  readonly content: OneTimeContents[K]
  readonly expires_at: number
  /** When it was used; null while it has not been. */
  readonly spent_at: number | null
}

/** A kind of attempt that is counted against abuse. */
export type AttemptKind = 'login' | 'ip_login' | 'ip_signup' | 'ip_exchange' | 'mail'

export type Attempts = {
  readonly kind: AttemptKind
  /** What they are counted by. */
  readonly key: string
  readonly identifier: string | null
  readonly ip: string | null
  readonly connection: string | null
  /** May have a fraction, when attempts are regained with time. */
  readonly count: number
  readonly updated_at: number
}
