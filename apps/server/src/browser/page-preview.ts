// /dashboard/preview: a hosted page as it would look, in a frame of the dashboard. It reads no cookie, holds nobody's session, runs no
// script and sends no form; only pages of this host may frame it, and nobody finds it without the address that an administrator was given.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { findPagePreview } from '@symbolon/core/manage/page-preview'
import type { PagePreview } from '@symbolon/core/one-time'
import { DASHBOARD_PATH } from '@symbolon/protocol/auth0/dashboard'
import { directionOf, languageOf, textsOf } from '@symbolon/texts'
import { requireHome } from '../http/at-home.ts'
import { appearanceOf } from '../pages/appearance.ts'
import { stylesheetOf } from '../pages/assets.ts'
import { brandOf } from '../pages/brand.ts'
import { withCustomTexts } from '../pages/custom-texts.ts'
import type { PageContext } from '../pages/page.ts'
import { renderPreviewed } from '../pages/previewed.ts'
import type { ChosenColours } from '../pages/theme.ts'
import { queryOf } from './form.ts'

const PATH = `${DASHBOARD_PATH}/preview`
const STYLES = `${PATH}/style.css`

/** Whose page it seems to be. */
const CLIENT = { name: 'Orders', logo: undefined }

const colours = ({ primary, page_background }: PagePreview): ChosenColours => ({ primary, page_background })

/** @throws OAuthError `not_found` */
async function previewOf(request: FastifyRequest): Promise<{ readonly ticket: string; readonly preview: PagePreview }> {
  const { ticket } = queryOf(request).values
  const preview = await findPagePreview(request.tenancy, ticket)
  if (ticket === undefined || !preview) throw new OAuthError('not_found', 'This preview has ended.')
  return { ticket, preview }
}

async function contextOf(request: FastifyRequest, preview: PagePreview, ticket: string): Promise<PageContext> {
  const { store, tenant } = request.tenancy
  const language = languageOf(preview.language) ?? 'en'
  const [settings, appearance, kept] = await Promise.all([
    store.find('tenant_settings', {}),
    appearanceOf(request.tenancy),
    store.all('custom_texts', { language }),
  ])
  const { prompt, screens } = preview
  const custom =
    prompt === undefined
      ? kept
      : [...kept.filter((one) => one.prompt !== prompt), { id: prompt, language, prompt, screens: screens ?? {} }]
  const brand = brandOf(tenant.name, tenant.issuer, { ...appearance, logo: preview.logo_url }, settings)
  return {
    language,
    direction: directionOf(language),
    texts: withCustomTexts(textsOf(language), custom, { client: CLIENT.name, tenant: brand.name }),
    brand: { ...brand, stylesheet: `${STYLES}?ticket=${ticket}` },
    client: CLIENT,
    requestId: request.requestId,
  }
}

/** Only looked at: nothing on it can be reached, no script comes with it, and it is day or night as was asked. */
const inert = (markup: string, { scheme }: PagePreview): string =>
  markup
    .replaceAll(/<script[^>]*><\/script>/g, '')
    .replaceAll(' autofocus', '')
    .replace('content="light dark"', `content="${scheme}"`)
    .replace('<body>', '<body inert>')

/** The stylesheet for who has chosen day or night, whatever the device has. */
const inScheme = (styles: string, { scheme }: PagePreview): string =>
  styles.replaceAll(/@media \(prefers-color-scheme: ?dark\)/g, scheme === 'dark' ? '@media all' : '@media not all')

/** A browser keeps to the policy of the frame, whatever stands in the page. */
function policy(issuer: string, imageOrigins: readonly string[]): string {
  const isBare = new URL(issuer).host.startsWith('[')
  const own = (path: string): string => (isBare ? "'self'" : `${issuer}${path}`)
  return [
    "default-src 'none'",
    `style-src ${own(STYLES.slice(1))}`,
    `img-src ${[...new Set([own('assets/'), ...imageOrigins])].join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox',
  ].join('; ')
}

async function sendPreview(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { ticket, preview } = await previewOf(request)
  const page = renderPreviewed(preview, await contextOf(request, preview, ticket))
  if (!page) throw new OAuthError('not_found', 'There is no such page.')
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(request.tenancy.tenant.issuer, page.imageOrigins),
      'x-frame-options': 'SAMEORIGIN',
      // The address stands for what was typed.
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .send(inert(page.markup, preview))
}

async function sendStyles(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { preview } = await previewOf(request)
  const { type, body } = stylesheetOf(colours(preview))
  return reply.headers({ 'content-type': type, 'cache-control': 'no-store' }).send(inScheme(body, preview))
}

export const pagePreviewRoutes: FastifyPluginAsync = async (wing) => {
  wing.addHook('onRequest', requireHome)
  wing.get(PATH, sendPreview)
  wing.get(STYLES, sendStyles)
}
