// What users have allowed applications. reference: Management API, section 11, grants. What is no longer allowed ends what lived from it.
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { record } from '@symbolon/protocol/entities/schema'
import { anyText, pageOf, several } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import type { Consent } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, readMarked, recordPageOf } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'

const GRANT: LoggedEntity = { name: 'grant', apart: [], writeOnly: [], guarded: {}, fields: {} }

const PAGE = 100

const presentConsent = ({ id, client_id, user_id, audience, scope }: Consent): Document => ({
  id,
  clientID: client_id,
  user_id,
  audience,
  scope,
})

const listGrants = async (tenancy: Tenancy, _caller: Caller, { query }: Asked) => {
  const { items, ...rest } = await readMarked(() => tenancy.store.pageConsents(query.further, recordPageOf(query)))
  return answerPage(query, 'grants', 'totals-first', { ...rest, items: items.map(presentConsent) })
}

/** First what was allowed, so that nothing new comes of it while the rest ends. */
const endConsent = async (tenancy: Tenancy, { id, user_id, client_id, audience }: Consent): Promise<boolean> => {
  const ended = await tenancy.store.removeConsent(id)
  // An application of our own is not asked again when it redeems a code.
  await tenancy.store.removeOneTimes('authorization_code', { user_id, client_id })
  await endRefreshTokens(tenancy, { user_id, client_id, audience })
  return ended
}

const deleteGrant = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  const consent = await tenancy.store.findConsentById(id)
  if (!consent || !(await endConsent(tenancy, consent))) {
    throw new ApiError(404, 'The grant does not exist.', 'inexistent_grant')
  }
  recordWrite(tenancy, caller, GRANT, { id, changed: Object.keys(consent), before: consent })
}

const deleteGrantsOfUser = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<void> => {
  const { user_id = '' } = query.further
  for (;;) {
    const { items } = await tenancy.store.pageConsents({ user_id }, { limit: PAGE })
    if (items.length === 0) break
    for (const consent of items) await endConsent(tenancy, consent)
  }
  recordWrite(tenancy, caller, GRANT, { what: 'Delete the grants of a user', id: user_id, changed: [] })
}

const GRANT_ANSWER = record({
  id: anyText(),
  clientID: anyText(),
  user_id: anyText(),
  audience: anyText(),
  scope: several(anyText()),
})

const LIST: QueryShape = { paging: ['array', 'totals'], further: ['user_id', 'client_id', 'audience'] }

const DELETE = ['delete:grants']

export const GRANT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/grants',
    status: 200,
    scopes: ['read:grants'],
    query: LIST,
    answers: pageOf(['array', 'totals'], 'grants', GRANT_ANSWER),
    act: listGrants,
  }),
  endpoint({
    method: 'DELETE',
    path: '/grants',
    status: 204,
    scopes: DELETE,
    query: { further: ['user_id'], needed: ['user_id'] },
    act: deleteGrantsOfUser,
  }),
  endpoint({ method: 'DELETE', path: '/grants/:id', status: 204, scopes: DELETE, act: deleteGrant }),
]
