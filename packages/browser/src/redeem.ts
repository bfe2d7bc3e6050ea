// A code for tokens. RFC 6749, section 4.1.3; RFC 7636, section 4.5.
import { checkedIdToken } from './answer.ts'
import type { Pending } from './authorization-request.ts'
import { LoginError } from './errors.ts'
import type { Received } from './holdings.ts'
import type { Asker } from './renew.ts'
import { requestTokens } from './token-request.ts'

/** What the issuer gives for the code that answers `pending`. @throws LoginError */
export async function redeem(
  { settings, issuer, prover }: Asker,
  code: string,
  { code_verifier, redirect_uri, audience, scope, nonce, max_age }: Pending,
): Promise<Received> {
  const { client_id } = settings
  const parameters = { grant_type: 'authorization_code', client_id, code, code_verifier, redirect_uri }
  const answer = await requestTokens(issuer.token_endpoint, parameters, { prover, isRepeatable: false })
  const isOpenid = scope.split(' ').includes('openid')
  if (isOpenid && answer.id_token === undefined) throw new LoginError('id_token_refused', 'There is none')
  const expected = { client_id, nonce, max_age, sub: undefined }
  const user = answer.id_token === undefined ? undefined : checkedIdToken(answer.id_token, issuer, expected)
  return { answer, audience, scope, user, spent: undefined }
}
