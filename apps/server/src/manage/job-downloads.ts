// GET /exports/HANDLE: the file of an export. Whoever has the address has the file; it is compressed on its way.
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'
import { OAuthError } from '@symbolon/core/errors'
import { findDownload } from '@symbolon/core/jobs/download'
import { requireHome } from '../http/at-home.ts'
import '../http/request.ts'
import { parameterOf } from './caller.ts'

export const jobDownloadRoutes: FastifyPluginAsync = async (wing) => {
  wing.addHook('onRequest', requireHome)
  wing.get('/exports/:handle', async (request, reply) => {
    const found = await findDownload(request.tenancy, parameterOf(request, 'handle') ?? '')
    if (!found) throw new OAuthError('not_found', 'There is no such export, or its address has expired.')
    const file = createGzip()
    const lines = Readable.from(found.pieces)
    // A file that breaks off ends the connection, so that nobody takes it for whole.
    lines.on('error', (error) => file.destroy(error))
    file.on('close', () => lines.destroy())
    return reply
      .headers({
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="${found.name}"`,
        'cache-control': 'no-store',
      })
      .send(lines.pipe(file))
  })
}
