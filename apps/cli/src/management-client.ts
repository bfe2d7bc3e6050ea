// A small client of the Management API: gets its token when first needed, and turns refusals into one sentence.
import { ENTITIES } from '@symbolon/protocol/entities/index'
import type { Document, Entity } from '@symbolon/protocol/entities/entity'
import { systemAudience } from '@symbolon/protocol/auth0/system-api'
import { CommandError } from './command-error.ts'
import { credentialsOf, issuerOf, type ConnectionOptions } from './connection.ts'
import { printable } from './output/printable.ts'
import { requestToken } from './request-token.ts'
import { send, textAt } from './send.ts'
import type { Terminal } from './terminal.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export type Listed = { readonly documents: readonly Document[]; readonly hasMore: boolean }

export type ManagementClient = {
  readonly issuer: string
  /** One call below `/api/v2/`; the answer's JSON. @throws CommandError */
  readonly call: (method: Method, path: string, body?: Document) => Promise<unknown>
  /** At most `limit` of a list. @throws CommandError */
  readonly list: (entity: Entity, path: string, query: Query, limit: number) => Promise<Listed>
}

type Query = Readonly<Record<string, string>>

const PER_PAGE = 100

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const documentsIn = (body: unknown, key: string): readonly Document[] => {
  const items: unknown = isDocument(body) ? body[key] : body
  return Array.isArray(items) ? items.filter(isDocument) : []
}

/** Whether there is only one of what the path names, so that its last part is no name. */
const isSingle = (path: string): boolean => ENTITIES.some((entity) => !('id' in entity) && entity.path === path)

/** What the path names, as it was typed. */
const nameIn = (path: string): string => {
  const last = path.split('?')[0]?.split('/').at(-1) ?? ''
  return printable(decodeURIComponent(last))
}

const refusal = (status: number, body: unknown, path: string): CommandError => {
  const says = printable(textAt(body, 'message') ?? textAt(body, 'error_description') ?? textAt(body, 'error') ?? '')
  if (says === '') return new CommandError(`The server answers ${status} to /api/v2/${printable(path)}.`)
  const sentence = /[.!?]$/.test(says) ? says : `${says}.`
  if (status === 404 && !isSingle(path)) return new CommandError(`${says.replace(/\.$/, '')}: ${nameIn(path)}.`)
  if (status === 403) return new CommandError(`This client may not do that. ${sentence}`)
  return new CommandError(sentence)
}

/** The Management API of the server that `options` and the environment name. @throws CommandError when they do not */
export function openManagement(options: ConnectionOptions, terminal: Terminal): ManagementClient {
  const issuer = issuerOf(options, terminal)
  let token: Promise<string> | undefined

  const getToken = async (): Promise<string> => {
    const given = terminal.environment['SYMBOLON_ACCESS_TOKEN']
    if (given && options.clientId === undefined) return given
    const credentials = await credentialsOf(options, terminal)
    const now = Math.floor(terminal.now() / 1000)
    return (await requestToken(issuer, credentials, { audience: systemAudience(issuer) }, now)).access_token
  }

  const call: ManagementClient['call'] = async (method, path, body) => {
    token ??= getToken()
    const authorization = `Bearer ${await token}`
    const reply = await send(`${issuer}api/v2/${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (reply.status < 200 || reply.status > 299) throw refusal(reply.status, reply.body, path)
    return reply.body
  }

  const list: ManagementClient['list'] = async (entity, path, query, limit) => {
    const documents: Document[] = []
    if (entity.paging.includes('whole')) documents.push(...documentsIn(await call('GET', path), entity.collection))
    for (let page = 0; !entity.paging.includes('whole') && documents.length <= limit; page += 1) {
      const parameters = new URLSearchParams({ ...query, page: String(page), per_page: String(PER_PAGE) })
      const found = documentsIn(await call('GET', `${path}?${parameters}`), entity.collection)
      documents.push(...found)
      if (found.length < PER_PAGE) break
    }
    return { documents: documents.slice(0, limit), hasMore: documents.length > limit }
  }

  return { issuer, call, list }
}
