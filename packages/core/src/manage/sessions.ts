// Sessions of users, listed and ended. reference: Management API, sections 8 and 11. Who ends a session ends the refresh tokens that came
// of it as well.
import { DEVICE_ANSWER } from './refresh-tokens.ts'
import { anyText, NOTHING_TO_SAY, pageOf, several, time } from '@symbolon/protocol/entities/answers'
import { mapOf, nullable, optional, record, bool, string, oneOf } from '@symbolon/protocol/entities/schema'
import type { Document } from '@symbolon/protocol/entities/entity'
import { freeMap } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { Session } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { endSessionWithAccess } from '../tokens/end-session.ts'
import type { Caller } from './caller.ts'
import { endpoint, holds, type Asked } from './endpoint.ts'
import { answerPage, readMarked, recordPageOf } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { endEverything, endSessionsOf, endSessionWithTokens } from './user-ends.ts'
import { getUser } from './user-view.ts'

const SESSION: LoggedEntity = {
  name: 'session',
  apart: [],
  writeOnly: [],
  guarded: {},
  fields: { session_metadata: freeMap(50) },
}

export const missingSession = (): ApiError => new ApiError(404, 'The session does not exist.', 'inexistent_session')

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

const isAlive = ({ now }: Tenancy, { expires_at, idle_expires_at }: Session): boolean =>
  now() < Math.min(expires_at, idle_expires_at) * 1000

const presentSession = (session: Session): Document => {
  const { id, user_id, methods, clients, device, persistent, session_metadata } = session
  return {
    id,
    user_id,
    created_at: iso(session.created_at),
    updated_at: iso(session.updated_at),
    authenticated_at: iso(session.authenticated_at),
    idle_expires_at: iso(session.idle_expires_at),
    expires_at: iso(session.expires_at),
    last_interacted_at: iso(session.last_interacted_at),
    device,
    clients: clients.map((client_id) => ({ client_id })),
    authentication: { methods: methods.map(({ name, timestamp }) => ({ name, timestamp: iso(timestamp) })) },
    cookie: { mode: persistent ? 'persistent' : 'non-persistent' },
    ...(session_metadata ? { session_metadata } : {}),
  }
}

const getSession = async (tenancy: Tenancy, id: string): Promise<Session> => {
  const session = await tenancy.store.findSession(id)
  if (!session || !isAlive(tenancy, session)) throw missingSession()
  return session
}

const readSession = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  return presentSession(await getSession(tenancy, id))
}

type Metadata = { readonly session_metadata?: Readonly<Record<string, string | null>> | null }

/** The map with the named keys changed; null takes one away. */
const merged = (before: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>>): Document =>
  Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null))

const MAX_ATTEMPTS = 12

const updateSession = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Metadata>): Promise<Document> => {
  const { session_metadata: sent } = body
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = await getSession(tenancy, id)
    const { session_metadata: kept, ...rest } = before
    const changed = sent === undefined ? kept : sent === null ? undefined : merged(kept, sent)
    const after: Session = { ...rest, ...(changed ? { session_metadata: changed } : {}) }
    if (!(await tenancy.store.replaceSession(before, after))) continue
    recordWrite(tenancy, caller, SESSION, { id, changed: ['session_metadata'], before, after })
    return presentSession(after)
  }
  throw new ApiError(409, 'This is being changed by others at the same time. Try again.')
}

const endOne = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const session = await tenancy.store.findSession(id)
  if (!session || !(await endSessionWithTokens(tenancy, session))) throw missingSession()
  recordWrite(tenancy, caller, SESSION, { what: 'End a session', id, changed: [] })
  return {}
}

const listOfUser = async (tenancy: Tenancy, _caller: Caller, { id, query }: Asked) => {
  const { user_id } = await getUser(tenancy, id)
  const asked = { ...query, mode: 'checkpoint' } as const
  const { items, total, next } = await readMarked(() =>
    tenancy.store.sessionsOfUser(user_id, recordPageOf(asked, query.withTotals)),
  )
  const sessions = items.filter((session) => isAlive(tenancy, session)).map(presentSession)
  const page = { items: sessions, ...(next === undefined ? {} : { next }) }
  return { ...answerPage(asked, 'sessions', 'items-first', page), ...(query.withTotals ? { total } : {}) }
}

