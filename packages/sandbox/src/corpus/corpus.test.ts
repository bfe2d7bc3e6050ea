import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSandbox, type Sandbox } from '../sandbox.ts'
import { at, runRules } from '../sandbox.fixture.ts'
import { ACCESS } from './access.ts'
import { ADA, LOGIN, type Case } from './case.ts'
import { CLAIMS } from './claims.ts'
import { HABITS } from './habits.ts'
import { MODULES } from './modules.ts'

/** `context.idToken.https://x/y` → the parts; a claim's name may have dots. */
const pathOf = (path: string): readonly string[] => {
  const [first = '', second = '', ...rest] = path.split('.')
  const isTokenClaim = second === 'idToken' || second === 'accessToken'
  return isTokenClaim ? [first, second, rest.join('.')] : [first, second, ...rest].filter((part) => part !== '')
}

describe('a rule as customers write it', () => {
  let sandbox: Sandbox
  before(() => {
    sandbox = openSandbox()
  })
  after(() => sandbox.close())

  const run = async (one: Case) => {
    const asked: unknown[] = []
    const outcome = await runRules(sandbox, [one.rule], {
      user: { ...ADA, ...one.user },
      context: { ...LOGIN, ...one.context },
      answer: async (what, question) => {
        assert.equal(what, 'updateMetadata')
        asked.push(question)
        return null
      },
      ...(one.configuration ? { configuration: one.configuration } : {}),
      ...(one.now === undefined ? {} : { now: one.now }),
    })
    assert.equal(outcome.outcome, 'answered', JSON.stringify(outcome))
    return { answer: at(outcome, 'answer'), asked }
  }

  for (const one of [...ACCESS, ...CLAIMS, ...HABITS, ...MODULES]) {
    test(one.name, async () => {
      const { answer, asked } = await run(one)
      if (one.refuses !== undefined) {
        assert.equal(at(answer, 'outcome'), 'refused')
        const message = String(at(answer, 'message'))
        if (typeof one.refuses === 'string') assert.equal(message, one.refuses)
        else assert.match(message, one.refuses)
        assert.equal(at(answer, 'unauthorized'), one.unauthorized)
        return
      }
      assert.equal(at(answer, 'outcome'), 'ok', String(at(answer, 'message')))
      for (const [path, value] of Object.entries(one.gives ?? {})) {
        const given = at(answer, ...pathOf(path))
        if (value instanceof RegExp) assert.match(String(given), value)
        else assert.deepEqual(given, value, path)
      }
      if (one.logs) {
        const lines = at(answer, 'steps', 0, 'lines')
        assert.deepEqual(Array.isArray(lines) && lines.map(({ text }) => text), one.logs)
      }
      assert.deepEqual(asked, one.keeps ? [one.keeps] : [])
    })
  }
})
