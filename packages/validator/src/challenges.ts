// What a refused request is answered with: the status, and how to do better. RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1
import { challenge, type Scheme } from '@symbolon/protocol/oauth/rfc6750-bearer-token'
import { PROOF_ALGORITHMS } from './dpop/proof.ts'
import type { Nonces } from './dpop/nonce.ts'
import type { AccessRefused } from './refusals.ts'

/** Seconds after which to try again while the issuer is away. */
const RETRY_AFTER = '2'

export type ChallengePolicy = {
  /** Schemes that the API takes. */
  readonly schemes: readonly Scheme[]
  readonly nonces: Nonces | undefined
  /** Where the API describes itself. */
  readonly metadataUrl: string | undefined
}

const parametersFor = (refusal: AccessRefused, scheme: Scheme, { metadataUrl }: ChallengePolicy) => {
  const { code, message, scope } = refusal
  // RFC 6750 §3.1: who showed nothing is told nothing but how.
  const isAboutToken = code !== 'missing_token'
  // An error of one scheme is none of the other.
  const isHere = isAboutToken && (scheme === 'DPoP' || !code.includes('dpop'))
  return {
    error: isHere ? code : undefined,
    error_description: isHere ? message : undefined,
    scope,
    algs: scheme === 'DPoP' ? PROOF_ALGORITHMS.join(' ') : undefined,
    resource_metadata: metadataUrl,
  }
}

/** Headers of the answer to `refusal`. Names are in lower case. */
export async function headersFor(
  refusal: AccessRefused,
  policy: ChallengePolicy,
): Promise<Readonly<Record<string, string>>> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  // Nobody's token is at fault: a challenge would send the caller for another.
  if (refusal.status === 503) return { ...headers, 'retry-after': RETRY_AFTER }
  headers['www-authenticate'] = policy.schemes
    .map((scheme) => challenge(scheme, parametersFor(refusal, scheme, policy)))
    .join(', ')
  if (policy.nonces && refusal.code.includes('dpop')) headers['dpop-nonce'] = await policy.nonces.current()
  return headers
}
