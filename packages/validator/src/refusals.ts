// Why a request is not let in: thrown once, spoken by whichever framework stands in front. RFC 6750 §3.1, RFC 9449 §7.1

/** The `error` of the answer. */
export type RefusalCode =
  | 'missing_token'
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_scope'
  | 'temporarily_unavailable'

/** What is wrong, for logs: finer than what the caller is told. */
export type RefusalReason =
  | 'missing'
  | 'request'
  | 'too_long'
  | 'malformed'
  | 'critical'
  | 'type'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'encryption'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'revoked'
  | 'binding'
  | 'proof'
  | 'replay'
  | 'inactive'
  | 'scope'
  | 'issuer_away'
  | 'revocations_stale'

const STATUS: Readonly<Record<RefusalCode, number>> = {
  missing_token: 401,
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
}

/** The request is not let in. Neither message nor members repeat the token. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused'
  readonly code: RefusalCode
  readonly reason: RefusalReason
  /** HTTP status: 400, 401, 403, or 503 when nobody can tell at the moment. */
  readonly status: number
  /** Scopes that would be enough, with `insufficient_scope`. */
  readonly scope: string | undefined
  /** Headers of the answer; complete once a validator has refused a request. */
  headers: Readonly<Record<string, string>> = {}

  constructor(
    code: RefusalCode,
    reason: RefusalReason,
    message: string,
    { scope, cause }: { readonly scope?: string; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.reason = reason
    this.status = STATUS[code]
    this.scope = scope
  }
}

/** Throws: the token is not accepted. */
export const refuseToken = (reason: RefusalReason, message: string): never => {
  throw new AccessRefused('invalid_token', reason, message)
}

/** Nobody can tell at the moment whether the token is good. */
export const unavailable = (reason: 'issuer_away' | 'revocations_stale', message: string, cause?: unknown) =>
  new AccessRefused('temporarily_unavailable', reason, message, { cause })
