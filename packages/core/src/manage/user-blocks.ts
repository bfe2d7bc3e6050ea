// Accounts and addresses that attack protection holds back, seen and released. reference: Management API, sections 20 and 21.
import type { ListQuery, QueryShape } from '@symbolon/protocol/entities/query'
import { optional, record } from '@symbolon/protocol/entities/schema'
import { anyText, NOTHING_TO_SAY, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import { newLogEvent } from '../audit/log-events.ts'
import { ApiError } from '../errors.ts'
import { isInRanges } from '../ip-range.ts'
import { getSettings } from '../settings.ts'
import type { Tenancy } from '../tenancy.ts'
import { blocksOf, isThrottled, releaseAddress, unblock } from '../users/attack-protection.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { getUser } from './user-view.ts'

const BLOCK: LoggedEntity = { name: 'user-block', apart: [], writeOnly: [], guarded: {}, fields: {} }

/** Everything by which somebody may have tried to log in as this user. */
const identifiersOf = ({ email, username, phone_number, identities }: User): readonly string[] => {
  const linked = identities.flatMap(({ profileData = {} }) => [
    profileData['email'],
    profileData['username'],
    profileData['phone_number'],
  ])
  return [...new Set([email, username, phone_number, ...linked].filter((one) => typeof one === 'string'))]
}

/** With `consider`, what is not enforced is not reported. */
const blocked = async (tenancy: Tenancy, identifiers: readonly string[], consider: string | undefined) => {
  const { enabled, shields } = await getSettings(tenancy, 'brute_force_protection')
  if (consider === 'true' && (!enabled || !shields.includes('block'))) return { blocked_for: [] }
  return { blocked_for: await blocksOf(tenancy, identifiers) }
}

const identifierIn = ({ further }: ListQuery): string => (further['identifier'] ?? '').trim().toLowerCase()

const considerationIn = ({ further }: ListQuery): string | undefined => further['consider_brute_force_enablement']

const readByIdentifier = async (tenancy: Tenancy, _caller: Caller, { query }: Asked): Promise<Document> =>
  blocked(tenancy, [identifierIn(query)], considerationIn(query))

const readByUser = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked): Promise<Document> =>
  blocked(tenancy, identifiersOf(await getUser(tenancy, id)), considerationIn(query))

const release = async (
  tenancy: Tenancy,
  caller: Caller,
  identifiers: readonly string[],
  user?: User,
): Promise<void> => {
  await unblock(tenancy, identifiers)
  recordWrite(tenancy, caller, BLOCK, { what: 'Release a blocked account', id: user?.user_id, changed: [] })
  tenancy.record(
    tenancy.tenant.tenant_id,
    newLogEvent(tenancy, {
      type: 'ublkdu',
      user_id: user?.user_id,
      user_name: identifiers[0],
      ip: caller.ip,
      hostname: tenancy.tenant.host,
    }),
  )
}

const releaseByIdentifier = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<void> =>
  release(tenancy, caller, [identifierIn(query)])

const releaseByUser = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  const user = await getUser(tenancy, id)
  return release(tenancy, caller, identifiersOf(user), user)
}

const requireAddress = (id: string): string => {
  // An address is in the range that it is itself; nothing else is.
  if (isInRanges(id, [id])) return id
  throw new ApiError(400, "Path validation error: 'Invalid value' on property id (Address to check).", 'invalid_uri')
}

const readAddress = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  const ip = requireAddress(id)
  const stages = ['pre-login', 'pre-user-registration'] as const
  for (const stage of stages) if (await isThrottled(tenancy, ip, stage)) return {}
  throw new ApiError(404, 'Not Found')
}

const releaseThrottled = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  const ip = requireAddress(id)
  await releaseAddress(tenancy, ip)
  recordWrite(tenancy, caller, BLOCK, { what: 'Release a throttled address', id: ip, changed: [] })
}

const BLOCKED = record({ blocked_for: several(record({ identifier: anyText(), ip: optional(anyText()) })) })

const IDENTIFIED: QueryShape = { further: ['identifier'], needed: ['identifier'] }

const CONSIDER = { consider_brute_force_enablement: ['true', 'false'] }

const READ = ['read:users']
const UPDATE = ['update:users']
const ADDRESS = '/anomaly/blocks/ips/:id'

export const BLOCK_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/user-blocks',
    status: 200,
    scopes: READ,
    query: { ...IDENTIFIED, accepts: CONSIDER },
    answers: BLOCKED,
    act: readByIdentifier,
  }),
  endpoint({
    method: 'DELETE',
    path: '/user-blocks',
    status: 204,
    scopes: UPDATE,
    query: IDENTIFIED,
    act: releaseByIdentifier,
  }),
  endpoint({
    method: 'GET',
    path: '/user-blocks/:id',
    status: 200,
    scopes: READ,
    query: { accepts: CONSIDER },
    answers: BLOCKED,
    act: readByUser,
  }),
  endpoint({ method: 'DELETE', path: '/user-blocks/:id', status: 204, scopes: UPDATE, act: releaseByUser }),
  endpoint({
    method: 'GET',
    path: ADDRESS,
    status: 200,
    scopes: ['read:anomaly_blocks'],
    answers: NOTHING_TO_SAY,
    act: readAddress,
  }),
  endpoint({ method: 'DELETE', path: ADDRESS, status: 204, scopes: ['delete:anomaly_blocks'], act: releaseThrottled }),
]
