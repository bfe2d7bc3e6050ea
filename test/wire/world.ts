// A server and what it knows: clients, APIs and keys are written into its database from beside it, as another process would.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newClientDocument, newClientId, newClientSecretRow } from '@symbolon/core/clients/new-client'
import { newClientGrantDocument, newClientGrantId } from '@symbolon/core/clients/new-client-grant'
import { seal } from '@symbolon/core/jose/sealing'
import type { Change } from '@symbolon/core/ports'
import { newResourceServerDocument, newResourceServerId } from '@symbolon/core/resource-servers/new-resource-server'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import { apiSecretPurpose } from '@symbolon/core/tokens/api-keys'
import { signingKeyChangesFor } from '@symbolon/core/tokens/key-ring'
import type { Client } from '@symbolon/protocol/entities/client'
import type { ClientCredential } from '@symbolon/protocol/entities/client-credential'
import type { ClientGrant } from '@symbolon/protocol/entities/client-grant'
import type { ResourceServer } from '@symbolon/protocol/entities/resource-server'
import { readConfig, type Config } from '@symbolon/server/config'
import { openPorts } from '@symbolon/server/start'
import { startTestServer, type TestServer } from '../server.ts'
import { until } from './until.ts'
import './secrets-not-stored.ts'

export type Options = NonNullable<Parameters<typeof startTestServer>[0]>

export type World = TestServer & {
  readonly port: number
  /** Of a process beside the server, on the same database. */
  readonly config: Config
  readonly tenancy: Tenancy
  /** Writes `changes`, and waits until the server has seen them. */
  readonly write: (...changes: readonly (Change | readonly Change[])[]) => Promise<void>
  /** Another server on the same database and clock, with another port: its `token` speaks for the host of the first. */
  readonly startSecond: () => Promise<Pick<TestServer, 'token' | 'stop'>>
}

