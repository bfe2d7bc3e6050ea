// An action that is used stays for what it is used for, also when both are decided in the same moment.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startPostgres } from '../databases/postgres.ts'
import { managed } from './managed.ts'
import { startWorld, type World } from './world.ts'

const EXCHANGE = [{ id: 'custom-token-exchange', version: 'v1' }]
const LOGIN = [{ id: 'post-login', version: 'v3' }]
const CODE = 'exports.onExecuteCustomTokenExchange = async () => {}; exports.onExecutePostLogin = async () => {}'

/** Pairs of requests at the same time. */
const PAIRS = 12

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`an action in use, on ${database}`, () => {
    let world: World
    let stopDatabase = async (): Promise<void> => {}
    let made = 0

    before(async () => {
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld(server ? { database: await server.createDatabase() } : {})
    })
    after(async () => {
      await world.stop()
      await stopDatabase()
    })

    const newAction = async (supported_triggers: typeof LOGIN): Promise<string> => {
      made += 1
      const sent = { name: `Action ${made}`, code: CODE, supported_triggers, deploy: true }
      return String((await managed(world, 201, 'POST', '/actions/actions', sent))['id'])
    }

    /** The statuses of both, sent at once. */
    const together = async (
      one: readonly [string, string, unknown],
      other: readonly [string, string, unknown?],
    ): Promise<readonly number[]> => {
      const answers = await Promise.all([one, other].map(([method, path, body]) => world.manage(method, path, body)))
      return answers.map(({ status }) => status)
    }

    const profileOf = (action_id: string) => ({
      name: 'Partner',
      type: 'custom_authentication',
      subject_token_type: `https://partner.example/${action_id}`,
      action_id,
    })

    test('is named by a new token exchange profile, or loses the trigger, but not both', async () => {
      for (let at = 0; at < PAIRS; at += 1) {
        const id = await newAction(EXCHANGE)
        const path = `/actions/actions/${id}`
        const statuses = await together(
          ['POST', '/token-exchange-profiles', profileOf(id)],
          ['PATCH', path, { supported_triggers: LOGIN }],
        )
        assert.ok(['201,409', '400,200'].includes(statuses.join()), statuses.join())
      }
    })

    test('is named by a new token exchange profile, or goes, but not both', async () => {
      for (let at = 0; at < PAIRS; at += 1) {
        const id = await newAction(EXCHANGE)
        const statuses = await together(
          ['POST', '/token-exchange-profiles', profileOf(id)],
          ['DELETE', `/actions/actions/${id}`],
        )
        assert.ok(['201,409', '400,204'].includes(statuses.join()), statuses.join())
      }
    })

    test('is bound, or loses the trigger, but not both', async () => {
      for (let at = 0; at < PAIRS; at += 1) {
        const id = await newAction(LOGIN)
        const bindings = [{ ref: { type: 'action_id', value: id } }]
        const statuses = await together(
          ['PATCH', '/actions/triggers/post-login/bindings', { bindings }],
          ['PATCH', `/actions/actions/${id}`, { supported_triggers: EXCHANGE }],
        )
        assert.ok(['200,409', '400,200'].includes(statuses.join()), statuses.join())
        await managed(world, 200, 'PATCH', '/actions/triggers/post-login/bindings', { bindings: [] })
      }
    })
  })
}
