// /dashboard: the pages on which a tenant is run. An application like any other, which this server happens to deliver.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { DASHBOARD_CLIENT_ID, DASHBOARD_PATH } from '@symbolon/protocol/auth0/dashboard'
import { OAuthError } from '@symbolon/core/errors'
import { built } from '@symbolon/dashboard/build'
import { requireHome } from '../http/at-home.ts'
import { ICON } from '../pages/assets.ts'
import { html } from '../pages/html.ts'

const ASSETS = `${DASHBOARD_PATH}/assets/`

const TYPES: ReadonlyMap<string, string> = new Map([
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
])

/** By which name in Accept-Encoding, and by which ending of the file; what is best first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** Styles that are made while the pages run carry the nonce; scripts come from one folder alone. */
function policy(issuer: string, nonce: string): string {
  const isBare = new URL(issuer).host.startsWith('[')
  const own = (path: string): string => (isBare ? "'self'" : `${issuer}${path}`)
  const assets = own(ASSETS.slice(1))
  return [
    "default-src 'none'",
    `script-src ${assets}`,
    `style-src ${assets} 'nonce-${nonce}'`,
    `img-src ${own('assets/')}`,
    "connect-src 'self'",
    // In which it asks, unseen, whether somebody is still logged in.
    "frame-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const nothingHere = (): OAuthError => new OAuthError('not_found', 'There is nothing at this path.')

/** @throws OAuthError `temporarily_unavailable`: without memory or a disk to write to, everything else goes on */
const files = async (): Promise<Awaited<ReturnType<typeof built>>> => {
  try {
    return await built()
  } catch (cause) {
    throw new OAuthError('temporarily_unavailable', 'The pages of the dashboard could not be made.', { cause })
  }
}

async function sendDashboard(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { store, tenant, random } = request.tenancy
  if (!(await store.find('clients', { client_id: DASHBOARD_CLIENT_ID }))) {
    throw new OAuthError(
      'not_found',
      'This dashboard has no administrator yet. Open the set-up link that the first start printed; `symbolon tenant set-up` prints it again.',
    )
  }
  const { script, style } = await files()
  const nonce = random(18).toString('base64')
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="nonce" content="${nonce}">
<meta name="issuer" content="${tenant.issuer}">
<title>Symbolon</title>
<link rel="icon" href="${ICON.path}">
<link rel="stylesheet" href="${ASSETS + style}">
<script type="module" src="${ASSETS + script}"></script>
</head>
<body><div id="root"></div></body>
</html>`
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(tenant.issuer, nonce),
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    })
    .send(page.markup)
}

async function sendFile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = request.url.split('?', 1)[0] ?? ''
  // The names that the build gives: nothing in them leads anywhere else.
  const [, name = '', ending = ''] = /^\/dashboard\/assets\/([\w-][\w.-]*\.(js|css))$/.exec(path) ?? []
  const type = TYPES.get(ending)
  if (type === undefined) throw nothingHere()
  const { folder } = await files()
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const [encoding, suffix] = ENCODINGS.find(([word]) => accepted.includes(word)) ?? ['identity', '']
  const file = join(folder, `${name}${suffix}`)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw nothingHere()
  return reply
    .headers({
      'content-type': type,
      'content-length': found.size,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(suffix === '' ? {} : { 'content-encoding': encoding }),
    })
    .send(createReadStream(file))
}

export const dashboardRoutes: FastifyPluginAsync = async (wing) => {
  wing.addHook('onRequest', requireHome)
  wing.get(DASHBOARD_PATH, sendDashboard)
  wing.get(`${DASHBOARD_PATH}/*`, sendDashboard)
  wing.get(`${ASSETS}:file`, sendFile)
}
