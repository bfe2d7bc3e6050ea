// How often somebody who logs in or goes on waits for the disk: SQLite itself is watched, whatever the code above it says.
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, mock, test } from 'node:test'
import { authorizePath, type Browser, newBrowser, signIn, toldBy } from './browser.ts'
import {
  CALLBACK,
  newApplication,
  newPkce,
  newUser,
  redeem,
  refreshTokenOf,
  renew,
  ROTATING,
  userTokensOf,
  writeApplications,
} from './people.ts'
import { startWorld, type World } from './world.ts'

const run = DatabaseSync.prototype.exec
const relaxed = new WeakSet<DatabaseSync>()
let waits = 0

/** Counts the commits that wait for the disk; a connection waits until it is told otherwise. */
function watched(this: DatabaseSync, statement: string): void {
  run.call(this, statement)
  if (statement === 'pragma synchronous = normal') relaxed.add(this)
  if (statement === 'pragma synchronous = full') relaxed.delete(this)
  if (statement === 'commit' && !relaxed.has(this)) waits += 1
}

const waitsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const before = waits
  await work()
  return waits - before
}

describe('durable writes, on SQLite', () => {
  const application = newApplication({ refresh_token: ROTATING })
  let world: World
  let browser: Browser

  before(async () => {
    mock.method(DatabaseSync.prototype, 'exec', watched)
    world = await startWorld()
    await writeApplications(world, application)
    browser = newBrowser(world.issuer)
    await signIn(world, browser, await newUser(world))
  })
  after(async () => {
    await world.stop()
    mock.restoreAll()
  })

  /** `/authorize` in the browser that is signed in, and the code for tokens. */
  const codeFlow = async (scope: string): Promise<Response> => {
    const { verifier, challenge } = newPkce()
    const { client_id } = application
    const asked = { response_type: 'code', client_id, redirect_uri: CALLBACK, scope, state: 's' }
    const path = authorizePath({ ...asked, code_challenge: challenge, code_challenge_method: 'S256' })
    const { code = '' } = toldBy(await browser.visit(path))
    return redeem(world, application, code, { code_verifier: verifier })
  }

  for (const scope of ['openid', 'openid offline_access']) {
    test(`the whole code flow waits for the disk once, for ${scope}`, async () => {
      // The first use of a session by a client is noted, too.
      for (const time of ['first', 'second']) {
        const count = await waitsDuring(async () => userTokensOf(await codeFlow(scope)))
        assert.equal(count, 1, `the ${time} time`)
      }
    })
  }

  test('a refresh waits for the disk once', async () => {
    let refresh_token = await refreshTokenOf(await codeFlow('openid offline_access'))
    for (let turn = 0; turn < 3; turn += 1) {
      const count = await waitsDuring(async () => {
        refresh_token = await refreshTokenOf(await renew(world, application, refresh_token))
      })
      assert.equal(count, 1)
    }
  })
})
