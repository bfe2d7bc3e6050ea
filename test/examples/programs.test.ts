// The examples that run in a terminal: machines, and a program for whoever sits there.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newVisitor } from '../clients/visit.ts'
import { startTestServer, type TestServer } from '../server.ts'
import { managed } from '../wire/managed.ts'
import { startApi } from './api.ts'
import { beforehand, makeClient, readExample, startCommand } from './example.ts'
import { promisesOfAMachine } from './machine.ts'

let server: TestServer
before(async () => void (server = await startTestServer()))
after(() => server.stop())

describe('the example machine-node', () => {
  promisesOfAMachine(
    'machine-node',
    () => server,
    () => startApi('api-express', server),
  )
})

describe('the example command-line', () => {
  const example = readExample('command-line')
  const [, , run = ''] = example.commands

  test('logs in whoever follows the address that it prints, and calls the API in their name', async () => {
    const person = { email: 'ada@people.example', password: 'Lovelace-1815-engine' }
    const { user_id } = await managed(server, 201, 'POST', '/users', {
      connection: 'Username-Password-Authentication',
      ...person,
    })
    const api = await startApi('api-express', server)
    const client = await makeClient(example, server)
    const environment = { ...beforehand(server), ...client, API: api.url, BROWSER: 'none' }
    const program = startCommand(example, run, environment)
    try {
      const address = (): string | undefined => /^Log in with your browser: (\S+)\n/m.exec(program.out())?.[1]
      await program.ready(() => address() !== undefined)
      const answer = await newVisitor(server.issuer, person).goTo(address() ?? '', 'http://127.0.0.1:')
      assert.match(await (await fetch(answer)).text(), /You can close this window/)
      const { code, out, err } = await program.ended
      assert.equal(code, 0, err)
      assert.match(out, /^200 \{"messages":\["Hello from an API that a token protects\."\],"reader":"([^"]+)"\}$/m)
      assert.ok(out.includes(`"reader":"${user_id}"`))
    } finally {
      await program.stop()
      await api.stop()
    }
  })

  test('says what is missing when nobody has given it a client', async () => {
    const { code, err } = await startCommand(example, run, beforehand(server)).ended
    assert.equal(code, 1)
    assert.equal(err, 'Set CLIENT_ID: symbolon client create prints it.\n')
  })
})