const endAllOfUser = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<Document> => {
  const { user_id } = await getUser(tenancy, id)
  await endSessionsOf(tenancy, user_id)
  recordWrite(tenancy, caller, SESSION, { what: 'End the sessions of a user', id: user_id, changed: [] })
  return {}
}

type Revocation = { readonly session_id?: string; readonly preserve_refresh_tokens?: boolean }

/** What `preserve_refresh_tokens` spares needs no right of its own; what it does not, does. */
const revokeAccess = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Revocation>) => {
  const { user_id } = await getUser(tenancy, id)
  const { session_id, preserve_refresh_tokens = false } = body
  for (const [scope, isNeeded] of [
    ['delete:sessions', true],
    ['delete:refresh_tokens', !preserve_refresh_tokens],
  ] as const) {
    if (isNeeded && !holds(caller, scope)) {
      throw new ApiError(403, `Insufficient scope, expected any of: ${scope}`, 'insufficient_scope')
    }
  }
  if (session_id === undefined) await revokeAll(tenancy, user_id, preserve_refresh_tokens)
  else await revokeOne(tenancy, user_id, session_id, preserve_refresh_tokens)
  recordWrite(tenancy, caller, SESSION, { what: 'Revoke the access of a user', id: user_id, changed: [] })
  return {}
}

const revokeAll = async (tenancy: Tenancy, user_id: string, keepsTokens: boolean): Promise<void> => {
  if (keepsTokens) await endSessionsOf(tenancy, user_id, true)
  else await endEverything(tenancy, { user_id })
}

const revokeOne = async (
  tenancy: Tenancy,
  user_id: string,
  session_id: string,
  keepsTokens: boolean,
): Promise<void> => {
  const session = await tenancy.store.findSession(session_id)
  if (session?.user_id !== user_id) throw missingSession()
  if (keepsTokens) await endSessionWithAccess(tenancy, session)
  else await endSessionWithTokens(tenancy, session)
}

const SESSION_ANSWER = record({
  id: anyText(),
  user_id: anyText(),
  created_at: time(),
  updated_at: time(),
  authenticated_at: time(),
  idle_expires_at: time(),
  expires_at: time(),
  last_interacted_at: time(),
  device: DEVICE_ANSWER,
  clients: several(record({ client_id: anyText() })),
  authentication: record({ methods: several(record({ name: anyText(), timestamp: time() })) }),
  cookie: record({ mode: oneOf('persistent', 'non-persistent') }),
  session_metadata: optional(freeMap(50)),
})

const ONE = '/sessions/:id'
const OF_USER = '/users/:id/sessions'
const DELETE = ['delete:sessions']

export const SESSION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: ONE,
    status: 200,
    scopes: ['read:sessions'],
    answers: SESSION_ANSWER,
    act: readSession,
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    status: 200,
    scopes: ['update:sessions'],
    bodySchema: record({
      session_metadata: optional(nullable(mapOf(nullable(string({ maxLength: 255 })), 25))),
    }),
    answers: SESSION_ANSWER,
    act: updateSession,
  }),
  endpoint({ method: 'DELETE', path: ONE, status: 202, scopes: DELETE, answers: NOTHING_TO_SAY, act: endOne }),
  endpoint({
    method: 'POST',
    path: `${ONE}/revoke`,
    status: 202,
    scopes: ['delete:sessions', 'delete:refresh_tokens'],
    answers: NOTHING_TO_SAY,
    act: endOne,
  }),
  endpoint({
    method: 'GET',
    path: OF_USER,
    status: 200,
    scopes: ['read:sessions'],
    query: { paging: ['checkpoint', 'totals'] },
    answers: pageOf(['checkpoint', 'totals'], 'sessions', SESSION_ANSWER),
    act: listOfUser,
  }),
  endpoint({
    method: 'DELETE',
    path: OF_USER,
    status: 202,
    scopes: DELETE,
    answers: NOTHING_TO_SAY,
    act: endAllOfUser,
  }),
  endpoint({
    method: 'POST',
    path: '/users/:id/revoke-access',
    status: 202,
    scopes: ['delete:sessions', 'delete:refresh_tokens'],
    bodySchema: record({
      session_id: optional(string({ minLength: 1, maxLength: 128 })),
      preserve_refresh_tokens: optional(bool()),
    }),
    answers: NOTHING_TO_SAY,
    act: revokeAccess,
  }),
]
