// What every machine among the examples promises, in whichever language: to be called where the tests of a `describe` stand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestServer } from '../server.ts'
import type { RunningApi } from './api.ts'
import { beforehand, makeClient, readExample, shownBlock, startCommand } from './example.ts'

export function promisesOfAMachine(
  name: string,
  getServer: () => TestServer,
  startApiOfItsOwn: () => Promise<RunningApi>,
): void {
  const example = readExample(name)
  const [, , run = ''] = example.commands

  test('gets a token, calls the API, and prints what its README shows', async () => {
    const server = getServer()
    // Where nobody else has written anything.
    const api = await startApiOfItsOwn()
    try {
      const client = await makeClient(example, server)
      const environment = { ...beforehand(server), ...client, API: api.url }
      const { code, out, err } = await startCommand(example, run, environment).ended
      assert.equal(code, 0, err)
      const shown = shownBlock(example, 'without a token').replace('…@clients', `${client['CLIENT_ID']}@clients`)
      assert.equal(out.trimEnd(), shown)
    } finally {
      await api.stop()
    }
  })

  test('says what is missing when nobody has given it a client', async () => {
    const { code, err } = await startCommand(example, run, beforehand(getServer())).ended
    assert.notEqual(code, 0)
    assert.match(err, /CLIENT_ID.*symbolon client create prints/)
  })

  test('does not go on when the server refuses its secret', async () => {
    const server = getServer()
    const client = { CLIENT_ID: 'nobody', CLIENT_SECRET: 'wrong', API: server.issuer }
    const { code, out, err } = await startCommand(example, run, { ...beforehand(server), ...client }).ended
    assert.notEqual(code, 0)
    assert.match(err, /access_denied/)
    assert.doesNotMatch(out, /GET|200/)
  })
}
