// What rules may ask for while they run: metadata of the user to be kept, and requests to the outside where the tenant allows them.
import type { Document } from '@symbolon/protocol/entities/entity'
import { changedDocument } from '@symbolon/protocol/entities/documents'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { checkUpdate } from '@symbolon/protocol/entities/validate'
import type { AnswerCode } from '../code-runner.ts'
import { OAuthError } from '../errors.ts'
import type { CallOutside, OutsideRequest } from '../outside-call.ts'
import type { Tenancy } from '../tenancy.ts'
import { getTenantSettings } from '../tenant-settings.ts'

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const FIELDS = ['user_metadata', 'app_metadata'] as const

const MOST_TRIES = 8

/** Characters of JSON that code lets a user's metadata grow to, each of both. */
const MOST_METADATA = 262_144

const refused = (words: string): OAuthError => new OAuthError('access_denied', words)

/** Merges into the metadata of a user, one level deep, and keeps it. @throws OAuthError in words for the code that asked */
export async function mergeMetadata(
  tenancy: Tenancy,
  user_id: string,
  field: unknown,
  metadata: Document,
): Promise<unknown> {
  const name = FIELDS.find((known) => known === field)
  if (!name) throw refused('There is no such metadata')
  const checked = await checkUpdate(USER, { [name]: metadata })
  if ('problem' in checked) throw refused(`Metadata that cannot be kept: ${checked.problem}`)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await tenancy.store.findUser(user_id)
    if (!before) throw refused('The user does not exist.')
    const updated_at = new Date(tenancy.now()).toISOString()
    const after = { ...changedDocument(USER, before, { [name]: metadata }), updated_at }
    if (JSON.stringify(after[name] ?? {}).length > MOST_METADATA) throw refused(`${name} is too large`)
    if ((await tenancy.store.replaceUser(before, after)) === 'written') return after
  }
  throw refused('The user is being changed by others')
}

/** `auth0.users.updateUserMetadata` and `updateAppMetadata`. */
function updateMetadata(tenancy: Tenancy, question: unknown): Promise<unknown> {
  const { user_id, field, metadata } = isDocument(question) ? question : {}
  if (typeof user_id !== 'string' || !isDocument(metadata)) throw new Error('A user id and metadata are needed')
  return mergeMetadata(tenancy, user_id, field, metadata)
}

const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')

const readRequest = (question: unknown): OutsideRequest => {
  const { method, url, headers, body, timeout } = isDocument(question) ? question : {}
  if (typeof method !== 'string' || typeof url !== 'string') throw new Error('A request needs a method and an address')
  return {
    method,
    url,
    headers: Array.isArray(headers) ? headers.filter(isPair) : [],
    ...(typeof body === 'string' ? { body } : {}),
    ...(typeof timeout === 'number' ? { timeout } : {}),
  }
}

/** `*` is every host, `*.domain` every host below it. */
const isAllowedHost = (hosts: readonly string[], url: string): boolean => {
  const name = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : ''
  return hosts.some((host) => host === '*' || (host.startsWith('*.') ? name.endsWith(host.slice(1)) : host === name))
}

/** A request to the outside: only to hosts that the tenant has named. */
export async function callForRule(
  callOutside: CallOutside,
  hosts: readonly string[],
  question: unknown,
): Promise<unknown> {
  const request = readRequest(question)
  if (!isAllowedHost(hosts, request.url)) {
    throw new Error('Calls to this host are not allowed: the tenant setting outbound_hosts does not name it')
  }
  return callOutside(request)
}

/** Answers a rule. */
export const answerRule =
  (tenancy: Tenancy): AnswerCode =>
  async (what, question) => {
    if (what === 'updateMetadata') return updateMetadata(tenancy, question)
    if (what === 'http') {
      const { outbound_hosts = [] } = await getTenantSettings(tenancy)
      return callForRule(tenancy.callOutside, outbound_hosts, question)
    }
    throw new Error(`Rules cannot ask for ${what}`)
  }
