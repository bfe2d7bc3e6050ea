// A PATCH of one field of a user changes that field alone, for every field, as for every entity.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Document } from '@symbolon/protocol/entities/entity'
import { USER } from '@symbolon/protocol/entities/user-fields'
import { arbitraryValue } from './arbitrary-value.fixture.ts'
import { people } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const RUNS = 8

let wing: SampleWing
let url: string
let user_id: string
before(async () => {
  wing = await openSampleWing()
  const attribute = { identifier: { active: true }, signup: { status: 'required' }, profile_required: false }
  const attributes = {
    email: attribute,
    phone_number: attribute,
    username: { ...attribute, validation: { min_length: 1, max_length: 128 } },
  }
  const body = { name: 'All', strategy: 'auth0', options: { attributes } }
  const made = await wing.ask('/connections', { method: 'POST', body })
  assert.equal(made.statusCode, 201, made.body)
  const user = await people(wing).user({
    connection: 'All',
    email: 'all@example.com',
    email_verified: true,
    username: 'all',
    phone_number: '+4930123456',
    phone_verified: true,
    given_name: 'Al',
    family_name: 'L',
    name: 'Al L',
    nickname: 'al',
    picture: 'https://example.com/al.png',
    blocked: false,
    user_metadata: { colour: 'green', deep: { a: [1, null] } },
    app_metadata: { plan: 'free' },
  })
  ;({ user_id } = user)
  url = `/users/${encodeURIComponent(user_id)}`
})
after(() => wing.close())

const kept = async (): Promise<Document> => {
  const user = await wing.tenancy.store.findUser(user_id)
  assert.ok(user)
  return user
}

const without = (document: Document, ...left: readonly string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => !left.includes(field)))

/** Values of fields that have a form of their own, or end sessions. */
const FORMED: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  email: fc.nat().map((number) => `person${number}@example.com`),
  username: fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/),
  picture: fc.webUrl({ validSchemes: ['https'] }).filter((text) => !/[<>"]/.test(text)),
  phone_number: fc.stringMatching(/^\+[1-9][0-9]{5,12}$/),
}

const changeable = Object.keys(USER.fields).filter(
  (field) => !['user_id', ...USER.apart].some((other) => other === field),
)

const valuesFor = (field: string): fc.Arbitrary<unknown> => {
  const schema = Object.entries(USER.fields).find(([name]) => name === field)?.[1]
  assert.ok(schema)
  return FORMED[field] ?? arbitraryValue(schema)
}

/** What else a new address or number says: that nobody has proven it. */
const PROOF: Readonly<Record<string, string>> = { email: 'email_verified', phone_number: 'phone_verified' }

const expected = (was: Document, field: string, value: unknown): Document => {
  const isMap = field === 'user_metadata' || field === 'app_metadata'
  const set = isMap ? { ...Object(was[field]), ...Object(value) } : value
  const proof = PROOF[field]
  return {
    ...was,
    [field]: set,
    ...(proof === undefined || was[field] === value ? {} : { [proof]: false }),
  }
}

const comparable = (document: Document): Document => JSON.parse(JSON.stringify(without(document, 'updated_at')))

const patch = async (body: object): Promise<void> => {
  const answer = await wing.ask(url, { method: 'PATCH', body })
  assert.equal(answer.statusCode, 200, `${JSON.stringify(body)} ${answer.body}`)
}

describe('a PATCH of one field of a user', () => {
  for (const field of changeable) {
    test(`changes ${field} alone`, async () => {
      for (const value of fc.sample(valuesFor(field), RUNS)) {
        const was = await kept()
        await patch({ [field]: value })
        assert.deepEqual(comparable(await kept()), comparable(expected(was, field, value)))
        assert.ok(await wing.tenancy.store.findPassword(user_id), 'the password is there')
      }
    })
  }

  for (const field of changeable.filter((name) => !['email', 'username', 'phone_number'].includes(name))) {
    test(`unsets ${field} alone with null, and gives it back`, async () => {
      const was = await kept()
      await patch({ [field]: null })
      assert.deepEqual(comparable(await kept()), comparable(without(was, field)))
      const [value] = fc.sample(valuesFor(field), 1)
      await patch({ [field]: value })
    })
  }

  for (const field of ['user_id', 'identities', 'created_at', 'updated_at', 'last_login', 'logins_count', 'last_ip']) {
    test(`cannot touch ${field}`, async () => {
      const was = await kept()
      const answer = await wing.ask(url, { method: 'PATCH', body: { [field]: 'anything' } })
      assert.equal(answer.statusCode, 400)
      assert.deepEqual(await kept(), was)
    })
  }
})
