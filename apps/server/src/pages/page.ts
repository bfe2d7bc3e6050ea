// A page on its way out, and what all pages must know before: who speaks, in which language, about which application.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isStoreUnavailable } from '@symbolon/core/errors'
import type { Soon } from '@symbolon/core/soon'
import type { Client } from '@symbolon/protocol/entities/client'
import '../http/request.ts'
import { appearanceOf } from './appearance.ts'
import { brandOf, pictureAddress, policySource, type Brand } from './brand.ts'
import { withCustomTexts } from './custom-texts.ts'
import type { Html } from './html.ts'
import { chooseLanguage } from './languages.ts'
import type { Texts } from '@symbolon/texts/en'
import { directionOf, textsOf, type Language } from '@symbolon/texts'

export type PageContext = {
  readonly language: Language
  readonly direction: 'ltr' | 'rtl'
  readonly texts: Texts
  readonly brand: Brand
  /** The application that the page is about. */
  readonly client: { readonly name: string; readonly logo: string | undefined } | undefined
  /** In the response and in the log. */
  readonly requestId: string
}

export type About = {
  readonly client?: Client | undefined
  readonly ui_locales?: readonly string[] | undefined
  /** Id of the organization that somebody logs in to: the page looks as it does. */
  readonly organization?: string | undefined
}

/** What was asked of the store, or `otherwise` where the database is away. */
const unlessAway = async <T, O>(asked: Soon<T>, otherwise: O): Promise<T | O> => {
  try {
    return await asked
  } catch (error) {
    if (isStoreUnavailable(error)) return otherwise
    throw error
  }
}

/** What a page for this request needs. Where the database is away, the page looks like nobody's and says what it must. */
export async function pageContext(request: FastifyRequest, about: About): Promise<PageContext> {
  const { tenancy } = request
  const { client, ui_locales = [], organization: id } = about
  const { issuer, name } = tenancy.tenant
  const organization =
    id === undefined ? undefined : await unlessAway(tenancy.store.find('organizations', { id }), undefined)
  const [settings, appearance] = await unlessAway(
    Promise.all([tenancy.store.find('tenant_settings', {}), appearanceOf(tenancy, organization)]),
    [undefined, undefined],
  )
  const accepted = request.headers['accept-language']
  const language = chooseLanguage(ui_locales, accepted, settings?.enabled_locales ?? ['en'])
  const brand = brandOf(name, issuer, appearance, settings, organization)
  const custom = await unlessAway(tenancy.store.all('custom_texts', { language }), [])
  return {
    language,
    direction: directionOf(language),
    texts: withCustomTexts(textsOf(language), custom, { client: client?.name ?? brand.name, tenant: brand.name }),
    brand,
    client: client && { name: client.name, logo: pictureAddress(client.logo_uri, issuer) },
    requestId: request.requestId,
  }
}

type More = {
  /** Addresses that the answer to a form of this page may lead to, besides this server. */
  readonly formActionOrigins?: readonly string[]
  /** The one address that the page's script may ask. */
  readonly connect?: string
}

/** Sends a page that nobody may keep, frame or add anything to. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  { markup, imageOrigins }: Html,
  more: More = {},
): FastifyReply {
  const { issuer } = reply.request.tenancy.tenant
  // Of this host only what pages load: not every address of it that answers with a script.
  const own = new URL(issuer).host.startsWith('[') ? "'self'" : `${issuer}assets/`
  const targets = (more.formActionOrigins ?? []).flatMap((address) => policySource(address) ?? [])
  const policy = [
    "default-src 'none'",
    `style-src ${own}`,
    `script-src ${own}`,
    `img-src ${[...new Set([own, ...imageOrigins])].join(' ')}`,
    `form-action ${["'self'", ...new Set(targets)].join(' ')}`,
    ...(more.connect === undefined ? [] : [`connect-src ${own === "'self'" ? own : more.connect}`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-frame-options': 'DENY',
      // Other hosts learn nothing; a form of ours still says where it comes from.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
    .send(markup)
}
