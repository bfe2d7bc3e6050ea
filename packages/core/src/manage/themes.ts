// What must happen around a theme: there is one a tenant, which is also its default. reference: Management API, section 19.
import { answerOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { THEME, type Theme } from '@symbolon/protocol/entities/theme'
import type { Tenancy } from '../tenancy.ts'
import { endpoint } from './endpoint.ts'
import type { Noun } from './noun.ts'
import { plainNoun } from './plain-noun.ts'
import { conflict, missing } from './refusals.ts'

const plain = plainNoun('themes', THEME)

export const themes: Noun<Theme> = {
  ...plain,
  create: async (tenancy, sent, parent) => {
    if (await tenancy.store.find('themes', {})) throw conflict(THEME)
    return plain.create(tenancy, sent, parent)
  },
}

const getDefault = async ({ store }: Tenancy): Promise<Document> => {
  const theme = await store.find('themes', {})
  if (!theme) throw missing(THEME)
  return theme
}

export const THEME_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/branding/themes/default',
    status: 200,
    scopes: THEME.scopes.read,
    answers: answerOf(THEME),
    act: getDefault,
  }),
]
