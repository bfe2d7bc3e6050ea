// The quickstart examples/protect-an-api, run as its README says.
import assert from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'

const FOLDER = fileURLToPath(new URL('../../examples/protect-an-api/', import.meta.url))

type Program = ChildProcessByStdio<null, Readable, Readable>

const runProgram = (file: string, environment: Readonly<Record<string, string>>): Program =>
  spawn(process.execPath, [join(FOLDER, file)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const linesOf = async (stream: Readable): Promise<readonly string[]> => Array.fromAsync(createInterface(stream))

describe('the quickstart that protects an API', () => {
  let server: TestServer
  let api: Program
  let url: string
  before(async () => {
    server = await startTestServer()
    api = runProgram('api.js', { ISSUER_BASE_URL: server.issuer, PORT: '0' })
    const [line]: unknown[] = await once(createInterface(api.stdout), 'line')
    url = /http:\S+/.exec(String(line))?.[0] ?? ''
  })
  after(async () => {
    api.kill()
    await once(api, 'exit')
    await server.stop()
  })

  test('keeps strangers out, lets the machine read and write, and prints what its README shows', async () => {
    const machine = runProgram('machine.js', {
      ISSUER_BASE_URL: server.issuer,
      API: url,
      SYMBOLON_CLIENT_ID: CLIENT_ID,
      SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
    })
    const [printed, complaints] = await Promise.all([linesOf(machine.stdout), linesOf(machine.stderr)])
    assert.deepEqual(complaints, [])
    const shown = /```\n(without a token[^`]+)\n```/.exec(readFileSync(join(FOLDER, 'README.md'), 'utf8'))?.[1]
    assert.equal(printed.join('\n'), shown?.replace('…@clients', `${CLIENT_ID}@clients`))
  })

  test('tells a machine without the scope what it lacks', async () => {
    const authorization = `Bearer ${await server.accessToken('https://api.example.com/', 'write:messages')}`
    const response = await fetch(url, { headers: { authorization } })
    assert.equal(response.status, 403)
    assert.match(response.headers.get('www-authenticate') ?? '', /insufficient_scope.*scope="read:messages"/)
  })

  test('says in one sentence what is missing when nobody has given it a client', async () => {
    const machine = runProgram('machine.js', { SYMBOLON_CLIENT_ID: '', SYMBOLON_CLIENT_SECRET: '' })
    const [complaints, [code]] = await Promise.all([linesOf(machine.stderr), once(machine, 'exit')])
    assert.deepEqual(complaints, [
      'Set SYMBOLON_CLIENT_ID and SYMBOLON_CLIENT_SECRET. The first start of Symbolon prints both.',
    ])
    assert.equal(code, 1)
  })

  test('says why the server refused its secret', async () => {
    const machine = runProgram('machine.js', {
      ISSUER_BASE_URL: server.issuer,
      API: url,
      SYMBOLON_CLIENT_ID: CLIENT_ID,
      SYMBOLON_CLIENT_SECRET: 'wrong',
    })
    assert.deepEqual(await linesOf(machine.stderr), ['No token: access_denied, Unauthorized'])
  })
})
