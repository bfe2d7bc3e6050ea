// The tenant's signing keys for administrators. reference: Management API, section 17. `alg`, which of the tenant's rings to rotate,
// is ours.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { Query } from '@symbolon/protocol/entities/query'
import { refuseQuery } from '@symbolon/protocol/entities/query'
import type { Tenancy } from '../tenancy.ts'
import { getSigningKey, listSigningKeys, signingKeyView, type SigningKeyView } from '../tokens/key-certificates.ts'
import { createKeyRing, isSigningKeyAlgorithm, revokeSigningKey, rotateSigningKey } from '../tokens/key-ring.ts'
import type { Caller } from './caller.ts'
import { readQuery, requireRight } from './rights.ts'
import { recordWrite, type LoggedEntity } from './record-write.ts'
import { invalidBody } from './refusals.ts'

const READ = ['read:signing_keys']
const ROTATE = ['create:signing_keys', 'update:signing_keys']
const CREATE = ['create:signing_keys']
const REVOKE = ['update:signing_keys']

/** As the tenant log speaks of a key. */
const SIGNING_KEY: LoggedEntity = {
  name: 'signing-key',
  apart: ['private_key'],
  writeOnly: [],
  guarded: {},
  fields: {},
}

/** Every key, the revoked ones too. @throws ApiError 403 */
export const listKeys = async (tenancy: Tenancy, caller: Caller, query: Query): Promise<readonly SigningKeyView[]> => {
  requireRight(tenancy, caller, READ)
  readQuery(() => refuseQuery(query))
  return listSigningKeys(tenancy)
}

/** One key. @throws ApiError 403, 404 */
export const getKey = async (tenancy: Tenancy, caller: Caller, kid: string, query: Query): Promise<SigningKeyView> => {
  requireRight(tenancy, caller, READ)
  readQuery(() => refuseQuery(query))
  return getSigningKey(tenancy, kid)
}

const readAlgorithm = (body: unknown) => {
  if (body === undefined || body === null) return 'RS256'
  if (typeof body !== 'object' || Array.isArray(body)) throw invalidBody('Expected type object')
  const unknown = Object.keys(body).filter((field) => field !== 'alg')
  if (unknown.length > 0) throw invalidBody(`Additional properties not allowed: ${unknown.join(',').slice(0, 300)}`)
  const alg: unknown = Reflect.get(body, 'alg') ?? 'RS256'
  if (typeof alg !== 'string' || !isSigningKeyAlgorithm(alg)) {
    throw invalidBody('No enum match, expected one of: RS256, PS256, ES256, EdDSA', 'alg')
  }
  return alg
}

/** Lets the next key sign, and publishes a new next one. Answers with the current key. @throws ApiError 403, 400, 404, 409 */
export const rotateKey = async (tenancy: Tenancy, caller: Caller, body: unknown): Promise<Document> => {
  for (const scope of ROTATE) requireRight(tenancy, caller, [scope])
  const key = await rotateSigningKey(tenancy, readAlgorithm(body))
  recordWrite(tenancy, caller, SIGNING_KEY, {
    what: 'Rotate the signing key',
    id: key.kid,
    changed: ['state'],
    after: { state: key.state },
  })
  const { kid, cert, ...rest } = signingKeyView(key)
  return { kid, cert, ...rest }
}

/** Makes and publishes the keys of one more algorithm, before an API needs them. Answers with the current one. @throws ApiError 403, 400, 409 */
export const createKeys = async (tenancy: Tenancy, caller: Caller, body: unknown): Promise<Document> => {
  requireRight(tenancy, caller, CREATE)
  const key = await createKeyRing(tenancy, readAlgorithm(body))
  recordWrite(tenancy, caller, SIGNING_KEY, {
    what: 'Create signing keys',
    id: key.kid,
    changed: ['state'],
    after: { state: key.state },
  })
  return { ...signingKeyView(key) }
}

/** Serves a previous key no more. @throws ApiError 403, 404, 409 */
export const revokeKey = async (tenancy: Tenancy, caller: Caller, kid: string): Promise<Document> => {
  requireRight(tenancy, caller, REVOKE)
  const key = await revokeSigningKey(tenancy, kid)
  recordWrite(tenancy, caller, SIGNING_KEY, {
    what: 'Revoke a signing key',
    id: kid,
    changed: ['state'],
    after: { state: key.state },
  })
  const { cert, revoked_at } = signingKeyView(key)
  return { kid, cert, revoked_at }
}
