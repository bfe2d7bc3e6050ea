// Families that do not exist here: the one refusal that Auth0's tools take for "leave it out", and nothing else, whatever is asked.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ABSENT_FAMILIES, ABSENT_METHODS } from '@symbolon/core/manage/absent-families'
import { EVERYTHING, openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const urlsOf = (path: string): readonly string[] => {
  const url = path.replaceAll(/:\w+/g, 'something')
  return url.endsWith('/*') ? [url.replace('*', 'below')] : [url, `${url}/below`, `${url}/far/below?page=0`]
}

describe('a family that does not exist here', () => {
  for (const { path, noun } of ABSENT_FAMILIES) {
    test(`${path} refuses everybody in the words of a missing scope`, async () => {
      for (const url of urlsOf(path)) {
        for (const method of ABSENT_METHODS) {
          const asked = method === 'POST' || method === 'PATCH' || method === 'PUT' ? { method, body: {} } : { method }
          const answer = await wing.ask(url, { ...asked, scopes: EVERYTHING })
          assert.equal(answer.statusCode, 403, `${method} ${url}`)
          const { message, errorCode } = answer.json()
          assert.match(
            message,
            new RegExp(`^Insufficient scope, expected any of: (read|create|update|delete):${noun}$`),
          )
          assert.equal(errorCode, 'insufficient_scope')
        }
        assert.equal((await wing.ask(url, { authorization: undefined })).statusCode, 401)
      }
    })
  }

  test('is told from one that Auth0 has not either', async () => {
    assert.equal((await wing.ask('/no-such-family')).statusCode, 404)
  })
})
