import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freePort } from '../ports.ts'
import { startTestServer, type TestServer } from '../server.ts'
import { followsRevocations, promisesOfAnApi } from './api.ts'
import { beforehand, DEMO_API, readExample, startCommand, type Program } from './example.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())
const getServer = (): TestServer => server

for (const name of ['api-express', 'api-fastify', 'api-hono']) {
  describe(`the example ${name}`, () => {
    const { url } = promisesOfAnApi(name, getServer)
    followsRevocations(url, getServer)
  })
}

describe('the checker that nginx asks in the example api-behind-nginx', () => {
  const example = readExample('api-behind-nginx')
  let program: Program
  let url: string
  before(async () => {
    const [checker, service] = [await freePort(), await freePort()]
    url = `http://localhost:${checker}/`
    program = startCommand(example, example.commands[0] ?? '', {
      ...beforehand(server),
      CHECKER_PORT: String(checker),
      SERVICE_PORT: String(service),
    })
    await program.ready(() =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    )
  })
  after(() => program?.stop())

  const ask = (token: string | undefined, scope?: string): Promise<Response> => {
    const headers = new Headers()
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (scope !== undefined) headers.set('x-required-scope', scope)
    return fetch(url, { headers })
  }

  test('says who a good token is from, and what a bad one lacks', async () => {
    const token = await server.accessToken(DEMO_API, 'read:messages')
    const good = await ask(token, 'read:messages')
    assert.equal(good.status, 204)
    assert.equal(good.headers.get('x-subject'), 'test_first_client@clients')
    assert.equal((await ask(undefined, 'read:messages')).status, 401)
    assert.equal((await ask(`${token}x`, 'read:messages')).status, 401)
    const poor = await ask(token, 'write:messages')
    assert.equal(poor.status, 403)
    assert.match(poor.headers.get('www-authenticate') ?? '', /insufficient_scope/)
  })

  test('lets nobody in where nginx does not say what a request needs', async () => {
    assert.equal((await ask(await server.accessToken(DEMO_API))).status, 403)
  })
})
