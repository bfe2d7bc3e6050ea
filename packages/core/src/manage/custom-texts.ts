// What a tenant has the hosted pages say instead: by prompt and language, screens with their texts, kept as they were sent. The pages
// know which of them they show. reference: Management API, section 19.
import { CUSTOM_TEXT_PROMPTS } from '@symbolon/protocol/auth0/custom-text-prompts'
import type { Document } from '@symbolon/protocol/entities/entity'
import { mapOf, type Static } from '@symbolon/protocol/entities/schema'
import { text } from '@symbolon/protocol/entities/words'
import type { CustomText } from '../collections.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidPath } from './refusals.ts'
import { settle } from './settle.ts'

const PROMPTS: ReadonlySet<string> = new Set(CUSTOM_TEXT_PROMPTS)

/** By screen and key. */
export const SCREENS = mapOf(mapOf(text(2000), 200), 40)

const CUSTOM_TEXT: LoggedEntity = {
  name: 'custom-text',
  apart: [],
  writeOnly: [],
  guarded: {},
  fields: { screens: SCREENS },
}

/** The document of a path. @throws ApiError 400 for a prompt that there is not, or what is no tag of a language */
const placeOf = ({ id: prompt, parameters }: Asked): Omit<CustomText, 'screens'> => {
  const { language = '' } = parameters
  if (!PROMPTS.has(prompt)) throw invalidPath('Invalid value', 'prompt (Name of the prompt)')
  // BCP 47, as far as languages of pages go.
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(language)) {
    throw invalidPath('Invalid value', 'language (Language to update)')
  }
  return { id: `${prompt} ${language}`, prompt, language }
}

const get = async ({ store }: Tenancy, _caller: Caller, asked: Asked): Promise<Document> => {
  const { id } = placeOf(asked)
  return (await store.find('custom_texts', { id }))?.screens ?? {}
}

const isEmpty = (screens: Document): boolean => Object.keys(screens).length === 0

const put = async (tenancy: Tenancy, caller: Caller, asked: Asked<Static<typeof SCREENS>>): Promise<Document> => {
  const place = placeOf(asked)
  const { body: screens } = asked
  const after: CustomText = { ...place, screens }
  await settle(tenancy, async () => {
    const before = await tenancy.store.find('custom_texts', { id: place.id })
    if (isEmpty(screens)) return { changes: before ? [{ remove: 'custom_texts', document: before }] : [] }
    return {
      changes: [before ? { replace: 'custom_texts', before, after } : { insert: 'custom_texts', document: after }],
    }
  })
  recordWrite(tenancy, caller, CUSTOM_TEXT, { id: place.id, changed: ['screens'], after })
  return screens
}

const PATH = '/prompts/:id/custom-text/:language'

export const CUSTOM_TEXT_ENDPOINTS = [
  endpoint({ method: 'GET', path: PATH, status: 200, scopes: ['read:prompts'], answers: SCREENS, act: get }),
  endpoint({
    method: 'PUT',
    path: PATH,
    status: 200,
    scopes: ['update:prompts'],
    bodySchema: SCREENS,
    answers: SCREENS,
    act: put,
  }),
]
