// What a validator is told. Our own words are camelCase; everything that goes over the wire keeps its spelling.
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import type { SignatureAlgorithm } from './algorithms.ts'
import type { ReplayMemory } from './dpop/replay.ts'

/** How opaque tokens are asked about. RFC 7662 */
export type IntrospectionOptions = {
  readonly client_id: string
  readonly client_secret: string
  /** Where; from the issuer's metadata when left out. */
  readonly endpoint?: string
  /** Seconds for which an answer counts; default 5, and 0 asks each time. */
  readonly rememberFor?: number
  /** Takes answers that name no audience. Default false: such a token may be meant for another API. */
  readonly audienceOptional?: boolean
  /** Lets the issuer know that a long-lived token has been used, so that its list says when. Default false. */
  readonly reportUse?: boolean
}

/** How revocations are followed. design: docs/revocation.md */
export type RevocationOptions = {
  /**
   * `auto` follows the issuer's feed where there is one; `required` lets nobody in while none is known; `off` never asks.
   * Default `auto`, and `off` for an issuer whose keys are given.
   */
  readonly follow?: 'auto' | 'required' | 'off'
  /** Seconds after which what is known is too old to decide by; default 300. */
  readonly maxStaleness?: number
  /** What happens then: `closed` answers 503, `open` accepts. Default `closed`. */
  readonly whenStale?: 'closed' | 'open'
  /** `stream` holds a connection open; `ask` looks before a token is judged. Default `stream`, on edge workers `ask`. */
  readonly by?: 'stream' | 'ask'
  /** Where; `/.well-known/revocations` of the issuer when left out. */
  readonly url?: string
}

export type IssuerOptions = {
  /** `iss` of its tokens, byte for byte. */
  readonly issuer: string
  /** Algorithms that its tokens may have; all with public keys when left out, and HS256 alone with `secret`. */
  readonly algorithms?: readonly SignatureAlgorithm[]
  /** Public keys, instead of reading them from the issuer. */
  readonly keys?: { readonly keys: readonly JsonObject[] }
  /** Where the key set is, instead of reading that from the issuer's metadata. */
  readonly jwksUri?: string
  /** The signing secret of an HS256 API: at least 32 bytes. */
  readonly secret?: string | Uint8Array
  /** Takes a secret of 16 to 31 bytes, which the standard calls too short. RFC 7518 §3.2 */
  readonly shortSecret?: boolean
  readonly introspection?: IntrospectionOptions
  readonly revocations?: RevocationOptions
}

export type DpopOptions = {
  /** `allowed` takes bound and unbound tokens, `required` only bound ones. Default `allowed`. */
  readonly mode?: 'allowed' | 'required'
  /** Seconds for which a proof counts; default 60. */
  readonly proofLifetime?: number
  /** Asks for a nonce of ours in each proof: 32 bytes or more that all processes of the API share. */
  readonly nonceSecret?: string | Uint8Array
  /** Where used proofs are remembered: in memory when left out, which is enough for one process. */
  readonly replay?: ReplayMemory
}

/** What the API says about itself. RFC 9728 */
export type ResourceOptions = {
  /** Its identifier, a URL; the audience when that is one. */
  readonly identifier?: string
  readonly name?: string
  readonly documentation?: string
  readonly scopes?: readonly string[]
}

export type ValidatorOptions = {
  readonly issuer?: string | IssuerOptions
  readonly issuers?: readonly (string | IssuerOptions)[]
  /** Identifiers of this API; a token must name one. */
  readonly audience: string | readonly string[]
  /** Algorithms, for issuers that do not say. */
  readonly algorithms?: readonly SignatureAlgorithm[]
  /** Only tokens of RFC 9068: `at+jwt`, with all claims that it requires. Default false. */
  readonly strict?: boolean
  /** Seconds by which clocks may differ; default 5, at most 60. */
  readonly clockTolerance?: number
  /** Longest token looked at, characters; default 16 KiB. */
  readonly maxTokenLength?: number
  /** Private keys (JWK with `alg`, or PKCS#8 in PEM for RSA-OAEP-256) for encrypted tokens. With them, only encrypted ones are taken. */
  readonly decryptionKeys?: readonly (JsonObject | string)[]
  /** Takes unencrypted tokens too, while an API changes over. */
  readonly alsoUnencrypted?: boolean
  readonly dpop?: DpopOptions
  /** Only tokens bound to the caller's certificate. RFC 8705 */
  readonly certificateRequired?: boolean
  readonly revocations?: RevocationOptions
  /** Clients whose tokens are taken; all when left out. */
  readonly clients?: readonly string[]
  /** Tokens that are remembered; default 10,000, and 0 verifies each anew. */
  readonly remember?: number
  readonly resource?: ResourceOptions
  /** `https://host` of this API as callers spell it, where a proxy stands in front. */
  readonly publicUrl?: string
  /** Takes issuers without TLS outside this machine. */
  readonly allowHttp?: boolean
  readonly fetch?: typeof fetch
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Hears what an operator should know; the console's warnings when left out. */
  readonly onNotice?: (notice: Notice) => void
}

/** Something that an operator should know. */
export type Notice = {
  readonly event:
    | 'no_revocation_feed'
    | 'following_revocations'
    | 'revocations_lost'
    | 'revocations_stale'
    | 'keys_unreachable'
    | 'keys_unfit'
    | 'use_not_reported'
  readonly issuer: string
  readonly message: string
}
