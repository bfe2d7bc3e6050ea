// Hooks: one function a trigger, and its secrets. reference: Management API, section 12.
import type { QueryShape } from '@symbolon/protocol/entities/query'
import { anyText, NOTHING_TO_SAY, pageOf } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, list, mapOf, optional, oneOf, record, string, type Static } from '@symbolon/protocol/entities/schema'
import { printable, text } from '@symbolon/protocol/entities/words'
import type { Hook } from '../collections.ts'
import { ApiError } from '../errors.ts'
import { newId } from '../identifiers.ts'
import type { Tenancy } from '../tenancy.ts'
import { sealCodeSecret } from '../rules/code-secrets.ts'
import type { Caller } from './caller.ts'
import { timeOf } from './code-fields.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { answerPage, cutPage } from './pages.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { settle } from './settle.ts'

const HOOK: LoggedEntity = { name: 'hook', apart: [], writeOnly: [], guarded: {}, fields: {} }

const NAME = string({ maxLength: 64, pattern: '^[a-zA-Z0-9](?:[ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$' })
export const SCRIPT = string({ minLength: 1, maxLength: 100_000 })
const DEPENDENCIES = mapOf(text(64), 50)

const HOOK_ANSWER = record({
  id: anyText(),
  name: anyText(),
  script: anyText(),
  triggerId: anyText(),
  enabled: bool(),
  dependencies: mapOf(anyText(), 50),
})

const LIST: QueryShape = {
  paging: ['array', 'totals'],
  accepts: { enabled: ['true', 'false'] },
  further: ['triggerId'],
}

const NEW = record({
  name: NAME,
  script: SCRIPT,
  triggerId: oneOf('credentials-exchange', 'pre-user-registration', 'post-user-registration', 'post-change-password'),
  enabled: optional(bool()),
  dependencies: optional(DEPENDENCIES),
})
const CHANGES = record({
  name: optional(NAME),
  script: optional(SCRIPT),
  enabled: optional(bool()),
  dependencies: optional(DEPENDENCIES),
})
const SECRETS = mapOf(text(4096), 50)
const KEYS = list(printable(128), 50, { minItems: 1 })

/** `Test Hook520` → `test-hook-520`: names are what they are in an address. */
const slug = (name: string): string =>
  name
    .replace(/([a-z])([0-9])/gi, '$1-$2')
    .replace(/\s+/g, '-')
    .toLowerCase()

export const getHook = async ({ store }: Tenancy, id: string): Promise<Hook> => {
  const hook = await store.find('hooks', { id })
  if (!hook) throw new ApiError(404, 'Error: Hook does not exist', 'HookDoesNotExist')
  return hook
}

const shown = ({ secrets, ...hook }: Hook): Document => {
  void secrets
  return hook
}

/** One enabled hook a trigger, and no two of a name. @throws ApiError 409 */
async function requireFree({ store }: Tenancy, hook: Hook): Promise<void> {
  const named = await store.find('hooks', { name: hook.name })
  if (named && named.id !== hook.id) throw new ApiError(409, 'A hook with the same name already exists.')
  const enabled = await store.all('hooks', { triggerId: hook.triggerId, enabled: true })
  if (hook.enabled && enabled.some(({ id }) => id !== hook.id)) {
    throw new ApiError(409, `Another hook is enabled for ${hook.triggerId}.`)
  }
}

const create = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Static<typeof NEW>>): Promise<Document> => {
  const { name, script, triggerId, enabled = false, dependencies = {} } = body
  const id = newId(tenancy.random, { prefix: '01', length: 24, alphabet: 'alphanumeric' }).toUpperCase()
  const document: Hook = { id, name: slug(name), script, dependencies, enabled, triggerId, secrets: [] }
  await settle(tenancy, async () => {
    await requireFree(tenancy, document)
    return { changes: [{ insert: 'hooks', document }] }
  })
  recordWrite(tenancy, caller, HOOK, { id, changed: Object.keys(body) })
  return shown(document)
}

const change = async (
  tenancy: Tenancy,
  caller: Caller,
  id: string,
  changed: readonly string[],
  next: (before: Hook) => Hook,
): Promise<Hook> => {
  const { after } = await settle(tenancy, async () => {
    const before = await getHook(tenancy, id)
    const after = next(before)
    await requireFree(tenancy, after)
    return { after, changes: [{ replace: 'hooks', before, after }] }
  })
  recordWrite(tenancy, caller, HOOK, { id, changed })
  return after
}

