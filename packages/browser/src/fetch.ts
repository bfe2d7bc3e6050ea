// A request to an API with the token that it wants.
import type { Prover } from './dpop.ts'
import type { AccessToken } from './holdings.ts'

/** How a token is had; `since` in milliseconds since 1970: not one that is older. */
export type TokenSource = (since: number) => Promise<AccessToken>

const send = async (
  request: Request,
  { token_type, value }: AccessToken,
  prover: Prover | undefined,
): Promise<Response> => {
  const sent = new Request(request)
  const isBound = prover !== undefined && token_type.toLowerCase() === 'dpop'
  sent.headers.set('authorization', `${isBound ? 'DPoP' : 'Bearer'} ${value}`)
  if (isBound) sent.headers.set('dpop', await prover.prove(sent.method, sent.url, value))
  return fetch(sent)
}

/**
 * What the API answers. Where it says that the token is no longer good, or that it wants its nonce in the proof, it is asked once
 * more. RFC 6750, section 3; RFC 9449, section 9.
 */
export async function fetchWithToken(
  request: Request,
  token: TokenSource,
  prover: Prover | undefined,
): Promise<Response> {
  const again = request.clone()
  const began = Date.now()
  const response = await send(request, await token(0), prover)
  if (response.status !== 401) return response
  const challenge = response.headers.get('www-authenticate') ?? ''
  if (challenge.includes('use_dpop_nonce') && prover?.learn(response)) return send(again, await token(0), prover)
  return challenge.includes('invalid_token') ? send(again, await token(began), prover) : response
}
