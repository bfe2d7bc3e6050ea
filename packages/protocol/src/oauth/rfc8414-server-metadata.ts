// Authorization server metadata. RFC 8414 §2, with the members of the documents that add to it.

/** Members that hold the URL of an endpoint. */
export type EndpointMember =
  | 'authorization_endpoint'
  | 'token_endpoint'
  | 'jwks_uri'
  | 'registration_endpoint'
  | 'revocation_endpoint'
  | 'introspection_endpoint'
  /** Ours: where revocations are followed. */
  | 'revocation_feed_endpoint'
  | 'device_authorization_endpoint'
  | 'pushed_authorization_request_endpoint'
  | 'userinfo_endpoint'
  | 'end_session_endpoint'
  | 'mfa_challenge_endpoint'
  | 'backchannel_authentication_endpoint'

/** What the document says; a member that would be false or empty is left out unless the document requires it. */
export type ServerMetadata = { readonly [M in EndpointMember]?: string } & {
  readonly issuer: string
  readonly response_types_supported: readonly string[]
  readonly grant_types_supported: readonly string[]
  readonly token_endpoint_auth_methods_supported: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly scopes_supported?: readonly string[]
  readonly response_modes_supported?: readonly string[]
  readonly code_challenge_methods_supported?: readonly string[]
}

/** Where the document is read. RFC 8414 §3. */
export const SERVER_METADATA_PATH = '/.well-known/oauth-authorization-server'
