// The challenge of a request, in form. Who must send one, and of which kind, is the client's: allowed.ts. RFC 7636 §4.3
import { CODE_CHALLENGE_METHODS, isCodeChallenge } from '@symbolon/protocol/oauth/rfc7636-pkce'
import type { AuthorizationRequest } from '../one-time.ts'
import { invalid } from './answer-to.ts'

type Challenge = Pick<AuthorizationRequest, 'code_challenge' | 'code_challenge_method'>

/**
 * Challenge and method, or neither. A challenge without a method is `plain`; a method without a challenge protects nothing and
 * is refused, so that nobody believes it does.
 *
 * @throws OAuthError `invalid_request`
 */
export function codeChallenge(values: Readonly<Record<string, string>>): Challenge {
  const { code_challenge, code_challenge_method } = values
  if (code_challenge === undefined) {
    if (code_challenge_method !== undefined) throw invalid('code_challenge_method without code_challenge')
    return { code_challenge: null, code_challenge_method: null }
  }
  const method = CODE_CHALLENGE_METHODS.find((known) => known === (code_challenge_method ?? 'plain'))
  if (method === undefined) throw invalid('Unsupported code_challenge_method')
  if (!isCodeChallenge(code_challenge, method)) throw invalid(`code_challenge is not one of ${method}`)
  return { code_challenge, code_challenge_method: method }
}
