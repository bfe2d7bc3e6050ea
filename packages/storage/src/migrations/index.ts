// The steps of the schema in their order. A step that has been released never changes; a new one is a file and a line here.
import { FIRST_TABLES } from './0001-first-tables.ts'
import { SECRET_EXPIRY } from './0002-secret-expiry.ts'
import { PEOPLE } from './0003-people.ts'
import { LOG_USERS } from './0004-log-users.ts'
import { CODE } from './0005-code.ts'
import { LOG_SEGMENTS } from './0006-log-segments.ts'
import { CODE_EXECUTIONS } from './0008-code-executions.ts'
import { REVOCATIONS } from './0009-revocations.ts'
import { TOKEN_EXCHANGE } from './0010-token-exchange.ts'
import { LINES_OF_USERS } from './0011-lines-of-users.ts'
import { MACHINE_TOKENS } from './0013-machine-tokens.ts'
import { SIGNAL_STREAMS } from './0014-signal-streams.ts'
import { LOG_COUNTS } from './0016-log-counts.ts'
import { USERINFO_CLAIMS } from './0017-userinfo-claims.ts'
import { SIGNAL_PUSHES } from './0015-signal-pushes.ts'
import { ORGANIZATIONS } from './0019-organizations.ts'
import { INVITATIONS } from './0020-invitations.ts'
import { GUARDIAN_FACTORS } from './0022-guardian-factors.ts'
import { LOOKS } from './0023-looks.ts'
import { LOG_STREAMS } from './0024-log-streams.ts'
import { CUSTOM_DOMAINS } from './0028-custom-domains.ts'
import { JOBS } from './0026-jobs.ts'
import { PROFILES } from './0025-profiles.ts'
import { NETWORK_ACLS } from './0029-network-acls.ts'
import { SEARCH_INDEXES } from './0027-search-indexes.ts'
import { DISCOVERY_DOMAINS } from './0030-discovery-domains.ts'
import { SUCCESSOR_SALTS } from './0031-successor-salts.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [
  FIRST_TABLES,
  SECRET_EXPIRY,
  PEOPLE,
  LOG_USERS,
  CODE,
  LOG_SEGMENTS,
  CODE_EXECUTIONS,
  REVOCATIONS,
  TOKEN_EXCHANGE,
  LINES_OF_USERS,
  MACHINE_TOKENS,
  SIGNAL_STREAMS,
  USERINFO_CLAIMS,
  SIGNAL_PUSHES,
  ORGANIZATIONS,
  INVITATIONS,
  GUARDIAN_FACTORS,
  LOOKS,
  LOG_STREAMS,
  PROFILES,
  JOBS,
  LOG_COUNTS,
  NETWORK_ACLS,
  CUSTOM_DOMAINS,
  DISCOVERY_DOMAINS,
  SEARCH_INDEXES,
  SUCCESSOR_SALTS,
]
