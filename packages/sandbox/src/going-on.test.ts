// A rule that calls back at once may have work under way: it is done, and nobody waits for it.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { AnswerQuestion, Outcome } from './execution.ts'
import { at, PATIENT, runRules, SHORT } from './sandbox.fixture.ts'
import { openSandbox } from './sandbox.ts'

const ANSWER = { status: 200, statusText: '', headers: [], body: Buffer.from('{"id":7}').toString('base64'), url: '' }

const CALLS_BACK_AT_ONCE = `function (user, context, callback) {
  require('request').post({ url: 'https://crm.example/people', json: { email: user.email } }, (error, response, body) => {
    setTimeout(() => {
      auth0.users.updateAppMetadata(user.user_id, { crm: body.id })
        .then(() => fetch('https://crm.example/lists/' + body.id, { method: 'POST' }))
    }, 1)
  })
  setTimeout(() => fetch('https://crm.example/too-late'), 0)
  context.idToken.done = 'at once'
  callback(null, user, context)
}`

/** Every question, and when so many have been asked; none is answered before `open` is called. */
const asked = () => {
  const questions: unknown[] = []
  const gate = Promise.withResolvers<void>()
  const waiting: (() => void)[] = []
  const answer: AnswerQuestion = async (what, question) => {
    questions.push([what, at(question, 'url') ?? question])
    for (const wake of waiting) wake()
    await gate.promise
    return what === 'http' ? ANSWER : null
  }
  const reached = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (questions.length >= count && resolve())
      waiting.push(look)
      look()
    })
  return { questions, answer, reached, open: gate.resolve }
}

const ended = (outcome: Outcome): unknown => {
  assert.equal(at(outcome, 'answer', 'outcome'), 'ok', JSON.stringify(outcome))
  return at(outcome, 'answer', 'context', 'idToken', 'done')
}

describe('what a script has under way when it answers', () => {
  const sandbox = openSandbox()
  after(() => sandbox.close())

  test('goes on, and leads to what it would have led to', async () => {
    const { questions, answer, reached, open } = asked()
    assert.equal(ended(await runRules(sandbox, [CALLS_BACK_AT_ONCE], { answer })), 'at once')
    await reached(1)
    open()
    await reached(3)
    assert.deepEqual(questions, [
      ['http', 'https://crm.example/people'],
      ['updateMetadata', { user_id: 'auth0|1', field: 'app_metadata', metadata: { crm: 7 } }],
      ['http', 'https://crm.example/lists/7'],
    ])
  })

  test('is in the way of no other execution of the tenant, and is not seen by it', async () => {
    const { answer, reached, open } = asked()
    const marks = `function (user, context, callback) {
      context.idToken.done = [typeof global.mark, typeof require('moment').mark]
      global.mark = true
      fetch('https://crm.example/').then(() => { require('moment-timezone').mark = true })
      callback(null, user, context)
    }`
    const tenant = 'another'
    assert.deepEqual(ended(await runRules(sandbox, [marks], { answer, tenant })), ['undefined', 'undefined'])
    await reached(1)
    assert.deepEqual(ended(await runRules(sandbox, [marks], { answer, tenant })), ['undefined', 'undefined'])
    await reached(2)
    open()
    // Whether it gets one of their machines or a new one: modules that change are no other execution's.
    for (let turn = 0; turn < 4; turn += 1)
      assert.equal(at(ended(await runRules(sandbox, [marks], { answer, tenant })), 1), 'undefined')
  })

  test('ends where it would be too much: who comes later is served', async () => {
    const never: AnswerQuestion = () => new Promise(() => {})
    const hangs = `function (user, context, callback) { fetch('https://never.example/'); context.idToken.done = 'served'; callback(null, user, context) }`
    for (let turn = 0; turn < 70; turn += 1)
      assert.equal(ended(await runRules(sandbox, [hangs], { answer: never, tenant: 'many' })), 'served')
  })

  test('ends for the tenant that has the most of it, and goes on for its neighbour', async () => {
    const alone = openSandbox()
    try {
      const { questions, answer, reached, open } = asked()
      assert.equal(ended(await runRules(alone, [CALLS_BACK_AT_ONCE], { answer, tenant: 'neighbour' })), 'at once')
      await reached(1)
      const never: AnswerQuestion = () => new Promise(() => {})
      const hangs = `function (user, context, callback) { fetch('https://never.example/'); context.idToken.done = 'served'; callback(null, user, context) }`
      for (let turn = 0; turn < 100; turn += 1)
        assert.equal(ended(await runRules(alone, [hangs], { answer: never, tenant: 'many' })), 'served')
      open()
      await reached(3)
      assert.deepEqual(questions.at(-1), ['http', 'https://crm.example/lists/7'])
    } finally {
      alone.close()
    }
  })

  test('is stopped when it computes for too long, and takes nobody with it', async () => {
    const { answer, reached, open } = asked()
    const spins = `function (user, context, callback) { fetch('https://crm.example/').then(() => { for (;;); }); context.idToken.done = 'answered'; callback(null, user, context) }`
    const run = () => runRules(sandbox, [spins], { answer, tenant: 'spinner', limits: SHORT })
    assert.equal(ended(await run()), 'answered')
    await reached(1)
    open()
    const others = `function (user, context, callback) { context.idToken.done = 'well'; callback(null, user, context) }`
    for (const tenant of ['spinner', 'neighbour'])
      assert.equal(ended(await runRules(sandbox, [others], { tenant, limits: PATIENT })), 'well')
  })
})
