// nginx, its checker and the service behind it, with the configuration that the example has, on ports that are free.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort } from '../../ports.ts'
import { startTestServer, type TestServer } from '../../server.ts'
import { until } from '../../wire/until.ts'
import { followsRevocations, promisesOfAnApi, startApi, type RunningApi } from '../api.ts'
import { beforehand, DEMO_API, readExample, startCommand, type Program } from '../example.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())
const getServer = (): TestServer => server

describe('the example api-behind-nginx', () => {
  const example = readExample('api-behind-nginx')
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-nginx-'))
  let behind: Program
  after(async () => {
    await behind?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(): Promise<RunningApi> {
    const [checker, service] = [await freePort(), await freePort()]
    behind = startCommand(example, example.commands[0] ?? '', {
      ...beforehand(server),
      CHECKER_PORT: String(checker),
      SERVICE_PORT: String(service),
    })
    const answers = (port: number): Promise<boolean> =>
      fetch(`http://localhost:${port}/`).then(
        () => true,
        () => false,
      )
    await behind.ready(async () => (await answers(checker)) && (await answers(service)))
    return startApi('api-behind-nginx', server, {
      start: (command, port) => {
        const ports = new Map([
          ['4000', port],
          ['4001', service],
          ['4002', checker],
        ])
        const text = readFileSync(join(example.folder, 'nginx.conf'), 'utf8')
        const configuration = join(folder, 'nginx.conf')
        writeFileSync(
          configuration,
          text.replace(/\b400[012]\b/g, (usual) => String(ports.get(usual))),
        )
        return command
          .replace('mkdir -p run && ', '')
          .replace('-p run', `-p ${folder}`)
          .replace('../nginx.conf', configuration)
      },
    })
  }

  const { url } = promisesOfAnApi('api-behind-nginx', getServer, start)
  followsRevocations(url, getServer)

  test('says who is asking, whatever the caller says, and keeps the token from the service', async () => {
    const authorization = `Bearer ${await server.accessToken(DEMO_API)}`
    const response = await fetch(url(), { headers: { authorization, 'x-subject': 'somebody-else' } })
    assert.equal(Object(await response.json()).reader, 'test_first_client@clients')
  })

  test('answers 503 when the checker cannot tell', async () => {
    const authorization = `Bearer ${await server.accessToken(DEMO_API)}`
    await behind.stop()
    await until('nobody can tell', async () => (await fetch(url(), { headers: { authorization } })).status === 503)
  })
})
