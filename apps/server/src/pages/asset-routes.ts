// What pages load. A path with the hash of something that is not served any more still gets a stylesheet, since the page that names it
// may be open. The stylesheet of an organization names it, since its colours are known by it alone.
import type { FastifyPluginAsync } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { ORGANIZATION_ID } from '@symbolon/protocol/entities/organization'
import { queryOf } from '../browser/form.ts'
import { appearanceOf } from './appearance.ts'
import { DEBUGGER_SCRIPT, DEBUGGER_SIGNATURE, DEBUGGER_STYLES, ICON, SCRIPT, stylesheetOf } from './assets.ts'

const FOREVER = 'public, max-age=31536000, immutable'

export const assetRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/assets/:file', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const { organization: id = '' } = queryOf(request).values
    const { store } = request.tenancy
    const organization = ORGANIZATION_ID.test(id) ? await store.find('organizations', { id }) : undefined
    const { colours } = await appearanceOf({ store }, organization)
    const known = [SCRIPT, ICON, DEBUGGER_SCRIPT, DEBUGGER_SIGNATURE, DEBUGGER_STYLES, stylesheetOf(colours)]
    const asset = known.find((one) => one.path === path) ?? (path.endsWith('.css') ? known.at(-1) : undefined)
    if (!asset) throw new OAuthError('not_found', 'There is nothing at this path.')
    return reply
      .header('content-type', asset.type)
      .header('cache-control', asset.path === path ? FOREVER : 'no-cache')
      .send(asset.body)
  })
}
