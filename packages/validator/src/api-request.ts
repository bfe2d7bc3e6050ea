// A request as the validator sees it, whatever framework it came through, and the token in it. RFC 6750 §2, RFC 9449 §7.1
import { readCredentials, type PresentedToken } from '@symbolon/protocol/oauth/rfc6750-bearer-token'
import { AccessRefused } from './refusals.ts'

export type ApiRequest = {
  readonly method: string
  /** Absolute, as the caller spelled it. */
  readonly url: string
  /** All values of the header `Authorization`, one each. */
  readonly authorization: readonly string[]
  /** All values of the header `DPoP`. */
  readonly dpop: readonly string[]
  /** SHA-256 of the certificate by which the caller proved itself, DER, base64url; or what computes it. */
  readonly certificate?: (() => string | undefined | Promise<string | undefined>) | undefined
}

const LONGEST_HEADER = 1_100_000

const badRequest = (message: string): never => {
  throw new AccessRefused('invalid_request', 'request', message)
}

/** The token of a request: in one place, and never in its URL. Throws AccessRefused. */
export const tokenIn = ({ authorization, url }: ApiRequest): PresentedToken => {
  const [header, ...more] = authorization
  if (header === undefined || header === '') throw new AccessRefused('missing_token', 'missing', 'there is no token')
  if (more.length > 0) return badRequest('there are several Authorization headers')
  if (header.length > LONGEST_HEADER) return badRequest('the Authorization header is too long')
  const presented = readCredentials(header)
  if (!presented) {
    // RFC 9110 §11.1: credentials of another scheme are none for us.
    if (/^(?:bearer|dpop)(?:[\s,]|$)/i.test(header)) return badRequest('the Authorization header is malformed')
    throw new AccessRefused('missing_token', 'missing', 'there is no token')
  }
  if (/[?&]access_token=/.test(url)) return badRequest('there are several tokens')
  return presented
}

/** The one proof of a request; undefined where there is none. RFC 9449 §4.3 item 1 */
export const proofIn = ({ dpop }: ApiRequest): string | undefined => {
  if (dpop.length > 1 || dpop[0]?.includes(',')) {
    throw new AccessRefused('invalid_dpop_proof', 'proof', 'there are several DPoP proofs')
  }
  return dpop[0] === '' ? undefined : dpop[0]
}
