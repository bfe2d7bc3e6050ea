// What must happen around a token exchange profile: its action has the right trigger, its type is nobody else's.
// reference: Management API, section 22.
import { changedDocument, newDocument } from '@symbolon/protocol/entities/documents'
import type { Document } from '@symbolon/protocol/entities/entity'
import { TOKEN_EXCHANGE_PROFILE, type TokenExchangeProfile } from '@symbolon/protocol/entities/token-exchange-profile'
import type { Action } from '../collections.ts'
import { newId } from '../identifiers.ts'
import type { Tenancy } from '../tenancy.ts'
import { asTheyAre } from './action-uses.ts'
import { timeOf } from './code-fields.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { invalidBody } from './refusals.ts'

/** Namespaces whose meaning others decide. */
const RESERVED = /^(?:https?:\/\/(?:[^/]*\.)?(?:auth0|okta)\.com(?:[/:]|$)|urn:(?:ietf|auth0|okta):)/i

const requireOwnType = ({ subject_token_type: type }: Document): void => {
  if (typeof type === 'string' && RESERVED.test(type)) {
    throw invalidBody(`${type} is in a namespace that is reserved`, 'subject_token_type')
  }
}

const getOwnAction = async ({ store }: Tenancy, { action_id }: Document): Promise<Action> => {
  const action = typeof action_id === 'string' ? await store.find('actions', { id: action_id }) : undefined
  if (!action?.supported_triggers.some(({ id }) => id === 'custom-token-exchange')) {
    throw invalidBody('There is no action of this id for the trigger custom-token-exchange', 'action_id')
  }
  return action
}

export const tokenExchangeProfiles: Noun<TokenExchangeProfile> = {
  ...plainNoun('token_exchange_profiles', TOKEN_EXCHANGE_PROFILE),

  create: async (tenancy, sent) => {
    requireOwnType(sent)
    const action = await getOwnAction(tenancy, sent)
    const time = timeOf(tenancy)
    const own = { id: newId(tenancy.random, TOKEN_EXCHANGE_PROFILE.idFormat), created_at: time, updated_at: time }
    const document = newDocument<TokenExchangeProfile>(TOKEN_EXCHANGE_PROFILE, { ...sent, ...own })
    return { document, changes: [...asTheyAre([action]), { insert: 'token_exchange_profiles', document }] }
  },

  update: async (tenancy, before, sent) => {
    requireOwnType(sent)
    const changed = changedDocument<TokenExchangeProfile>(TOKEN_EXCHANGE_PROFILE, before, sent)
    const document = { ...changed, updated_at: timeOf(tenancy) }
    return { document, changes: [{ replace: 'token_exchange_profiles', before, after: document }] }
  },
}
