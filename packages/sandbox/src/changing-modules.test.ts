// Modules that change while they are used are an execution's own: what it does to them is gone with it.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { at, runRules } from './sandbox.fixture.ts'
import { openSandbox } from './sandbox.ts'

const rule = (body: string): string => `function (user, context, callback) { ${body}; callback(null, user, context) }`

describe('a module that changes', () => {
  const sandbox = openSandbox()
  after(() => sandbox.close())
  const found = async (...rules: readonly string[]): Promise<unknown> => {
    const outcome = await runRules(sandbox, rules, { traced: false })
    assert.equal(at(outcome, 'answer', 'outcome'), 'ok', JSON.stringify(outcome))
    return at(outcome, 'answer', 'context', 'idToken', 'found')
  }

  test('is the same for the rules of one execution, and another for the next', async () => {
    const vandal = rule(
      `const moment = require('moment-timezone'); moment.tz.setDefault('Asia/Tokyo'); moment.evil = true; require('xmldom').DOMParser.prototype.parseFromString = () => 'evil'; require('xpath').select = () => 'evil'`,
    )
    const looks = rule(
      `const { DOMParser } = require('@xmldom/xmldom'); context.idToken.found = [typeof require('moment-timezone').evil, require('moment')(0).format('Z'), require('xpath').select('string(/a)', new (require('xmldom').DOMParser)().parseFromString('<a>b</a>')), typeof DOMParser]`,
    )
    for (let turn = 0; turn < 3; turn += 1) {
      assert.deepEqual(await found(vandal, looks), ['boolean', '+09:00', 'evil', 'function'])
      assert.deepEqual(await found(looks), ['undefined', '+00:00', 'b', 'function'])
    }
  })

  test('leaves what others share as it was', async () => {
    const tz = rule(`require('moment-timezone').fn.format = () => 'evil'`)
    assert.deepEqual(
      await found(tz, rule(`context.idToken.found = require('moment').utc(0).format('YYYY')`)),
      'evil',
      'what it is made of is its own too',
    )
    assert.deepEqual(await found(rule(`context.idToken.found = require('moment').utc(0).format('YYYY')`)), '1970')
    assert.deepEqual(await found(rule(`context.idToken.found = typeof require('moment').tz`)), 'undefined')
  })
})
