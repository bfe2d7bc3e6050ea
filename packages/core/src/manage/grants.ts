// What users have allowed applications. reference: Management API, section 11, grants. What is no longer allowed ends what lived from it.
import type { Document } from '@symbolon/protocol/entities/entity'
import { ApiError } from '../errors.ts'
import type { Consent } from '../records.ts'
import type { Tenancy } from '../tenancy.ts'
import { endRefreshTokens } from '../tokens/end-refresh-tokens.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, readMarked, readNamed, readNothing, readPaging, recordPageOf } from './pages.ts'
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

const listGrants = async (tenancy: Tenancy, _caller: Caller, { query: sent }: Asked) => {
  const query = readPaging(sent, ['array', 'totals'], ['user_id', 'client_id', 'audience'])
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

const deleteGrant = async (tenancy: Tenancy, caller: Caller, { id, query }: Asked): Promise<void> => {
  readNothing(query)
  const consent = await tenancy.store.findConsentById(id)
  if (!consent || !(await endConsent(tenancy, consent))) {
    throw new ApiError(404, 'The grant does not exist.', 'inexistent_grant')
  }
  recordWrite(tenancy, caller, GRANT, { id, changed: Object.keys(consent), before: consent })
}

const deleteGrantsOfUser = async (tenancy: Tenancy, caller: Caller, { query }: Asked): Promise<void> => {
  const { user_id } = readNamed(query, ['user_id'])
  if (user_id === undefined || user_id === '') {
    throw new ApiError(400, "Query validation error: 'Missing required property: user_id'.", 'invalid_query_string')
  }
  for (;;) {
    const { items } = await tenancy.store.pageConsents({ user_id }, { limit: PAGE })
    if (items.length === 0) break
    for (const consent of items) await endConsent(tenancy, consent)
  }
  recordWrite(tenancy, caller, GRANT, { what: 'Delete the grants of a user', id: user_id, changed: [] })
}

const DELETE = ['delete:grants']

export const GRANT_ENDPOINTS = [
  endpoint({ method: 'GET', path: '/grants', status: 200, scopes: ['read:grants'], act: listGrants }),
  endpoint({ method: 'DELETE', path: '/grants', status: 204, scopes: DELETE, act: deleteGrantsOfUser }),
  endpoint({ method: 'DELETE', path: '/grants/:id', status: 204, scopes: DELETE, act: deleteGrant }),
]