const update = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Static<typeof CHANGES>>) => {
  const { name, ...rest } = body
  const named = name === undefined ? {} : { name: slug(name) }
  return shown(await change(tenancy, caller, id, Object.keys(body), (before) => ({ ...before, ...rest, ...named })))
}

const listAll = async (
  { store }: Tenancy,
  _caller: Caller,
  { query }: Asked,
): Promise<Document | readonly Document[]> => {
  const { enabled, triggerId } = query.further
  const all = (await store.all('hooks', {})).filter(
    (hook) =>
      (enabled === undefined || String(hook.enabled) === enabled) &&
      (triggerId === undefined || hook.triggerId === triggerId),
  )
  return answerPage(query, 'hooks', 'items-first', cutPage(query, all.map(shown)))
}

const get = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  return shown(await getHook(tenancy, id))
}

const remove = async (tenancy: Tenancy, caller: Caller, { id }: Asked): Promise<void> => {
  await settle(tenancy, async () => ({ changes: [{ remove: 'hooks', document: await getHook(tenancy, id) }] }))
  recordWrite(tenancy, caller, HOOK, { id, changed: [] })
}

const readSecrets = async (tenancy: Tenancy, _caller: Caller, { id }: Asked): Promise<Document> => {
  const { secrets } = await getHook(tenancy, id)
  return Object.fromEntries(secrets.map(({ name }) => [name, '_VALUE_NOT_SHOWN_']))
}

const addSecrets = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Static<typeof SECRETS>>) => {
  const time = timeOf(tenancy)
  await change(tenancy, caller, id, ['secrets'], (before) => ({
    ...before,
    secrets: [
      ...before.secrets.filter(({ name }) => !Object.hasOwn(body, name)),
      ...Object.entries(body).map(([name, value]) => sealCodeSecret(tenancy, id, name, value, time)),
    ],
  }))
  return {}
}

const removeSecrets = async (tenancy: Tenancy, caller: Caller, { id, body }: Asked<Static<typeof KEYS>>) => {
  await change(tenancy, caller, id, ['secrets'], (before) => ({
    ...before,
    secrets: before.secrets.filter(({ name }) => !body.includes(name)),
  }))
}

const SECRETS_PATH = '/hooks/:id/secrets'

export const HOOK_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: '/hooks',
    status: 200,
    scopes: ['read:hooks'],
    query: LIST,
    answers: pageOf(['array', 'totals'], 'hooks', HOOK_ANSWER),
    act: listAll,
  }),
  endpoint({
    method: 'POST',
    path: '/hooks',
    status: 201,
    scopes: ['create:hooks'],
    bodySchema: NEW,
    answers: HOOK_ANSWER,
    act: create,
  }),
  endpoint({ method: 'GET', path: '/hooks/:id', status: 200, scopes: ['read:hooks'], answers: HOOK_ANSWER, act: get }),
  endpoint({
    method: 'PATCH',
    path: '/hooks/:id',
    status: 200,
    scopes: ['update:hooks'],
    bodySchema: CHANGES,
    answers: HOOK_ANSWER,
    act: update,
  }),
  endpoint({ method: 'DELETE', path: '/hooks/:id', status: 204, scopes: ['delete:hooks'], act: remove }),
  endpoint({
    method: 'GET',
    path: SECRETS_PATH,
    status: 200,
    scopes: ['read:hooks'],
    answers: mapOf(anyText(), 50),
    act: readSecrets,
  }),
  endpoint({
    method: 'POST',
    path: SECRETS_PATH,
    status: 201,
    scopes: ['update:hooks'],
    bodySchema: SECRETS,
    answers: NOTHING_TO_SAY,
    act: addSecrets,
  }),
  endpoint({
    method: 'PATCH',
    path: SECRETS_PATH,
    status: 201,
    scopes: ['update:hooks'],
    bodySchema: SECRETS,
    answers: NOTHING_TO_SAY,
    act: addSecrets,
  }),
  endpoint({
    method: 'DELETE',
    path: SECRETS_PATH,
    status: 204,
    scopes: ['delete:hooks'],
    bodySchema: KEYS,
    act: removeSecrets,
  }),
]
