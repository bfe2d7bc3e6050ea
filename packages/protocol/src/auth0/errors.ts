// Error codes of the token endpoint and their statuses, where Auth0 differs from RFC 6749: reference, Authentication API,
// sections 4.5 and 25. `invalid_grant` and `unauthorized_client` are 403, a wrong secret is 401 `access_denied`.

/** Status of each OAuth error code, when the place that refuses does not need another. */
export const OAUTH_ERROR_STATUS = {
  access_denied: 403,
  account_selection_required: 400,
  consent_required: 400,
  interaction_required: 400,
  invalid_client: 401,
  invalid_grant: 403,
  invalid_request: 400,
  invalid_scope: 400,
  invalid_target: 400,
  login_required: 400,
  method_not_allowed: 405,
  not_found: 404,
  password_leaked: 403,
  registration_not_supported: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  too_many_attempts: 429,
  too_many_requests: 429,
  unauthorized: 403,
  unauthorized_client: 403,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
} as const

export type OAuthErrorCode = keyof typeof OAUTH_ERROR_STATUS

/** Body of an error of the OAuth family. reference: Authentication API, section 1.2. */
export type OAuthErrorBody = { readonly error: string; readonly error_description: string; readonly error_uri?: string }

/** Body of an error of the Management API. reference: Management API, section 2. */
export type ApiErrorBody = {
  readonly statusCode: number
  readonly error: string
  readonly message: string
  readonly errorCode?: string
  /** With a 401. */
  readonly attributes?: { readonly error: string }
}
