// What stands behind the values that can be used once: codes, paused requests, links, login tickets.
import type { CodeChallengeMethod } from '@symbolon/protocol/oauth/rfc7636-pkce'
import type { CustomText } from './collections.ts'
import type { Custom } from './custom.ts'
import type { PasswordProof } from './password-proof.ts'
import type { Prompt } from '@symbolon/protocol/oidc/core'
import type { ResponseMode } from '@symbolon/protocol/oidc/response-modes'

/** What an authorization code stands for: everything that was decided when the person agreed. */
export type AuthorizationCode = {
  readonly client_id: string
  readonly user_id: string
  readonly session_id: string | null
  /** As it was sent; null when it was not, and then it must not be sent with the code either. */
  readonly redirect_uri: string | null
  /** Identifier of the API; null for an opaque access token. */
  readonly audience: string | null
  /** What was granted, API scopes and OpenID scopes alike. */
  readonly scopes: readonly string[]
  readonly nonce: string | null
  /** Seconds since the epoch. */
  readonly auth_time: number
  /** Whether the request wants `auth_time` in the ID token. */
  readonly with_auth_time: boolean
  readonly code_challenge: string | null
  readonly code_challenge_method: CodeChallengeMethod | null
  /** Within which organization; absent: in none. */
  readonly organization_id?: string
  /** What the tenant's own code made of it, when the person logged in. */
  readonly custom?: Custom
}

/** A request for authorization, checked, while its person is busy. */
export type Transaction = {
  readonly request: AuthorizationRequest
  /** SHA-256 of the cookie of the browser that began; another browser cannot go on. */
  readonly browser_hash: string
  /** What has been done in this transaction, seconds since the epoch. */
  readonly authenticated_at: number | null
  readonly consented: boolean
  readonly account_selected: boolean
  /** Where an action of the tenant's stopped to send the person somewhere, and what was decided until then. */
  readonly suspended: {
    readonly action: string
    readonly custom: Custom
    readonly metadata?: Readonly<Record<string, unknown>>
    /** Whether it had gone on as another user by then. */
    readonly hasGoneOn?: boolean
  } | null
  /** Whom the tenant's code sent away: whoever comes back as somebody else has not been there. */
  readonly sent_user_id?: string | undefined
  /** The organization that somebody named or chose on a page of ours, where the request names none. */
  readonly organization?: string
  /** Who somebody said to be on the first of two login pages; proves nothing. */
  readonly typed_username?: string
}

export type AuthorizationRequest = {
  readonly client_id: string
  /** Sorted, single spaces: `code id_token`. */
  readonly response_type: string
  readonly response_mode: ResponseMode
  /** Where the answer goes: as sent, or the client's first callback. */
  readonly redirect_uri: string
  readonly redirect_uri_sent: boolean
  readonly scopes: readonly string[]
  readonly audience: string | null
  readonly state: string | null
  readonly nonce: string | null
  readonly prompt: readonly Prompt[]
  /** Seconds. */
  readonly max_age: number | null
  readonly login_hint: string | null
  readonly screen_hint: string | null
  readonly connection: string | null
  readonly ui_locales: readonly string[]
  readonly acr_values: string | null
  /** Who `id_token_hint` was about: somebody else gets no answer. */
  readonly subject_hint: string | null
  readonly code_challenge: string | null
  readonly code_challenge_method: CodeChallengeMethod | null
  /** The organization that the request names, its id. */
  readonly organization?: string
  /** Hash of the invitation's ticket that came with it. */
  readonly invitation?: string
  /** What else was sent, for pages and the tenant's code. */
  readonly further: Readonly<Record<string, string>>
}

export type TicketAction = 'verify_email' | 'change_password' | 'unblock'

/** A link sent by mail. */
export type Ticket = {
  readonly action: TicketAction
  readonly user_id: string
  readonly connection: string
  /** What it proves the possession of; spent for another address it does nothing. */
  readonly email: string
  readonly client_id: string | null
  readonly result_url: string | null
  readonly include_email_in_redirect: boolean
  readonly mark_email_as_verified: boolean
  /** When the password it was asked for had been set, seconds: a later password makes the ticket worthless. */
  readonly password_changed_at: number | null
}

/** Proof of a login on another origin, to be taken to /authorize by the same browser. */
export type LoginTicket = {
  readonly client_id: string
  readonly user_id: string
  readonly connection: string
  /** SHA-256 of the verifier that the browser keeps in a cookie or with the page's own origin. */
  readonly verifier_hash: string
  readonly origin: string
  /** Seconds since the epoch. */
  readonly authenticated_at: number
  readonly password?: PasswordProof
}

/** How a page would look with what an administrator is still thinking about. */
export type PagePreview = {
  readonly page: string
  readonly language: string
  readonly scheme: 'light' | 'dark'
  readonly primary?: string
  readonly page_background?: unknown
  readonly logo_url?: string
  /** Texts of the tenant's own in place of those that are kept. */
  readonly prompt?: string
  readonly screens?: CustomText['screens']
}
