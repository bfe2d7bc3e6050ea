// OpenID provider metadata beyond RFC 8414. OpenID Connect Discovery 1.0 §3.
import type { ServerMetadata } from '../oauth/rfc8414-server-metadata.ts'

/** One document serves both paths. reference: Authentication API, section 2.1. */
export type ProviderMetadata = ServerMetadata & {
  readonly subject_types_supported: readonly ['public']
  /** Also the list of access token algorithms: a published validator takes it for its allow-list. */
  readonly id_token_signing_alg_values_supported: readonly string[]
  readonly claims_supported?: readonly string[]
  /** Initiating User Registration via OpenID Connect 1.0 §4 */
  readonly prompt_values_supported?: readonly string[]
  readonly request_parameter_supported: boolean
  /** Said even when false, because its default is true. */
  readonly request_uri_parameter_supported: boolean
}

/** Where the document is read. Discovery §4. */
export const PROVIDER_METADATA_PATH = '/.well-known/openid-configuration'
