// The shape of a grant: a name and one question.
import type { LogEventType } from '@symbolon/protocol/auth0/log-events'
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Authorization } from '../authorization.ts'
import { OAuthError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Visitor } from '../visitor.ts'

/** Form or JSON parameters of a token request, each at most once, strings only. */
export type TokenParameters = Readonly<Record<string, string>>

/** One way to prove an authorization. It spends what can be used once, and never issues, never sees a header. */
export type Grant = {
  /** The value of `grant_type`. */
  readonly type: string
  /** Refused to clients that cannot keep a secret. RFC 6749 §4.4.2 */
  readonly confidentialOnly: boolean
  /** Said in the answer, where the grant's RFC wants it. RFC 8693 §2.2.1 */
  readonly issued_token_type?: string
  /** Codes of the tenant log when it succeeds and when it does not. */
  readonly logged: { readonly success: LogEventType; readonly failure: LogEventType }
  /** Answers with what is proven, or throws an OAuthError. */
  readonly prove: (
    tenancy: Tenancy,
    client: Client,
    parameters: TokenParameters,
    visitor: Visitor,
  ) => Promise<Authorization>
}

/** The words of `scope`; undefined where it was not sent. @throws OAuthError `invalid_scope` */
export function readScope(scope: string | undefined): readonly string[] | undefined {
  if (scope === undefined) return undefined
  const words = parseScope(scope)
  if (!words) throw new OAuthError('invalid_scope', 'The requested scope is no list of words with a space between')
  return words
}

/** The value of a parameter without which the grant is nothing. @throws OAuthError `invalid_request` */
export function requireParameter(parameters: TokenParameters, name: string): string {
  const value = parameters[name]
  if (value === undefined) throw new OAuthError('invalid_request', `Missing required parameter: ${name}`)
  return value
}
