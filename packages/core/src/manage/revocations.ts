// Tokens revoked by an administrator: one by one by their id, or all of somebody or something. reference: Management API, section 11;
// the second endpoint is ours.
import { anyText, NOTHING_TO_SAY, several } from '@symbolon/protocol/entities/answers'
import { bool, optional, record } from '@symbolon/protocol/entities/schema'
import { printable } from '@symbolon/protocol/entities/words'
import { ApiError } from '../errors.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import { tenantEnded, tokenIdEnded } from '../tokens/ended.ts'
import { revokeAnyToken } from '../tokens/revoke-token.ts'
import { revoke, revokeWith } from '../tokens/revoke.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'
import { missingSession } from './sessions.ts'
import { endEverything, endSessionWithTokens } from './user-ends.ts'
import { getUser } from './user-view.ts'

const REVOCATION: LoggedEntity = { name: 'revocation', apart: [], writeOnly: [], guarded: {}, fields: {} }

/** Rows of one statement. */
const AT_ONCE = 500

type Listed = { readonly aud: string; readonly jti: string }

const listBlacklist = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<readonly Listed[]> => {
  const aud = query.further['aud'] ?? caller.administrator.client_id ?? ''
  const listed = new Map<string, Listed>()
  for (let position = 0; ;) {
    const { events, through, head } = await tenancy.store.revocationsAfter(position, AT_ONCE)
    for (const { event } of events) {
      const about = event.kind === 'token' ? event.about : undefined
      if (about?.['jti'] !== undefined && about['aud'] === aud) listed.set(event.key, { aud, jti: about['jti'] })
    }
    if (through >= head) return [...listed.values()]
    position = through
  }
}

type Blacklisted = { readonly jti: string; readonly aud?: string }

const blacklist = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Blacklisted>): Promise<void> => {
  const { jti, aud = caller.administrator.client_id } = body
  if (aud === undefined) throw invalidBody('Missing required property: aud')
  await revoke(tenancy, tokenIdEnded(jti, aud))
  recordWrite(tenancy, caller, REVOCATION, { what: 'Blacklist a token', id: jti, changed: [] })
}

type Revoked = {
  readonly token?: string
  readonly user_id?: string
  readonly session_id?: string
  readonly client_id?: string
  readonly audience?: string
  readonly everything?: boolean
}

/** What belongs together: one of these, and nothing besides. */
const SHAPES: readonly string[] = [
  'token',
  'user_id',
  'session_id',
  'client_id',
  'audience',
  'audience,client_id',
  'everything',
]

const revokeAll = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Revoked>): Promise<object> => {
  const names = Object.keys(body).toSorted()
  if (!SHAPES.includes(names.join(',')) || body.everything === false) {
    throw invalidBody(
      'Name one of token, user_id, session_id, client_id, audience, client_id with audience, or everything: true',
    )
  }
  await end(tenancy, body)
  recordWrite(tenancy, caller, REVOCATION, { what: 'Revoke tokens', id: names.join(' '), changed: names })
  return {}
}

async function end(tenancy: Tenancy, { token, user_id, session_id, client_id, audience }: Revoked): Promise<void> {
  if (token !== undefined) {
    if (await revokeAnyToken(tenancy, token)) return
    throw invalidBody('This is no access token or refresh token of this tenant that still lives', 'token')
  }
  if (user_id !== undefined) return endEverything(tenancy, await getUser(tenancy, user_id))
  if (session_id !== undefined) {
    const session = await tenancy.store.findSession(session_id)
    if (!session) throw missingSession()
    return void (await endSessionWithTokens(tenancy, session))
  }
  await requireThere(tenancy, client_id, audience)
  if (client_id === undefined && audience === undefined) return endAll(tenancy)
  await endRefreshTokens(tenancy, {
    ...(client_id === undefined ? {} : { client_id }),
    ...(audience === undefined ? {} : { audience }),
  })
}

async function requireThere({ store }: Tenancy, client_id?: string, audience?: string): Promise<void> {
  if (client_id !== undefined && !(await store.find('clients', { client_id }))) {
    throw new ApiError(404, 'The client does not exist', 'inexistent_client')
  }
  if (audience !== undefined && !(await store.find('resource_servers', { identifier: audience }))) {
    throw new ApiError(404, 'The resource server does not exist', 'inexistent_resource_server')
  }
}

/** Everything that the tenant has issued up to now. Refresh tokens are held against that when they come back; sessions go. */
const endAll = async (tenancy: Tenancy): Promise<void> => {
  const until = tenancy.now()
  await revokeWith(tenancy, [tenantEnded()], async () => {
    while ((await tenancy.store.removeSessions(until, AT_ONCE)) === AT_ONCE);
  })
}

const SCOPES = ['blacklist:tokens']

export const REVOCATION_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/blacklists/tokens',
    status: 200,
    scopes: SCOPES,
    query: { further: ['aud'] },
    answers: several(record({ aud: anyText(), jti: anyText() })),
    act: listBlacklist,
  }),
  endpoint({
    method: 'POST',
    path: '/blacklists/tokens',
    status: 204,
    scopes: SCOPES,
    bodySchema: record({ jti: printable(512), aud: optional(printable(600)) }),
    act: blacklist,
  }),
  endpoint({
    method: 'POST',
    path: '/revocations',
    status: 202,
    scopes: SCOPES,
    bodySchema: record({
      token: optional(printable(16_384)),
      user_id: optional(printable(512)),
      session_id: optional(printable(128)),
      client_id: optional(printable(64)),
      audience: optional(printable(600)),
      everything: optional(bool()),
    }),
    answers: NOTHING_TO_SAY,
    act: revokeAll,
  }),
]
