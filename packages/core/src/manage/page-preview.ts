// POST /branding/preview: a hosted page with what an administrator has not saved yet, at an address that shows it for two minutes. Ours.
import { anyText } from '@symbolon/protocol/entities/answers'
import { background, color } from '@symbolon/protocol/entities/branding'
import type { Document } from '@symbolon/protocol/entities/entity'
import { oneOf, optional, record, string, type Static } from '@symbolon/protocol/entities/schema'
import { httpsUrl } from '@symbolon/protocol/entities/words'
import { hashHandle, isHandle, newHandle } from '../handles.ts'
import type { PagePreview } from '../one-time.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Caller } from './caller.ts'
import { SCREENS } from './custom-texts.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { invalidBody } from './refusals.ts'

/** The pages that can be looked at. */
export const PREVIEWED = [
  'login',
  'login-id',
  'login-password',
  'signup',
  'reset-password',
  'consent',
  'logout',
  'error',
] as const

/** Seconds. */
const LIFETIME = 120

/** Characters of all texts together. */
const MOST_TEXT = 40_000

const BODY = record({
  page: oneOf(...PREVIEWED),
  language: oneOf('en', 'de', 'es', 'fr', 'ja', 'ar'),
  scheme: oneOf('light', 'dark'),
  primary: optional(color()),
  page_background: optional(background),
  logo_url: optional(httpsUrl()),
  prompt: optional(string({ minLength: 1, maxLength: 60, pattern: '^[a-z-]+$' })),
  screens: optional(SCREENS),
})

const make = async (tenancy: Tenancy, _caller: Caller, { body }: Asked<Static<typeof BODY>>): Promise<Document> => {
  if (JSON.stringify(body.screens ?? {}).length > MOST_TEXT) {
    throw invalidBody(`Texts are too long, maximum ${MOST_TEXT} characters together`, 'screens')
  }
  const handle = newHandle(tenancy.random)
  await tenancy.store.keepOneTime(
    {
      kind: 'page_preview',
      hash: hashHandle(handle),
      user_id: null,
      client_id: null,
      content: body,
      expires_at: Math.trunc(tenancy.now() / 1000) + LIFETIME,
      spent_at: null,
    },
    { durable: false },
  )
  return { url: `${tenancy.tenant.home}dashboard/preview?ticket=${handle}` }
}

/** What stands behind that address, while it does. */
export const findPagePreview = async (
  { store, now }: Pick<Tenancy, 'store' | 'now'>,
  handle: string | undefined,
): Promise<PagePreview | undefined> => {
  const found = isHandle(handle) ? await store.findOneTime('page_preview', hashHandle(handle)) : undefined
  return found && found.expires_at > now() / 1000 ? found.content : undefined
}

export const PAGE_PREVIEW_ENDPOINTS = [
  endpoint({
    method: 'POST',
    path: '/branding/preview',
    status: 201,
    scopes: ['update:branding'],
    bodySchema: BODY,
    answers: record({ url: anyText() }),
    act: make,
  }),
]
