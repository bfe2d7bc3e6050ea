// The records of one tenant: people and what they have been given. Nothing of it is remembered, and nobody else is told of changes.
import type { JobStore } from '@symbolon/core/job-store'
import type { RecordStore } from '@symbolon/core/record-store'
import type { UserinfoClaimsStore } from '@symbolon/core/userinfo-claims-store'
import type { Desk } from './desk.ts'
import { createAttemptRecords } from './queries/attempts.ts'
import { createConsentRecords } from './queries/consents.ts'
import { createInvitationRecords } from './queries/invitations.ts'
import { createJobRecords } from './queries/jobs.ts'
import { createMachineTokenRecords } from './queries/machine-tokens.ts'
import { createOneTimeRecords } from './queries/one-times.ts'
import { createOrganizationRecords } from './queries/organization-members.ts'
import { createPasswordRecords } from './queries/passwords.ts'
import { createRefreshTokenRecords } from './queries/refresh-tokens.ts'
import { createRightRecords } from './queries/rights.ts'
import { createSessionRecords } from './queries/sessions.ts'
import { createLogStreamRecords } from './queries/log-streams.ts'
import { createSignalPushRecords } from './queries/signal-pushes.ts'
import { createSignalStreamRecords } from './queries/signal-streams.ts'
import { createUserinfoClaimRecords } from './queries/userinfo-claims.ts'
import { createUserSearch } from './queries/user-search.ts'
import { createUserRecords } from './queries/users.ts'
import type { Rooms } from './rooms.ts'

export const createRecordStore = (
  { opening, recent, now, guard, guardNow }: Rooms,
  tenant_id: string,
): RecordStore & JobStore & UserinfoClaimsStore => {
  const desk: Desk = {
    tenant_id,
    dialect: opening.dialect,
    now,
    read: (work) => guard(() => work(opening.db)),
    ask: (statement) => guardNow(() => opening.ask(statement)),
    run: (statement, durable) => guard(() => opening.run(statement, durable)),
    write: (work, durable) => guard(() => opening.statement(work, durable)),
    transact: (work, durable) => guard(() => opening.transact(work, durable)),
    recall: (key, ask, make) => recent.find(`${tenant_id}|${key}`, ask, make),
    peopleEra: recent.era,
    failureOf: opening.failureOf,
  }
  return {
    ...createUserRecords(desk),
    ...createUserSearch(desk),
    ...createPasswordRecords(desk),
    ...createRightRecords(desk),
    ...createSessionRecords(desk),
    ...createRefreshTokenRecords(desk),
    ...createConsentRecords(desk),
    ...createOneTimeRecords(desk),
    ...createAttemptRecords(desk),
    ...createMachineTokenRecords(desk),
    ...createLogStreamRecords(desk),
    ...createJobRecords(desk),
    ...createUserinfoClaimRecords(desk),
    ...createSignalStreamRecords(desk),
    ...createSignalPushRecords(desk),
    ...createOrganizationRecords(desk),
    ...createInvitationRecords(desk),
  }
}
