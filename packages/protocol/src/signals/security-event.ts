// Security events for products of others: Security Event Tokens (RFC 8417) with the event types of CAEP 1.0, and what a transmitter
// says about itself (OpenID Shared Signals Framework 1.0).

/** Header `typ` of a Security Event Token. RFC 8417 §2.3 */
export const SECURITY_EVENT_TYPE = 'secevent+jwt'

/** CAEP 1.0 §3.1 and §3.3. */
export const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'
export const CREDENTIAL_CHANGE = 'https://schemas.openid.net/secevent/caep/event-type/credential-change'

/** Delivery by poll, as the framework names it. RFC 8936 */
export const POLL_DELIVERY = 'urn:ietf:rfc:8936'

/** Delivery by push. RFC 8935 */
export const PUSH_DELIVERY = 'urn:ietf:rfc:8935'

/** What a Security Event Token is posted as. RFC 8417 §2.3, RFC 8935 §2.1 */
export const SECURITY_EVENT_MEDIA_TYPE = 'application/secevent+jwt'

/** Shared Signals Framework 1.0 §7.2 */
export const TRANSMITTER_METADATA_PATH = '/.well-known/ssf-configuration'

/** A user, as its issuer knows it. RFC 9493 §3.2.4 */
type IssuerSubject = { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }

/** RFC 9493 §3.2.6 */
type OpaqueSubject = { readonly format: 'opaque'; readonly id: string }

/** Whom or what an event is about. Shared Signals Framework 1.0 §3.2 for the complex ones. */
export type EventSubject =
  | IssuerSubject
  | { readonly format: 'complex'; readonly session: OpaqueSubject; readonly user: IssuerSubject }
  | { readonly format: 'complex'; readonly tenant: OpaqueSubject }

/** Claims of a Security Event Token. `iat` and `event_timestamp`: seconds since the epoch. */
export type SecurityEvent = {
  readonly iss: string
  readonly aud: string
  readonly iat: number
  readonly jti: string
  readonly sub_id: EventSubject
  readonly events: Readonly<Record<string, Readonly<Record<string, string | number>>>>
}

/** Shared Signals Framework 1.0 §7.1 */
export type TransmitterMetadata = {
  readonly spec_version: '1_0'
  readonly issuer: string
  readonly jwks_uri: string
  readonly delivery_methods_supported: readonly string[]
  readonly authorization_schemes: readonly { readonly spec_urn: string }[]
  readonly default_subjects: 'ALL'
}
