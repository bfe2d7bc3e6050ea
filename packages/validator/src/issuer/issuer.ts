// One issuer as the validator knows it: its keys, its policy, and what it has revoked.
import type { ClaimPolicy } from '../claim-rules.ts'
import { followRevocations, type Follower } from '../revocation/follower.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { keySetOf, type KeySet } from './key-set.ts'
import { metadataOf, type Metadata } from './metadata.ts'

export type Issuer = {
  readonly settings: IssuerSettings
  readonly metadata: Metadata
  readonly keys: KeySet
  readonly policy: ClaimPolicy
  readonly revocations: Follower
}

export const openIssuer = (issuer: IssuerSettings, settings: Settings): Issuer => {
  const metadata = metadataOf(issuer, settings)
  const keys = keySetOf(issuer, metadata, settings)
  const { audiences, strict, clockTolerance, clients } = settings
  return {
    settings: issuer,
    metadata,
    keys,
    policy: { issuer: issuer.issuer, audiences, strict, clockTolerance, ...(clients && { clients }) },
    revocations: followRevocations(issuer, keys, settings),
  }
}
