// A small client of the Management API: gets its token when first needed, and turns refusals into one sentence.
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { listKeyOf, type Document, type Entity } from '@symbolon/protocol/entities/entity'
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
  readonly call: (method: Method, path: string, body?: Document | readonly Document[]) => Promise<unknown>
  /** One that need not be there: undefined for what the server does not know. @throws CommandError */
  readonly find: (path: string) => Promise<Document | undefined>
  /** At most `limit` of a list. @throws CommandError */
  readonly list: (entity: Entity, path: string, query: Query, limit: number) => Promise<Listed>
  /** Makes one that keeps an id of its own: only beside the database. @throws CommandError */
  readonly createAs?: (path: string, body: Document, id: string) => Promise<unknown>
}

/** What a server has answered. */
export type Answered = { readonly status: number; readonly body: unknown }

/** Sends one call below `/api/v2/`. */
export type Ask = (method: Method, path: string, body?: unknown) => Promise<Answered>

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

const isDone = ({ status }: Answered): boolean => status >= 200 && status <= 299

/** The calls of the Management API at `issuer`, by way of `ask`. */
export function managementBy(issuer: string, ask: Ask): ManagementClient {
  const call: ManagementClient['call'] = async (method, path, body) => {
    const reply = await ask(method, path, body)
    if (!isDone(reply)) throw refusal(reply.status, reply.body, path)
    return reply.body
  }

  const find: ManagementClient['find'] = async (path) => {
    const reply = await ask('GET', path)
    if (reply.status === 404) return undefined
    if (!isDone(reply)) throw refusal(reply.status, reply.body, path)
    return isDocument(reply.body) ? reply.body : undefined
  }

  const byMarks = async (entity: Entity, path: string, query: Query, limit: number): Promise<Document[]> => {
    const documents: Document[] = []
    let from: string | undefined
    do {
      const mark = from === undefined ? {} : { from }
      const body = await call('GET', `${path}?${new URLSearchParams({ ...query, take: String(PER_PAGE), ...mark })}`)
      documents.push(...documentsIn(body, listKeyOf(entity)))
      from = textAt(body, 'next')
    } while (from !== undefined && documents.length <= limit)
    return documents
  }

  const byPages = async (entity: Entity, path: string, query: Query, limit: number): Promise<Document[]> => {
    const documents: Document[] = []
    for (let page = 0; documents.length <= limit; page += 1) {
      const parameters = new URLSearchParams({ ...query, page: String(page), per_page: String(PER_PAGE) })
      const found = documentsIn(await call('GET', `${path}?${parameters}`), listKeyOf(entity))
      documents.push(...found)
      if (found.length < PER_PAGE) break
    }
    return documents
  }

  const list: ManagementClient['list'] = async (entity, path, query, limit) => {
    const { paging } = entity
    const isOnlyMarked = paging.includes('checkpoint') && !paging.includes('array')
    const documents = paging.includes('whole')
      ? documentsIn(await call('GET', path), listKeyOf(entity))
      : await (isOnlyMarked ? byMarks : byPages)(entity, path, query, limit)
    return { documents: documents.slice(0, limit), hasMore: documents.length > limit }
  }

  return { issuer, call, find, list }
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

  return managementBy(issuer, async (method, path, body) => {
    token ??= getToken()
    const authorization = `Bearer ${await token}`
    return send(`${issuer}api/v2/${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  })
}
