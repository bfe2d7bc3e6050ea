// GET /js/PRODUCT/VERSION/FILE: scripts that pages of any site load, under the paths that the vendor's host has for its own; and
// GET /js/scripts.json, the list of them with what an element's `integrity` says. Public, the same for every tenant.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { findScript, listScripts, versionsOf, type Found } from '@symbolon/cdn'
import { OAuthError } from '@symbolon/core/errors'

const FOREVER = 'public, max-age=31536000, immutable'

/** Where another script may stand one day: the newest of `14`, or ours of a version that is still being made. */
const FOR_A_WHILE = 'public, max-age=3600'

const nothing = (why: string): OAuthError => new OAuthError('not_found', why)

/** @throws OAuthError `temporarily_unavailable`: without memory for the process that makes them, everything else goes on */
async function made<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    throw new OAuthError('temporarily_unavailable', 'The scripts could not be made.', { cause })
  }
}

type Asked = { readonly product: string; readonly version: string; readonly file: string }

const NAME = /^[\w.-]{1,64}$/

/** @throws OAuthError `not_found`, with what there is instead */
async function getScript({ product, version, file }: Asked): Promise<Found> {
  const versions = NAME.test(product) ? versionsOf(product) : undefined
  if (!versions) throw nothing('There is no such product here. /js/scripts.json lists what there is.')
  if (versions.length === 0) throw nothing(`No version of ${product} is installed on this server.`)
  const found = NAME.test(version) ? await made(findScript(product, version, file)) : undefined
  if (!found) {
    throw nothing(`There is no such file of that version of ${product} here. Versions: ${versions.join(', ')}.`)
  }
  return found
}

/** A tag that the browser has already got. RFC 9110, section 13.1.2 */
const isKnown = ({ headers }: FastifyRequest, tag: string): boolean =>
  headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) === true

const SHARED = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
} as const

async function sendScript(request: FastifyRequest<{ Params: Asked }>, reply: FastifyReply): Promise<FastifyReply> {
  const { script, isForever } = await getScript(request.params)
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = (['br', 'gzip'] as const).find((name) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0)`).test(accepted))
  // Another encoding is another representation.
  const tag = `"${script.integrity.slice(7, 39)}${encoding ?? ''}"`
  reply.headers({
    ...SHARED,
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': isForever ? FOREVER : FOR_A_WHILE,
    etag: tag,
    vary: 'accept-encoding',
  })
  if (isKnown(request, tag)) return reply.code(304).send()
  if (encoding !== undefined) reply.header('content-encoding', encoding)
  return reply.send(encoding === undefined ? script.bytes : script[encoding])
}

async function sendList(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const scripts = await made(listScripts())
  const list = scripts.map(({ path, script: { bytes, integrity } }) => ({ path, bytes: bytes.length, integrity }))
  return reply.headers({ ...SHARED, 'cache-control': FOR_A_WHILE }).send({ scripts: list })
}

export const pageScriptRoutes: FastifyPluginAsync = async (wing) => {
  wing.get('/js/scripts.json', sendList)
  wing.get<{ Params: Asked }>('/js/:product/:version/:file', sendScript)
}
