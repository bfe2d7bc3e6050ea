// What pages load. A path with the hash of something that is not served any more still gets a stylesheet, since the page that names it
// may be open.
import type { FastifyPluginAsync } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { appearanceOf } from './appearance.ts'
import { DEBUGGER_SCRIPT, DEBUGGER_SIGNATURE, DEBUGGER_STYLES, ICON, SCRIPT, stylesheetOf } from './assets.ts'

const FOREVER = 'public, max-age=31536000, immutable'

export const assetRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/assets/:file', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const { colours } = await appearanceOf(request.tenancy)
    const known = [SCRIPT, ICON, DEBUGGER_SCRIPT, DEBUGGER_SIGNATURE, DEBUGGER_STYLES, stylesheetOf(colours)]
    const asset = known.find((one) => one.path === path) ?? (path.endsWith('.css') ? known.at(-1) : undefined)
    if (!asset) throw new OAuthError('not_found', 'There is nothing at this path.')
    return reply
      .header('content-type', asset.type)
      .header('cache-control', asset.path === path ? FOREVER : 'no-cache')
      .send(asset.body)
  })
}
