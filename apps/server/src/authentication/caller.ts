// Who asks, and in which languages an answer may be written.
import type { FastifyRequest } from 'fastify'
import { isUsableHere } from '@symbolon/core/clients/usable-here'
import type { Client } from '@symbolon/protocol/entities/client'
import { textOf, type Fields } from './body.ts'
import { legacyRefusal } from './refusal.ts'

/** The client that a request names. @throws Refusal 400, 401 */
export async function clientOf({ tenancy }: FastifyRequest, fields: Fields): Promise<Client> {
  const client_id = textOf(fields, 'client_id', 64)
  if (client_id === undefined) throw legacyRefusal(400, 'invalid_request', 'Missing required parameter: client_id')
  const client = await tenancy.store.find('clients', { client_id })
  if (!client || client.global || !isUsableHere(tenancy, client))
    throw legacyRefusal(401, 'invalid_client', `Unknown client: ${client_id}`)
  return client
}

const MAX_LANGUAGES = 10

const isTag = (tag: string): boolean => /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)

const tagsOf = (header: unknown): readonly string[] =>
  typeof header !== 'string'
    ? []
    : header
        .slice(0, 500)
        .split(',')
        .map((range) => (range.split(';', 1)[0] ?? '').trim())
        .filter(isTag)

/** Language tags, what is wanted most first: the application's own header before the browser's. */
export const languagesOf = ({ headers }: FastifyRequest): readonly string[] =>
  [...tagsOf(headers['x-request-language']), ...tagsOf(headers['accept-language'])].slice(0, MAX_LANGUAGES)
