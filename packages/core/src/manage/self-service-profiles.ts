// What must happen around a self-service profile: it knows when it was made and changed, and has texts of its own. reference:
// Management API, section 22.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Static } from '@symbolon/protocol/entities/schema'
import {
  PAGE_TEXTS,
  SELF_SERVICE_PROFILE,
  type SelfServiceProfile,
} from '@symbolon/protocol/entities/self-service-profile'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { recordWrite } from './record-write.ts'
import { invalidBody, invalidPath, missing } from './refusals.ts'
import { settle } from './settle.ts'

const plain = plainNoun('self_service_profiles', SELF_SERVICE_PROFILE)

const timeOf = ({ now }: Tenancy): string => new Date(now()).toISOString()

/** @throws ApiError 400 */
async function requireAttributeProfile({ store }: Tenancy, { user_attribute_profile_id: id }: Document): Promise<void> {
  if (typeof id !== 'string' || (await store.find('user_attribute_profiles', { id }))) return
  throw invalidBody('There is no such user attribute profile', 'user_attribute_profile_id')
}

export const selfServiceProfiles: Noun<SelfServiceProfile> = {
  ...plain,
  create: async (tenancy, sent, parent) => {
    await requireAttributeProfile(tenancy, sent)
    const time = timeOf(tenancy)
    return plain.create(tenancy, { ...sent, created_at: time, updated_at: time }, parent)
  },
  update: async (tenancy, before, sent) => {
    await requireAttributeProfile(tenancy, sent)
    return plain.update(tenancy, before, { ...sent, updated_at: timeOf(tenancy) })
  },
}

const getProfile = async ({ store }: Tenancy, id: string): Promise<SelfServiceProfile> => {
  const profile = await store.find('self_service_profiles', { id })
  if (!profile) throw missing(SELF_SERVICE_PROFILE, id)
  return profile
}

/** Where texts stand. @throws ApiError 400 for what there is not */
const pageOf = ({ parameters: { language, page } }: Asked): string => {
  if (language !== 'en')
    throw invalidPath('No enum match, expected one of: en', 'language (The language of the custom text)')
  if (page !== 'get-started')
    throw invalidPath('No enum match, expected one of: get-started', 'page (The page where the custom text is shown)')
  return `${language}/${page}`
}

const getTexts = async (tenancy: Tenancy, _caller: Caller, asked: Asked): Promise<Document> => {
  const { custom_texts } = await getProfile(tenancy, asked.id)
  return custom_texts[pageOf(asked)] ?? {}
}

const putTexts = async (
  tenancy: Tenancy,
  caller: Caller,
  asked: Asked<Static<typeof PAGE_TEXTS>>,
): Promise<Document> => {
  const { id, body } = asked
  const page = pageOf(asked)
  await settle(tenancy, async () => {
    const before = await getProfile(tenancy, id)
    const after = { ...before, custom_texts: { ...before.custom_texts, [page]: body } }
    return { changes: [{ replace: 'self_service_profiles', before, after }] }
  })
  recordWrite(tenancy, caller, SELF_SERVICE_PROFILE, { id, changed: ['custom_texts'] })
  return body
}

const PATH = '/self-service-profiles/:id/custom-text/:language/:page'

export const SELF_SERVICE_TEXT_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: ['read:self_service_profile_custom_texts'],
    answers: PAGE_TEXTS,
    act: getTexts,
  }),
  endpoint({
    method: 'PUT',
    path: PATH,
    status: 200,
    scopes: ['update:self_service_profile_custom_texts'],
    bodySchema: PAGE_TEXTS,
    answers: PAGE_TEXTS,
    act: putTexts,
  }),
]
