import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openSandbox } from './sandbox.ts'
import { at, keyOf, PATIENT } from './sandbox.fixture.ts'

const sandbox = openSandbox()
after(() => sandbox.close())

const SCRIPT = `function (user, context, callback) {
  context.found = global.kept ?? 'nothing'
  global.kept = context.word
  callback(null, user, context)
}`

const found = async (word: string, isDraft: boolean): Promise<unknown> => {
  const outcome = await sandbox.run(
    {
      tenant: 'one',
      isDraft,
      program: 'rules',
      input: {
        rules: [{ id: 'rul_1', name: 'Keeps', key: keyOf(SCRIPT) }],
        user: {},
        context: { word },
        configuration: {},
        traced: true,
        auth0: { domain: 'tenant.example', baseUrl: 'https://tenant.example/api/v2' },
      },
      scripts: new Map([[keyOf(SCRIPT), SCRIPT]]),
      now: 1_700_000_000_000,
      limits: PATIENT,
    },
    async () => null,
  )
  return at(outcome, 'answer', 'context', 'found')
}

test('what is tried out shares nothing with what runs for real', async () => {
  await found('real', false)
  for (const _ of [1, 2, 3]) {
    assert.notEqual(await found('draft', true), 'real')
    assert.notEqual(await found('real', false), 'draft')
  }
  // Otherwise this test could not fail.
  assert.equal(await found('real', false), 'real')
})
