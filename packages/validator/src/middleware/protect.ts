// What all middleware shares: a request is judged once, and every handler finds the same token.
import { encodeBase64url } from '../crypto/base64url.ts'
import type { AccessRefused } from '../refusals.ts'
import type { Requirement } from '../requirements.ts'
import type { ApiRequest } from '../api-request.ts'
import type { Validator } from '../validator.ts'
import type { VerifiedToken } from '../verified-token.ts'

type Judgement = { readonly by: Validator; readonly token: VerifiedToken }

const judged = new WeakMap<object, Judgement>()

/**
 * Lets `request` in, or throws AccessRefused. What the same validator has let in is only held against the requirements again, since a
 * proof of possession counts once.
 */
export async function letIn(
  validator: Validator,
  request: object,
  read: () => ApiRequest,
  requirements: readonly Requirement[],
): Promise<VerifiedToken> {
  const known = judged.get(request)
  const again = known?.by === validator ? known.token : undefined
  if (!again) {
    const token = await validator.authenticate(read(), ...requirements)
    judged.set(request, { by: validator, token })
    return token
  }
  await validator.recheck(again, requirements)
  return again
}

/** The token of a request that middleware has let in. Throws TypeError for every other. */
export const tokenOf = (request: object): VerifiedToken => {
  const found = judged.get(request)?.token
  if (!found) throw new TypeError('nobody has let this request in: protect() must come first')
  return found
}

/** JSON of the answer to a refused request: RFC 6749 §5.2 spells it so. It never repeats the token. */
export const refusalBody = ({ code, message }: AccessRefused): string =>
  JSON.stringify({ error: code === 'missing_token' ? 'invalid_token' : code, error_description: message })

/** SHA-256 of a certificate in DER, base64url: how a token names it. RFC 8705 §3.1 */
export const certificateThumbprint = async (der: Uint8Array): Promise<string> =>
  encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(der))))

/** DER of a certificate in PEM, also URL-encoded as proxies send it. Throws TypeError for what is none. */
export const certificateFromPem = (pem: string): Uint8Array => {
  const text = pem.includes('%') ? decodeURIComponent(pem) : pem
  const [, base64] = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(text) ?? []
  if (base64 === undefined) throw new TypeError('not a certificate in PEM')
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (byte) => byte.charCodeAt(0))
}
