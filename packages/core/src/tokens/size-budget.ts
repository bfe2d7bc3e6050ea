// A token travels in headers and URLs: one that grew over its API's budget is still issued, and it is said what made it
// big.
import { DEFAULT_TOKEN_SIZE_BUDGET } from '@symbolon/protocol/oauth/rfc9068-access-token'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import type { AccessTokenClaims } from './access-token.ts'

/** Claims named when a token is too large. */
const BIGGEST = 3

/** How far a token is over its budget, and which claims take most; sizes in bytes. */
export type Oversize = {
  readonly token_bytes: number
  readonly budget_bytes: number
  readonly biggest_claims: readonly { readonly claim: string; readonly bytes: number }[]
}

/** Undefined when `token` is within the budget of `api`. */
export function oversizeOf(api: ResourceServer, token: string, claims: AccessTokenClaims): Oversize | undefined {
  const budget = api.token_size_budget ?? DEFAULT_TOKEN_SIZE_BUDGET
  // The tokens of the system API carry its hundreds of scopes, and nobody puts them into a URL.
  if (token.length <= budget || api.is_system) return undefined
  const sizes = Object.entries(claims).map(([claim, value]) => ({
    claim,
    bytes: Buffer.byteLength(JSON.stringify({ [claim]: value })) - 2,
  }))
  const biggest = sizes.sort((one, other) => other.bytes - one.bytes).slice(0, BIGGEST)
  return { token_bytes: token.length, budget_bytes: budget, biggest_claims: biggest }
}
