// Whether the caller is the one to whom the token is bound. A bound token is never taken as a bearer token. RFC 9449 §7, RFC 8705 §3
import type { Scheme } from '@symbolon/protocol/oauth/rfc6750-bearer-token'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { proofIn, type ApiRequest } from './api-request.ts'
import { newNonces, type Nonces } from './dpop/nonce.ts'
import { requireProof, type ProofPolicy } from './dpop/proof.ts'
import { replayMemory } from './dpop/replay.ts'
import { AccessRefused, refuseToken } from './refusals.ts'
import type { Settings } from './settings.ts'

const PROOF_LIFETIME = 60

export type Bindings = {
  readonly nonces: Nonces | undefined
  /** Whether a token with these claims is bound to something, or would have to be. */
  readonly concerns: (claims: JsonObject) => boolean
  /** Throws AccessRefused unless `request` comes from whom the token is bound to. */
  readonly require: (claims: JsonObject, token: string, scheme: Scheme, request: ApiRequest) => Promise<void>
}

const memberOf = ({ cnf }: JsonObject, name: string): string | undefined => {
  if (typeof cnf !== 'object' || cnf === null || !Object.hasOwn(cnf, name)) return undefined
  const value = (cnf as JsonObject)[name]
  return typeof value === 'string' ? value : undefined
}

export function newBindings({ dpop = {}, certificateRequired = false, clockTolerance, now }: Settings): Bindings {
  const { mode = 'allowed', proofLifetime = PROOF_LIFETIME, nonceSecret } = dpop
  const nonces = nonceSecret === undefined ? undefined : newNonces(nonceSecret, now)
  const replay = dpop.replay ?? replayMemory(proofLifetime + 2 * clockTolerance, now)
  const policy: ProofPolicy = { proofLifetime, clockTolerance, replay, nonces, now }

  const requireKey = async (jkt: string | undefined, token: string, scheme: Scheme, request: ApiRequest) => {
    if (jkt === undefined) {
      if (mode === 'required') refuseToken('binding', 'the token is bound to no key')
      if (scheme === 'DPoP') refuseToken('binding', 'a token that is bound to no key is a bearer token')
      return
    }
    if (scheme !== 'DPoP') refuseToken('binding', 'the token is bound to a key, and came as a bearer token')
    const proof = proofIn(request)
    if (proof === undefined) throw new AccessRefused('invalid_dpop_proof', 'proof', 'there is no DPoP proof')
    await requireProof(proof, { method: request.method, url: request.url, token, jkt }, policy)
  }

  const requireCertificate = async (thumbprint: string | undefined, { certificate }: ApiRequest) => {
    if (thumbprint === undefined) {
      if (certificateRequired) refuseToken('binding', 'the token is bound to no certificate')
      return
    }
    if ((await certificate?.()) !== thumbprint) refuseToken('binding', 'the token is bound to another certificate')
  }

  return {
    nonces,
    concerns: (claims) => claims['cnf'] !== undefined || mode === 'required' || certificateRequired,
    require: async (claims, token, scheme, request) => {
      await requireCertificate(memberOf(claims, 'x5t#S256'), request)
      await requireKey(memberOf(claims, 'jkt'), token, scheme, request)
    },
  }
}
