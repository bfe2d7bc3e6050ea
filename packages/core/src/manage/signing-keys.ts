// The tenant's signing keys for administrators. reference: Management API, section 17. `alg`, which of the tenant's rings to rotate,
// is ours, as is making one.
import { anyText, several, time } from '@symbolon/protocol/entities/answers'
import type { Document } from '@symbolon/protocol/entities/entity'
import { bool, oneOf, optional, record, type Static } from '@symbolon/protocol/entities/schema'
import type { Tenancy } from '../tenancy.ts'
import { getSigningKey, listSigningKeys, signingKeyView } from '../tokens/key-certificates.ts'
import { createKeyRing, revokeSigningKey, rotateSigningKey } from '../tokens/key-ring.ts'
import type { Caller } from './caller.ts'
import { endpoint, type Asked } from './endpoint.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'

/** As the tenant log speaks of a key. */
const SIGNING_KEY: LoggedEntity = {
  name: 'signing-key',
  apart: ['private_key'],
  writeOnly: [],
  guarded: {},
  fields: {},
}

const ALGORITHM = record({ alg: optional(oneOf('RS256', 'PS256', 'ES256', 'EdDSA')) })

type Wished = Static<typeof ALGORITHM>

const tell = (tenancy: Tenancy, caller: Caller, what: string, { kid, state }: { kid: string; state: string }): void =>
  recordWrite(tenancy, caller, SIGNING_KEY, { what, id: kid, changed: ['state'], after: { state } })

/** Lets the next key sign, and publishes a new next one. Answers with the current key. */
const rotate = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Wished | undefined>): Promise<Document> => {
  const key = await rotateSigningKey(tenancy, body?.alg ?? 'RS256')
  tell(tenancy, caller, 'Rotate the signing key', key)
  const { kid, cert, ...rest } = signingKeyView(key)
  return { kid, cert, ...rest }
}

/** Makes and publishes the keys of one more algorithm, before an API needs them. Answers with the current one. */
const create = async (tenancy: Tenancy, caller: Caller, { body }: Asked<Wished | undefined>): Promise<Document> => {
  const key = await createKeyRing(tenancy, body?.alg ?? 'RS256')
  tell(tenancy, caller, 'Create signing keys', key)
  return { ...signingKeyView(key) }
}

/** Serves a previous key no more. */
const revoke = async (tenancy: Tenancy, caller: Caller, { parameters }: Asked): Promise<Document> => {
  const key = await revokeSigningKey(tenancy, parameters['kid'] ?? '')
  tell(tenancy, caller, 'Revoke a signing key', key)
  const { kid, cert, revoked_at } = signingKeyView(key)
  return { kid, cert, revoked_at }
}

const KEY_ANSWER = record({
  kid: anyText(),
  alg: anyText(),
  cert: anyText(),
  pkcs7: anyText(),
  fingerprint: anyText(),
  thumbprint: anyText(),
  current: bool(),
  next: bool(),
  previous: bool(),
  revoked: bool(),
  current_since: optional(time()),
  current_until: optional(time()),
  revoked_at: optional(time()),
})

const PATH = '/keys/signing'
const READ = ['read:signing_keys']

export const SIGNING_KEY_ENDPOINTS = [
  endpoint({
    method: 'GET',
    path: PATH,
    status: 200,
    scopes: READ,
    answers: several(KEY_ANSWER),
    act: (tenancy) => listSigningKeys(tenancy),
  }),
  endpoint({
    method: 'POST',
    path: PATH,
    status: 201,
    scopes: ['create:signing_keys'],
    bodySchema: ALGORITHM,
    bodyIsOptional: true,
    answers: KEY_ANSWER,
    act: create,
  }),
  endpoint({
    method: 'POST',
    path: `${PATH}/rotate`,
    status: 201,
    scopes: ['create:signing_keys', 'update:signing_keys'],
    allScopes: true,
    bodySchema: ALGORITHM,
    bodyIsOptional: true,
    answers: KEY_ANSWER,
    act: rotate,
  }),
  endpoint({
    method: 'GET',
    path: `${PATH}/:kid`,
    status: 200,
    scopes: READ,
    answers: KEY_ANSWER,
    act: (tenancy, _caller, { parameters }) => getSigningKey(tenancy, parameters['kid'] ?? ''),
  }),
  endpoint({
    method: 'PUT',
    path: `${PATH}/:kid/revoke`,
    status: 200,
    scopes: ['update:signing_keys'],
    answers: record({ kid: anyText(), cert: anyText(), revoked_at: time() }),
    act: revoke,
  }),
]
