import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../ports.ts'
import { readResponse, tokenRequest } from '../wire/raw-request.ts'
import { until } from '../wire/until.ts'
import { askToken, newFolder, shownCredentials, startProcess, statusOf, type Shown } from './server-process.ts'

/** Rounds that are done in any case, and most that are done until one of them has cut something off. */
const ROUNDS = 6
const MOST_ROUNDS = 40

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** By what one sees how far a first start has come. */
const SIGNS: readonly ((data: string, output: string) => boolean)[] = [
  (data) => existsSync(data),
  (data) => existsSync(join(data, 'symbolon.db')),
  (data) => sizeOf(join(data, 'symbolon.db-wal')) > 0,
  (data) => existsSync(join(data, 'master.key')),
  (data) => sizeOf(join(data, 'symbolon.db-wal')) > 500_000,
  (_data, output) => output !== '',
]

const isReady = (output: string): boolean => output.includes('Symbolon is ready at ')

describe('kill -9', () => {
  test('during the first start: the next start works, and a secret that was never shown is shown then', async () => {
    const port = String(await freePort())
    const environment = { SYMBOLON_PORT: port }
    // Begun to write, and not yet ready: without any, no start was cut off.
    let cut = 0
    for (let round = 0; round < ROUNDS || (cut === 0 && round < MOST_ROUNDS); round += 1) {
      const folder = newFolder()
      const data = join(folder.path, 'data')
      const sign = SIGNS[round % SIGNS.length]
      const first = startProcess(folder.path, environment)
      const isTime = (): boolean =>
        first.child.exitCode !== null ||
        first.child.signalCode !== null ||
        isReady(first.output()) ||
        sign?.(data, first.output()) === true
      while (!isTime()) await pause(1)
      await first.kill('SIGKILL')
      if (existsSync(join(data, 'symbolon.db')) && !isReady(first.output())) cut += 1
      const shownFirst = shownCredentials(first.output())
      const second = startProcess(folder.path, environment)
      await second.ready()
      const credentials: Shown | undefined = shownCredentials(second.output()) ?? shownFirst
      assert.ok(credentials, `round ${round}: the secret was never shown`)
      if (shownFirst) assert.deepEqual(credentials, shownFirst)
      assert.equal(await statusOf(await askToken(`http://localhost:${port}/`, credentials)), 200)
      await second.kill('SIGKILL')
      folder.remove()
    }
    assert.ok(cut > 0, 'no process died in the middle of its first start')
  })

  describe('during writes', () => {
    const folder = newFolder()
    after(() => folder.remove())

    test('everything that was answered is there afterwards, round after round', async () => {
      const port = await freePort()
      const issuer = `http://localhost:${port}/`
      const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }
      const environment = {
        SYMBOLON_PORT: String(port),
        SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
        SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
      }
      const answered: Shown[] = []
      // Asked for before the process died, and never answered: without any, no write was cut off.
      const unanswered: unknown[] = []
      for (let round = 0; round < ROUNDS || (unanswered.length === 0 && round < MOST_ROUNDS); round += 1) {
        const server = startProcess(folder.path, environment)
        await server.ready()
        const audience = `${issuer}api/v2/`
        const { access_token } = JSON.parse(await (await askToken(issuer, credentials, { audience })).text())
        const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
        for (const client of answered.slice(-5)) {
          const response = await fetch(`${issuer}api/v2/clients/${client.client_id}`, { headers })
          assert.equal(await statusOf(response), 200, `round ${round}`)
        }
        const killing = { isOver: false }
        const body = JSON.stringify({ name: 'Written', app_type: 'non_interactive' })
        const writeOne = async (): Promise<void> => {
          const response = await fetch(`${issuer}api/v2/clients`, { method: 'POST', headers, body })
          const made = JSON.parse(await response.text())
          assert.equal(response.status, 201, JSON.stringify(made))
          answered.push({ client_id: made.client_id, client_secret: made.client_secret })
        }
        const write = async (): Promise<void> => {
          while (!killing.isOver) await writeOne()
        }
        const writers = Array.from({ length: 4 }, () =>
          write().catch((error: unknown) => {
            assert.ok(killing.isOver, String(error))
            unanswered.push(error)
          }),
        )
        const before = answered.length
        await until('some writes were answered', () => answered.length > before + (round % 4))
        await pause(round % ROUNDS)
        killing.isOver = true
        await server.kill('SIGKILL')
        await Promise.all(writers)
      }
      const last = startProcess(folder.path, environment)
      await last.ready()
      assert.ok(answered.length > 10)
      assert.ok(unanswered.length > 0, 'no process died in the middle of a write')
      for (const client of answered) {
        // The client is there, and so is its secret: without a grant it is refused, but known.
        assert.equal(await statusOf(await askToken(issuer, client)), 403)
      }
      assert.equal(await last.kill('SIGTERM'), 0)
    })
  })
})

describe('SIGTERM', () => {
  const folder = newFolder()
  const credentials = { client_id: 'first', client_secret: 'first-secret-0123456789' }
  let environment: Record<string, string>
  let port: number
  before(async () => {
    port = await freePort()
    environment = {
      SYMBOLON_PORT: String(port),
      SYMBOLON_BOOTSTRAP_CLIENT_ID: credentials.client_id,
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: credentials.client_secret,
    }
  })
  after(() => folder.remove())

  test('requests in progress are answered, no new ones are taken, the exit code is 0, and no line of the log is lost', async () => {
    const server = startProcess(folder.path, environment)
    await server.ready()
    const issuer = `http://localhost:${port}/`
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      audience: 'https://api.example.com/',
      ...credentials,
    }).toString()
    const request = tokenRequest(`localhost:${port}`, form)
    const socket = connect(port, '127.0.0.1')
    await new Promise<void>((resolve) => socket.write(request.subarray(0, -5), () => resolve()))
    // The log is written in the background, so these lines are still waiting when the signal comes.
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => statusOf(await askToken(issuer, credentials))),
    )
    assert.deepEqual([...new Set(statuses)], [200])
    server.child.kill('SIGTERM')
    const refused = async (): Promise<boolean> =>
      fetch(`${issuer}health`).then(
        async (r) => (await r.text(), false),
        () => true,
      )
    while (!(await refused()));
    const answered = readResponse(socket)
    socket.write(request.subarray(-5))
    const response = await answered
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('connection'), 'close')
    assert.equal(await server.exited, 0)
    socket.destroy()

    const next = startProcess(folder.path, environment)
    await next.ready()
    const audience = `${issuer}api/v2/`
    const { access_token } = JSON.parse(await (await askToken(issuer, credentials, { audience })).text())
    const headers = { authorization: `Bearer ${access_token}` }
    const logs = JSON.parse(await (await fetch(`${issuer}api/v2/logs?per_page=100`, { headers })).text())
    const successes = logs.filter(
      ({ type, audience }: { type: string; audience: string }) =>
        type === 'seccft' && audience === 'https://api.example.com/',
    )
    assert.equal(successes.length, 21)
    assert.equal(await next.kill('SIGTERM'), 0)
  })

  test('an idle connection that is kept does not hold the end up, and a second signal does no harm', async () => {
    const server = startProcess(folder.path, environment)
    await server.ready()
    assert.equal(await statusOf(await fetch(`http://localhost:${port}/health`)), 200)
    const begun = performance.now()
    server.child.kill('SIGTERM')
    server.child.kill('SIGTERM')
    assert.equal(await server.kill('SIGINT'), 0)
    // What is still going on after ten seconds is cut off.
    assert.ok(performance.now() - begun < 9_500)
  })
})
