// security.md, tenants' code: nothing that a script does reaches the host, another tenant, or the next execution.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { EXHAUSTING, EXOTIC, POISONING, REACHING } from './escapes.fixture.ts'
import { at, runActions, runRules, SHORT } from './sandbox.fixture.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

/** Nobody waits for longer, however busy the machine is. */
const SOON = 60_000

const asAction = (body: string): string =>
  `exports.onExecutePostLogin = (event, api) => { const context = {}, user = {}; return new Promise((resolve, callback) => { ${body} }) }`

const asRule = (body: string): string =>
  `function (user, context, callback) { let found; ${body}; context.found = found; callback(null, user, context) }`

/** Says what a fresh execution sees of everything that scripts share. */
const CANARY = `function (user, context, callback) {
  const _ = require('lodash'), jwt = require('jsonwebtoken'), moment = require('moment')
  const seen = [
    {}.poison, (async () => {}).poison, (function* () {}).poison, require.poison,
    [1, 2].map((n) => n + 1).join(), [...[1, 2]].length, JSON.stringify(JSON.parse('{"a":1}')), 'a,b'.split(',').length,
    /b/.exec('abc').index, (function () { return this.x }).call({ x: 5 }), Math.max.apply(null, [1, 2]),
    Math.random() !== Math.random(), Date.now() > 1e12, _.map([1], (n) => n * 2)[0], moment.utc(0).format('YYYY'),
    jwt.verify(jwt.sign({ a: 1 }, 'a secret of some length'), 'a secret of some length').a,
    Buffer.from('hi').toString('base64'), crypto.createHash('sha256').update('a').digest('hex').length,
    new UnauthorizedError('no').name, new Error('m').message, typeof globalThis.ticks, [].concat([1]).length,
    typeof new Error('m').stack,
  ]
  Promise.resolve(1).then((one) => setTimeout(() => {
    console.log('seen')
    context.seen = seen.concat(one)
    callback(null, user, context)
  }, 3))
}`

// A member that is not there is null in JSON.
const UNTOUCHED = [
  null,
  null,
  null,
  null,
  '2,3',
  2,
  '{"a":1}',
  2,
  1,
  5,
  2,
  true,
  true,
  2,
  '1970',
  1,
  'aGk=',
  64,
  'UnauthorizedError',
  'm',
  'undefined',
  1,
  'string',
  1,
]

describe('a tenant’s script', () => {
  let sandbox: Sandbox
  before(() => {
    sandbox = openSandbox()
  })
  after(() => sandbox.close())

  const requireUntouched = async (tenant: string): Promise<void> => {
    const outcome = await runRules(sandbox, [CANARY], { tenant })
    assert.deepEqual(at(outcome, 'answer', 'context', 'seen'), UNTOUCHED)
    assert.equal(at(outcome, 'answer', 'steps', 0, 'lines', 0, 'text'), 'seen')
  }

  for (const [name, body] of REACHING) {
    test(`finds nothing of the host: ${name}`, async () => {
      const outcome = await runRules(sandbox, [asRule(body)])
      const found = at(outcome, 'answer', 'context', 'found')
      assert.ok(found === undefined || found === 'undefined', `found ${JSON.stringify(found)}`)
      assert.notEqual(at(outcome, 'answer', 'user', 'spy'), 'host')
    })
  }

  for (const [name, body] of POISONING) {
    test(`leaves nothing behind: ${name}`, async () => {
      await runRules(sandbox, [asRule(body)])
      await requireUntouched('one')
      await requireUntouched('two')
    })
  }

  for (const [name, body] of EXHAUSTING) {
    test(`ends as a value, whatever it takes: ${name}`, async () => {
      for (const traced of [true, false]) {
        const began = performance.now()
        const outcome = await runRules(sandbox, [asRule(body)], { traced, limits: SHORT })
        assert.ok(performance.now() - began < SOON)
        assert.ok(typeof outcome.outcome === 'string')
      }
      await requireUntouched('two')
    })
  }

  for (const [name, body] of EXOTIC) {
    test(`refuses in words, whatever it throws: ${name}`, async () => {
      const outcome = await runRules(sandbox, [asRule(body)], { limits: SHORT })
      const message = at(outcome, 'answer', 'message') ?? at(outcome, 'message')
      assert.notEqual(at(outcome, 'answer', 'outcome'), 'ok')
      assert.ok(typeof message === 'string' && message.length <= 1024, `said ${String(message).slice(0, 80)}`)
      assert.ok(message.isWellFormed())
    })

    test(`is a no of an action too, whatever it throws: ${name}`, async () => {
      const outcome = await runActions(sandbox, [asAction(body)], { limits: SHORT })
      assert.ok(
        outcome.outcome !== 'answered' ||
          ['refused', 'syntax', 'failed'].includes(String(at(outcome.answer, 'outcome'))),
      )
      await requireUntouched('one')
    })
  }
})
