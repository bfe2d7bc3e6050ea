import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { at, runRules, type RuleInput } from './sandbox.fixture.ts'
import { openSandbox } from './sandbox.ts'

const sandbox = openSandbox()
after(() => sandbox.close())

const run = async (body: string, input: RuleInput = {}): Promise<unknown> => {
  const script = `function (user, context, callback) { ${body}; callback(null, user, context) }`
  const outcome = await runRules(sandbox, [script], { traced: false, ...input })
  assert.equal(outcome.outcome, 'answered', JSON.stringify(outcome))
  return at(outcome, 'answer')
}

const nameAfter = async (body: string, input: RuleInput): Promise<unknown> => at(await run(body, input), 'user', 'name')

describe('what rules leave behind', () => {
  const user = { user_id: 'auth0|1', name: 'Ada', app_metadata: { plan: 'gold' } }

  it('is the user as it was given, where no rule has changed it', async () => {
    assert.deepEqual(at(await run('', { user }), 'user'), user)
    assert.deepEqual(at(await run('', { user, hidesUser: true }), 'user'), user)
  })

  it('is the changed user, wherever somebody may see it', async () => {
    const changes = `user.name = 'Grace'`
    assert.equal(await nameAfter(changes, { user }), 'Grace')
    assert.equal(await nameAfter(changes, { user, hidesUser: true }), 'Ada', 'nobody will')
    const mapped = `${changes}; context.jwtConfiguration = { scopes: { who: ['name'] } }`
    assert.equal(await nameAfter(mapped, { user, hidesUser: true }), 'Grace', 'words stand for attributes')
    const scoped = `${changes}; context.accessToken.scope = ['openid']`
    assert.equal(await nameAfter(scoped, { user, hidesUser: true }), 'Grace', 'a rule sets the scopes')
  })

  it('says when each rule began and ended, as scripts see the time', async () => {
    const now = Date.UTC(2026, 0, 1)
    const steps = at(await run('', { user, now }), 'steps')
    const [begun, ended] = [Number(at(steps, 0, 'started_at')), Number(at(steps, 0, 'ended_at'))]
    assert.equal(begun, now)
    assert.ok(ended >= now && ended < now + 60_000, String(ended))
  })

  it('has the lines that promises write after the rule has called back', async () => {
    const answer = await run(`Promise.resolve().then(() => console.log('afterwards'))`)
    assert.deepEqual(at(answer, 'steps', 0, 'lines'), [{ level: 'log', text: 'afterwards' }])
  })

  it('is what it was when the last of them called back, whether somebody looks at each of them or not', async () => {
    const late = `callback(null, user, context); return (async () => { await null; context.idToken.late = 'yes'; user.name = 'Late' })()`
    for (const traced of [false, true]) {
      const answer = await run(late, { user, traced })
      assert.deepEqual([at(answer, 'context', 'idToken'), at(answer, 'user', 'name')], [{}, 'Ada'], String(traced))
    }
  })

  it('is a failure where nothing is left that is a user', async () => {
    for (const nobody of ['null', '"text"', '[1]']) {
      const trick = `let reads = 0
        Object.defineProperty(user, 'toJSON', { get: () => (reads++ === 0 ? undefined : () => ${nobody}), configurable: true })`
      const answer = await run(trick, { user })
      assert.deepEqual([at(answer, 'outcome'), at(answer, 'user')], ['failed', undefined], nobody)
    }
  })

  it('is written down within its own execution, whatever that sets going', async () => {
    await run(`context.idToken = { toJSON() { Promise.resolve().then(() => { global.late = 'done' }); return {} } }`)
    assert.equal(at(await run(`context.idToken.late = global.late`), 'context', 'idToken', 'late'), 'done')
  })
})
