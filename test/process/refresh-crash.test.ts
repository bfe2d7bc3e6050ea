import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { FIRST_CONNECTION, newEnabledClient } from '@symbolon/core/connections/new-connection'
import type { Change } from '@symbolon/core/ports'
import { openTenancy, type Tenancy } from '@symbolon/core/tenancy'
import { newAuthorizationCode } from '@symbolon/core/tokens/authorization-code'
import { readRefreshTokenText } from '@symbolon/core/tokens/refresh-token-text'
import { newUserDocument } from '@symbolon/core/users/new-user'
import { readConfig } from '@symbolon/server/config'
import { openPorts } from '@symbolon/server/start'
import { startPostgres } from '../databases/postgres.ts'
import { freePort } from '../ports.ts'
import { CALLBACK, newApplication, OPENID, redeem, refreshTokenOf, renew, ROTATING } from '../wire/people.ts'
import { newFolder, startProcess, type ServerProcess } from './server-process.ts'

/** Tokens that are being renewed when the process dies. */
const TOKENS = 40

/** A round in which nobody was caught between commit and answer shows nothing, and is done again. */
const MOST_ROUNDS = 40

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`kill -9 between commit and answer, on ${database}`, () => {
    const folder = newFolder()
    let stopDatabase = async (): Promise<void> => {}
    after(async () => {
      await stopDatabase()
      folder.remove()
    })

    test('A1, A4: a refresh that is tried again gets the same successor, and nobody is logged out', async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      const port = await freePort()
      const issuer = `http://localhost:${port}/`
      const environment = {
        SYMBOLON_PORT: String(port),
        SYMBOLON_URL: issuer,
        SYMBOLON_DATA: folder.path,
        SYMBOLON_DATABASE: server ? await server.createDatabase() : `sqlite:${join(folder.path, 'symbolon.db')}`,
        SYMBOLON_MASTER_KEY: randomBytes(32).toString('base64'),
        SYMBOLON_LOG_LEVEL: 'error',
      }
      let running = await start(folder.path, environment)
      const beside = await openPorts(readConfig(environment), Date.now)
      after(() => beside.close())
      const [tenant] = await beside.ports.store.tenants()
      assert.ok(tenant)
      const tenancy = openTenancy(beside.ports, tenant)
      const application = newApplication({ refresh_token: ROTATING })
      const connection = await tenancy.store.find('connections', { name: FIRST_CONNECTION })
      assert.ok(connection)
      const document = newEnabledClient(connection.id, application.client_id)
      const changes: readonly Change[] = [...application.changes, { insert: 'enabled_clients', document }]
      assert.deepEqual(await tenancy.store.apply(changes), { outcome: 'applied' })
      const world = {
        token: (parameters: Record<string, string>) =>
          fetch(`${issuer}oauth/token`, { method: 'POST', body: new URLSearchParams(parameters) }),
      }
      const tokens = await newTokens(tenancy, application.client_id, async (code) =>
        refreshTokenOf(await redeem(world, application, code)),
      )
      let current = tokens
      let caught = 0
      for (let round = 0; round < MOST_ROUNDS && caught === 0; round += 1) {
        const answered = new Map<string, string>()
        const asking = current.map((token) =>
          renew(world, application, token)
            .then(refreshTokenOf)
            .then(
              (successor) => void answered.set(token, successor),
              () => {},
            ),
        )
        await untilOneIsReplaced(tenancy, current)
        await running.kill('SIGKILL')
        await Promise.all(asking)
        const kept = await Promise.all(current.map((token) => keptHash(tenancy, token)))
        running = await start(folder.path, environment)
        const next: string[] = []
        for (const [at, token] of current.entries()) {
          const successor = await refreshTokenOf(await renew(world, application, token))
          const wasReplaced = kept[at] !== hashOf(token)
          if (wasReplaced) assert.equal(hashOf(successor), kept[at])
          if (answered.has(token)) assert.equal(successor, answered.get(token))
          else if (wasReplaced) caught += 1
          next.push(successor)
        }
        current = next
      }
      assert.ok(caught > 0, 'some refresh was committed and not answered')
      await Promise.all(current.map(async (token) => refreshTokenOf(await renew(world, application, token))))
      assert.equal(await running.kill('SIGTERM'), 0)
    })
  })
}

async function start(folder: string, environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const server = startProcess(folder, environment)
  await server.ready()
  return server
}

async function newTokens(
  tenancy: Tenancy,
  client_id: string,
  redeemed: (code: string) => Promise<string>,
): Promise<readonly string[]> {
  const connection = { name: FIRST_CONNECTION, strategy: 'auth0' } as const
  const user = newUserDocument(tenancy, connection, { email: 'somebody@example.com' })
  assert.equal(await tenancy.store.insertUser(user), 'written')
  const codes = await Promise.all(
    Array.from({ length: TOKENS }, () =>
      newAuthorizationCode(tenancy, {
        client_id,
        user_id: user.user_id,
        session_id: null,
        redirect_uri: CALLBACK,
        audience: null,
        scopes: OPENID,
        nonce: null,
        auth_time: Math.floor(tenancy.now() / 1000),
        with_auth_time: false,
        code_challenge: null,
        code_challenge_method: null,
      }),
    ),
  )
  return Promise.all(codes.map(redeemed))
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

async function keptHash(tenancy: Tenancy, token: string): Promise<string | undefined> {
  const read = readRefreshTokenText(tenancy, token)
  assert.ok(read)
  return (await tenancy.store.findRefreshTokenByHandle(read.handle_hash))?.state.token_hash
}

async function untilOneIsReplaced(tenancy: Tenancy, tokens: readonly string[]): Promise<void> {
  const watched = tokens[0]
  assert.ok(watched)
  const deadline = performance.now() + 60_000
  while ((await keptHash(tenancy, watched)) === hashOf(watched)) {
    assert.ok(performance.now() < deadline, 'nothing was replaced')
    await pause(0)
  }
}
