import { once } from 'node:events'
import { createServer } from 'node:net'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { freePort } from '../ports.ts'
import { askToken, newFolder, shownCredentials, startProcess, statusOf } from './server-process.ts'

const run = promisify(execFile)

/** The command that a first start prints, as it stands there. */
const printedCommand = (output: string): string =>
  /^ {2}(curl (?:.*\\\n)*.*)$/m.exec(output)?.[1] ?? assert.fail(`no command in ${output}`)

/** Runs the command as a shell would; without curl, sends what it says. */
async function runPrinted(command: string): Promise<string> {
  const hasCurl = await run('sh', ['-c', 'command -v curl']).then(
    () => true,
    () => false,
  )
  if (hasCurl) return (await run('sh', ['-c', command])).stdout
  const [, url] = /curl -s (\S+)/.exec(command) ?? []
  assert.ok(url)
  const data = [...command.matchAll(/-d (\S+)/g)].map(([, pair]) => pair)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await fetch(url, { method: 'POST', headers, body: data.join('&') })).text()
}

describe('the first start, without any setting', () => {
  const folder = newFolder()
  after(() => folder.remove())

  test('G20: prints a line that answers with a token when it is pasted; the second start prints no secret and takes the old one', async () => {
    // Nothing but the port is set, so that another program may have port 3000.
    const port = String(await freePort())
    const environment = { SYMBOLON_PORT: port }
    const first = startProcess(folder.path, environment)
    await first.ready()
    const shown = shownCredentials(first.output())
    assert.ok(shown)
    const body = JSON.parse(await runPrinted(printedCommand(first.output())))
    assert.equal(body.token_type, 'Bearer')
    assert.equal(body.scope, 'read:messages write:messages')
    assert.equal(first.errors(), '')
    assert.equal(await first.kill('SIGTERM'), 0)

    const second = startProcess(folder.path, environment)
    await second.ready()
    assert.equal(shownCredentials(second.output()), undefined)
    assert.ok(!second.output().includes(shown.client_secret))
    assert.equal(await statusOf(await askToken(`http://localhost:${port}/`, shown)), 200)
    assert.equal(await second.kill('SIGINT'), 0)
    assert.ok(!second.output().includes(shown.client_secret))
  })

  test('keeps everything in ./data, readable by its owner alone, and no secret in the clear', () => {
    const data = join(folder.path, 'data')
    assert.deepEqual(readdirSync(folder.path), ['data'])
    assert.equal(statSync(data).mode & 0o077, 0)
    assert.equal(statSync(join(data, 'master.key')).mode & 0o077, 0)
    assert.ok(existsSync(join(data, 'symbolon.db')))
    const files = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isFile())
    assert.ok(files.length >= 2)
    for (const { name: file } of files) {
      assert.ok(!readFileSync(join(data, file), 'latin1').includes('PRIVATE KEY'), file)
    }
  })

  test('goes on when nobody reads its lines any more', async () => {
    const port = String(await freePort())
    const server = startProcess(join(folder.path, 'data'), { SYMBOLON_PORT: port })
    await server.ready()
    server.child.stdout?.destroy()
    server.child.stderr?.destroy()
    for (let at = 0; at < 20; at += 1) assert.equal((await fetch(`http://localhost:${port}/nope`)).status, 404)
    assert.equal(await server.kill('SIGTERM'), 0)
  })

  test('a port that was taken the first time leaves nothing behind that is in the way of another', async () => {
    const elsewhere = newFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    assert.ok(typeof address === 'object' && address)
    assert.equal(await startProcess(elsewhere.path, { SYMBOLON_PORT: String(address.port) }).exited, 1)
    other.close()
    const port = String(await freePort())
    const server = startProcess(elsewhere.path, { SYMBOLON_PORT: port })
    await server.ready()
    assert.match(server.output(), new RegExp(`ready at http://localhost:${port}/`))
    assert.equal(await server.kill('SIGTERM'), 0)
    elsewhere.remove()
  })

  test('with port 0 the line at the start names the port that was free', async () => {
    const elsewhere = newFolder()
    const server = startProcess(elsewhere.path, { SYMBOLON_PORT: '0' })
    await server.ready()
    const issuer = /ready at (\S+)/.exec(server.output())?.[1] ?? ''
    assert.equal((await fetch(`${issuer}.well-known/openid-configuration`)).status, 200)
    assert.equal(await server.kill('SIGTERM'), 0)
    elsewhere.remove()
  })

  test('takes a given client and shows no secret of it', async () => {
    const other = newFolder()
    const port = String(await freePort())
    const given = { client_id: 'given_client', client_secret: 'given-secret-0123456789' }
    const server = startProcess(other.path, {
      SYMBOLON_PORT: port,
      SYMBOLON_BOOTSTRAP_CLIENT_ID: given.client_id,
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: given.client_secret,
    })
    await server.ready()
    const issuer = `http://localhost:${port}/`
    const response = await askToken(issuer, given, { audience: `${issuer}api/v2/` })
    assert.equal(response.status, 200)
    assert.match(await response.text(), /"scope":"[^"]*create:clients/)
    assert.equal(await server.kill('SIGTERM'), 0)
    assert.ok(!server.output().includes(given.client_secret))
    other.remove()
  })
})
