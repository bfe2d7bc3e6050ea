// What many executions share goes to a machine once. Nothing that one does to it may be seen by the next.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { Outcome } from './execution.ts'
import { at, runRules, type RuleInput } from './sandbox.fixture.ts'
import { openSandbox } from './sandbox.ts'

const answered = (outcome: Outcome): unknown => {
  assert.equal(outcome.outcome, 'answered', JSON.stringify(outcome))
  assert.equal(at(outcome, 'answer', 'outcome'), 'ok', JSON.stringify(outcome))
  return at(outcome, 'answer')
}

/** Says what it was given, and leaves its mark on all of it. */
const VANDAL = `function (user, context, callback) {
  context.idToken.seen = JSON.stringify([context.clientMetadata, context.samlConfiguration, global.kept || null])
  context.clientMetadata.plan = 'stolen'
  context.samlConfiguration.mappings.evil = true
  Object.defineProperty(context.samlConfiguration, 'toJSON', { value: () => 'evil' })
  Object.setPrototypeOf(context.clientMetadata, { evil: true })
  context.clientMetadata = null
  callback(null, user, context)
}`

const shared = () => ({ context: { clientMetadata: { plan: 'gold' }, samlConfiguration: { mappings: {} } } })

describe('what many executions share', () => {
  const sandbox = openSandbox()
  after(() => sandbox.close())
  const run = async (script: string, input: RuleInput): Promise<unknown> =>
    answered(await runRules(sandbox, [script], input))
  const seen = async (lasting: object, traced: boolean): Promise<unknown> =>
    at(await run(VANDAL, { lasting, traced }), 'context', 'idToken', 'seen')

  for (const traced of [false, true]) {
    it(`is the same for each, whatever those before did to it${traced ? ', also where somebody asks what they did' : ''}`, async () => {
      const lasting = shared()
      for (let turn = 0; turn < 4; turn += 1)
        assert.equal(await seen(lasting, traced), '[{"plan":"gold"},{"mappings":{}},null]')
    })
  }

  it('is that of the execution, and no other’s', async () => {
    const many = Array.from({ length: 150 }, (_, plan) => ({
      context: { ...shared().context, clientMetadata: { plan } },
    }))
    for (const lasting of [...many, ...many]) {
      const { plan } = lasting.context.clientMetadata
      assert.equal(await seen(lasting, false), `[{"plan":${plan}},{"mappings":{}},null]`)
    }
  })

  it('is plain data, whatever its members are called and its texts hold', async () => {
    const text = '\u2028\u2029\u0000"\\\n`${1}</script>*/'
    const clientMetadata: unknown = JSON.parse(
      `{"__proto__":{"evil":true},"constructor":1,"text":${JSON.stringify(text)}}`,
    )
    const rule = `function (user, context, callback) {
      const { clientMetadata } = context
      context.idToken.seen = [Object.keys(clientMetadata), typeof clientMetadata.evil, clientMetadata.text, ({}).evil === undefined]
      callback(null, user, context)
    }`
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await run(rule, { lasting: { context: { clientMetadata } }, traced: false })
      const expected = [['__proto__', 'constructor', 'text'], 'undefined', text, true]
      assert.deepEqual(at(answer, 'context', 'idToken', 'seen'), expected)
    }
  })

  it('cannot be reached by a script: neither what makes it, nor the values that others are given', async () => {
    const rule = `function (user, context, callback) {
      const found = []
      for (const name of Object.getOwnPropertyNames(globalThis)) {
        let value
        try { value = globalThis[name] } catch {}
        if (/(gold|secret of another)/.test(String(value))) found.push(name)
      }
      if (String(arguments.callee.caller) !== 'undefined') found.push('caller')
      context.idToken.found = found
      callback(null, user, context)
    }`
    await run(rule, { lasting: { configuration: { KEY: 'secret of another' }, ...shared() }, traced: false })
    const answer = await run(rule, { traced: false })
    assert.deepEqual(at(answer, 'context', 'idToken', 'found'), [])
  })

  it('cannot be changed by a script where all are given the same: configuration, and what auth0 offers', async () => {
    const rule = `function (user, context, callback) {
      context.idToken.seen = JSON.stringify([configuration, Object.keys(auth0.users), auth0.users.updateUserMetadata.evil])
      for (const shared of [configuration, auth0, auth0.users, auth0.users.updateUserMetadata]) {
        shared.evil = true
        Object.getOwnPropertyNames(shared).forEach((name) => { delete shared[name]; shared[name] = 'evil' })
        try { Object.setPrototypeOf(shared, { evil: true }) } catch {}
      }
      callback(null, user, context)
    }`
    const lasting = { configuration: { KEY: 'value' }, ...shared() }
    const expected = '[{"KEY":"value"},["updateUserMetadata","updateAppMetadata"],null]'
    for (const traced of [false, true, false])
      assert.equal(at(await run(rule, { lasting, traced }), 'context', 'idToken', 'seen'), expected)
  })

  it('gives way to what the execution has of its own', async () => {
    const lasting = { context: { clientName: 'shared', tenant: 'acme' } }
    const rule = `function (user, context, callback) {
      context.idToken.names = [context.clientName, context.tenant]
      callback(null, user, context)
    }`
    const answer = await run(rule, { lasting, context: { clientName: 'own' } })
    assert.deepEqual(at(answer, 'context', 'idToken', 'names'), ['own', 'acme'])
  })
})

describe('a user whom rules leave alone', () => {
  const sandbox = openSandbox()
  after(() => sandbox.close())
  const userAfter = async (body: string, user: object): Promise<unknown> =>
    at(
      answered(
        await runRules(sandbox, [`function (user, context, callback) { ${body}; callback(null, user, context) }`], {
          user,
          traced: false,
        }),
      ),
      'user',
    )

  it('is the very same; whom they change is another, down to the order of a list and a single member', async () => {
    const user = { user_id: 'auth0|1', name: 'Ada \u2028 \ud83d\ude00', n: 1e21, list: [1, { deep: null }], none: {} }
    assert.equal(await userAfter('', user), user)
    assert.equal(await userAfter('user.name = user.name + ""', user), user)
    assert.deepEqual(await userAfter('user.list.reverse()', user), { ...user, list: [{ deep: null }, 1] })
    assert.deepEqual(await userAfter('user.list[1].deep = 0', user), { ...user, list: [1, { deep: 0 }] })
    assert.deepEqual(await userAfter('delete user.none', user), {
      user_id: user.user_id,
      name: user.name,
      n: 1e21,
      list: user.list,
    })
    assert.deepEqual(await userAfter('user.toJSON = () => ({})', user), user)
  })
})
