// What every store must do, whatever stands under it: one file for each kind of promise.
import { after, before, describe } from 'node:test'
import type { Store } from '@symbolon/core/ports'
import { describeAssertions } from './assertions.conformance.ts'
import { describeAttempts } from './attempts.conformance.ts'
import { type Bed, createGround } from './bed.fixture.ts'
import { describeChanges } from './changes.conformance.ts'
import { describeConsents } from './consents.conformance.ts'
import { describeDocuments } from './documents.conformance.ts'
import { describeEndings } from './endings.conformance.ts'
import { describeExecutions } from './executions.conformance.ts'
import { describeFreshness } from './freshness.conformance.ts'
import { describeIsolation } from './isolation.conformance.ts'
import { describeLog } from './log.conformance.ts'
import { describeJobs } from './jobs.conformance.ts'
import { describeLogStreams } from './log-streams.conformance.ts'
import { describeSignalStreams } from './signal-streams.conformance.ts'
import { describeOrganizations } from './organizations.conformance.ts'
import { describeMachineTokens } from './machine-tokens.conformance.ts'
import { describeUserinfoClaims } from './userinfo-claims.conformance.ts'
import { describeOneTimes } from './one-times.conformance.ts'
import { describeRefreshTokens } from './refresh-tokens.conformance.ts'
import { describeRevocations } from './revocations.conformance.ts'
import { describeRights } from './rights.conformance.ts'
import { describeSessions } from './sessions.conformance.ts'
import { describeHosts } from './hosts.conformance.ts'
import { describeTenants } from './tenants.conformance.ts'
import { describeUpkeep } from './upkeep.conformance.ts'
import { describeUserChanges } from './user-changes.conformance.ts'
import { describeUserSearch } from './user-search.conformance.ts'
import { describeUsers } from './users.conformance.ts'
import type { Watch } from './watch-changes.ts'

const PROMISES = [
  describeTenants,
  describeHosts,
  describeDocuments,
  describeChanges,
  describeAssertions,
  describeLog,
  describeUpkeep,
  describeUsers,
  describeUserChanges,
  describeUserSearch,
  describeRights,
  describeFreshness,
  describeSessions,
  describeRevocations,
  describeRefreshTokens,
  describeConsents,
  describeOneTimes,
  describeAttempts,
  describeMachineTokens,
  describeLogStreams,
  describeJobs,
  describeUserinfoClaims,
  describeSignalStreams,
  describeExecutions,
  describeOrganizations,
  describeIsolation,
  describeEndings,
]

/**
 * Registers the promises of a store over what `makeBed` makes. `isShared`: whether it can be opened twice, and is still there
 * when it is closed.
 */
export const describeStore = (name: string, isShared: boolean, makeBed: () => Promise<Bed>): void => {
  describe(`the store on ${name}`, () => {
    let bed: Bed
    let opened: { readonly store: Store; readonly watch: Watch }

    before(async () => {
      bed = await makeBed()
      opened = await bed.open()
    })
    after(async () => {
      await opened?.store.close()
      await bed?.remove()
    })

    const ground = createGround(
      () => opened,
      () => bed,
      isShared,
    )
    for (const describePromises of PROMISES) describePromises(ground)
  })
}
