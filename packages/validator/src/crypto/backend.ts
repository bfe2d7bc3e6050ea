// What the validator needs of a runtime's cryptography. There are two: web.ts runs anywhere, node.ts answers at once.
import type { SegmentText } from '@symbolon/protocol/oauth/rfc7515-jws'
import type { Algorithm } from '../algorithms.ts'

/** At once where the runtime can, since waiting costs more than a signature. */
export type MaybePromise<T> = T | Promise<T>

/** What `make` makes of `value`, at once where there is nothing to wait for. */
export const following = <T, R>(value: MaybePromise<T>, make: (value: T) => MaybePromise<R>): MaybePromise<R> =>
  value instanceof Promise ? value.then(make) : make(value)

/** A key as the runtime holds it. */
export type NativeKey = object

/** The members that make a public key, and nothing else of it. */
export type PublicJwk = { readonly kty: string; readonly [member: string]: string }

export type Backend = {
  readonly importPublic: (algorithm: Algorithm, jwk: PublicJwk) => MaybePromise<NativeKey>
  readonly importSecret: (algorithm: Algorithm, secret: Uint8Array<ArrayBuffer>) => MaybePromise<NativeKey>
  /** `signature` of an ASCII text. */
  readonly verify: (
    algorithm: Algorithm,
    key: NativeKey,
    signingInput: string,
    signature: Uint8Array,
  ) => MaybePromise<boolean>
  /** SHA-256 of a text as UTF-8, base64url. */
  readonly sha256: (text: string) => MaybePromise<string>
  /** Bytes of exact base64url; undefined for anything else. */
  readonly bytes: (text: string) => Uint8Array | undefined
  /** Of a segment whose signature will hold it to its spelling, so that this need not. */
  readonly signedText: SegmentText
}