/** Starts a server on a database that the test can write into. */
export async function startWorld(options: Options = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-world-'))
  const database = options.database ?? `sqlite:${join(folder, 'symbolon.db')}`
  const environment = { SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'), ...options.environment }
  const server = await startTestServer({ ...options, database, environment })
  const config = readConfig({
    ...environment,
    SYMBOLON_URL: server.issuer,
    SYMBOLON_DATA: folder,
    SYMBOLON_DATABASE: database,
    SYMBOLON_LOG_LEVEL: 'error',
  })
  const { ports, close } = await openPorts(config, options.now ?? Date.now)
  const tenant = (await ports.store.tenants()).find(({ issuer }) => issuer === server.issuer)
  assert.ok(tenant)
  const tenancy = openTenancy(ports, tenant)
  return {
    ...server,
    port: server.running.port,
    config,
    tenancy,
    write: await writer(server, tenancy),
    startSecond: async () => {
      const second = await startTestServer({
        ...options,
        database,
        environment: { ...environment, SYMBOLON_URL: server.issuer, SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1' },
      })
      return {
        token: (parameters, headers) => second.token(parameters, { 'x-forwarded-host': server.host, ...headers }),
        stop: second.stop,
      }
    },
    stop: async () => {
      await close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A probe changes after every write. The server has read it since the write, so that it sees the change only when it has forgotten what
 * it knew, what was written with it.
 */
async function writer(server: TestServer, { store }: Tenancy): Promise<World['write']> {
  const { client_id, credentials, changes } = newClient({ client_id: 'probe', grant_types: [] })
  const answer = async (): Promise<string> =>
    (await server.token({ grant_type: 'client_credentials', ...credentials })).text()
  assert.deepEqual(await store.apply(changes), { outcome: 'applied' })
  assert.match(await answer(), /unauthorized_client/)
  return async (...written) => {
    const before = await store.find('clients', { client_id })
    assert.ok(before)
    const mayAsk = before.grant_types?.length === 0
    const after: Client = { ...before, grant_types: mayAsk ? ['client_credentials'] : [] }
    const probe: Change = { replace: 'clients', before, after }
    assert.deepEqual(await store.apply(written.flat()), { outcome: 'applied' })
    await answer()
    assert.deepEqual(await store.apply([probe]), { outcome: 'applied' })
    const expected = mayAsk ? '"access_denied"' : '"unauthorized_client"'
    await until('the server sees what was written', async () => (await answer()).includes(expected))
  }
}

export type NewClient = {
  readonly client_id: string
  readonly credentials: { readonly client_id: string; readonly client_secret: string }
  readonly changes: readonly Change[]
}

/** A machine, with a secret of its own unless `secret` says which. */
export function newClient(fields: Partial<Client> = {}, client_secret = randomBytes(32).toString('hex')): NewClient {
  const client_id = fields.client_id ?? newClientId(randomBytes)
  const document = newClientDocument(client_id, {
    name: 'Machine',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    ...fields,
  })
  return {
    client_id,
    credentials: { client_id, client_secret },
    changes: [
      { insert: 'clients', document },
      { insert: 'client_secrets', document: newClientSecretRow(randomBytes, client_id, client_secret) },
    ],
  }
}

/** An API. */
export const newApi = (
  fields: Partial<ResourceServer> & Pick<ResourceServer, 'identifier'>,
  scopes: readonly string[] = ['read:a', 'write:a'],
): Change & { readonly document: ResourceServer } => ({
  insert: 'resource_servers',
  document: newResourceServerDocument(newResourceServerId(randomBytes), {
    scopes: scopes.map((value) => ({ value })),
    ...fields,
  }),
})

/** What lets a client ask an API. */
export const newGrant = (
  client_id: string,
  audience: string,
  scope: readonly string[],
  fields: Partial<ClientGrant> = {},
): Change => ({
  insert: 'client_grants',
  document: newClientGrantDocument(newClientGrantId(randomBytes), {
    client_id,
    audience,
    scope: [...scope],
    ...fields,
  }),
})

/** The secret of an API with HS256. */
export const newApiSecret = ({ masterKey, tenant }: Tenancy, { id }: ResourceServer, secret: string): Change => ({
  insert: 'api_secrets',
  document: { id, secret: seal(masterKey, apiSecretPurpose(tenant.tenant_id, id), Buffer.from(secret)) },
})

/** The keys for an algorithm that a tenant does not sign with from the start. */
export const newKeys = signingKeyChangesFor

export type AssertionAlgorithm = ClientCredential['alg']

export type KeyedClient = {
  readonly client_id: string
  readonly keys: readonly { readonly alg: AssertionAlgorithm; readonly kid: string; readonly privateKey: KeyObject }[]
  readonly changes: readonly Change[]
}

/** A machine that signs: one credential for each of `algorithms`, with `fields` over them. */
export function newKeyedClient(
  algorithms: readonly AssertionAlgorithm[],
  fields: Partial<ClientCredential> = {},
): KeyedClient {
  const client_id = newClientId(randomBytes)
  const credentials = algorithms.map((alg) => newCredential(client_id, alg, fields))
  const document = newClientDocument(client_id, {
    name: 'Machine that signs',
    grant_types: ['client_credentials'],
    client_authentication_methods: {
      private_key_jwt: { credentials: credentials.map(({ document: { id } }) => ({ id })) },
    },
  })
  return {
    client_id,
    keys: credentials.map(({ document: { alg, kid }, privateKey }) => ({ alg, kid, privateKey })),
    changes: [
      { insert: 'clients', document },
      ...credentials.map(({ document }): Change => ({ insert: 'client_credentials', document })),
    ],
  }
}

function newCredential(client_id: string, alg: AssertionAlgorithm, fields: Partial<ClientCredential>) {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const now = new Date().toISOString()
  const document: ClientCredential = {
    id: `cred_${randomBytes(11).toString('hex')}`,
    client_id,
    credential_type: 'public_key',
    kid: randomBytes(16).toString('hex'),
    alg,
    pem: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    created_at: now,
    updated_at: now,
    ...fields,
  }
  return { document, privateKey: pair.privateKey }
}
