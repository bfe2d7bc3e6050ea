import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CLIENT } from './client.ts'
import { CLIENT_CREDENTIAL } from './client-credential.ts'
import type { Entity } from './entity.ts'
import { ENTITIES } from './index.ts'
import { RESOURCE_SERVER } from './resource-server.ts'
import { TENANT_SETTINGS } from './tenant-settings.ts'
import { checkCreation, checkUpdate, fieldProblem } from './validate.ts'

const problem = async (checking: ReturnType<typeof checkCreation>): Promise<string> => {
  const checked = await checking
  assert.ok('problem' in checked)
  return checked.problem
}

describe('the list of entities', () => {
  for (const entity of ENTITIES as readonly Entity[]) {
    test(`describes ${entity.name} without contradiction`, async () => {
      const named = [
        ...entity.required,
        ...entity.readOnly,
        ...entity.createOnly,
        ...entity.updateOnly,
        ...entity.writeOnly,
        ...entity.hidden,
        ...entity.apart,
        ...entity.merged,
        ...entity.columns,
        ...Object.keys(entity.defaults),
        ...Object.keys(entity.guarded),
        ...Object.values(entity.filters),
        ...Object.keys(entity.updateScopes).filter((field) => field !== '*'),
        ...[entity.id, entity.alternateId, entity.parent].filter((field) => field !== undefined),
      ]
      for (const field of named) assert.ok(Object.hasOwn(entity.fields, field), field)
      for (const column of Object.values(entity.filters)) assert.ok(entity.columns.includes(column), column)
      for (const field of entity.required) assert.ok(!entity.readOnly.includes(field), field)
    })

    test(`gives ${entity.name} defaults that it would accept`, async () => {
      for (const [field, value] of Object.entries(entity.defaults)) {
        assert.equal(await fieldProblem(entity, field, value), undefined)
      }
    })

    test(`bounds every text and list of ${entity.name}`, async () => {
      const unbounded = (schema: object, path: string): string[] => {
        const type: unknown = Reflect.get(schema, 'type')
        const own =
          (type === 'string' && !('maxLength' in schema) && !('enum' in schema)) ||
          (type === 'array' && !('maxItems' in schema)) ||
          ('patternProperties' in schema && !('maxProperties' in schema))
            ? [path]
            : []
        const inner = ['items', 'properties', 'anyOf', 'patternProperties'].flatMap((key) => {
          const value: unknown = Reflect.get(schema, key)
          if (typeof value !== 'object' || value === null) return []
          const schemas: [string, unknown][] = key === 'items' ? [['[]', value]] : Object.entries(value)
          return schemas.flatMap(([name, one]) =>
            typeof one === 'object' && one !== null ? unbounded(one, `${path}.${name}`) : [],
          )
        })
        return [...own, ...inner]
      }
      assert.deepEqual(
        Object.entries(entity.fields).flatMap(([field, schema]) => unbounded(schema, field)),
        [],
      )
    })
  }
})

describe('a refused body', () => {
  test('names every field nobody knows', async () => {
    assert.equal(
      await problem(checkCreation(CLIENT, { name: 'x', a: 1, b: 2 })),
      "Payload validation error: 'Additional properties not allowed: a,b'.",
    )
  })

  test('names every field that is missing', async () => {
    assert.equal(
      await problem(checkCreation(CLIENT_CREDENTIAL, {})),
      "Payload validation error: 'Missing required property: credential_type,pem'.",
    )
  })

  test('says where inside something is wrong', async () => {
    assert.equal(
      await problem(
        checkCreation(RESOURCE_SERVER, { identifier: 'x', scopes: [{ value: 'a' }, { value: 'b', more: 1 }] }),
      ),
      "Payload validation error: 'Additional properties not allowed: more' on property scopes[1].",
    )
    assert.equal(
      await problem(checkUpdate(TENANT_SETTINGS, { session_cookie: { mode: 'eternal' } })),
      "Payload validation error: 'No enum match, expected one of: persistent, non-persistent' on property session_cookie.mode.",
    )
    assert.equal(
      await problem(checkCreation(CLIENT, { name: 5 })),
      "Payload validation error: 'Expected type string but found type integer' on property name.",
    )
  })

  test('is not repeated', async () => {
    const secret = 'my secret with spaces'
    assert.ok(!(await problem(checkUpdate(CLIENT, { client_secret: secret }))).includes(secret))
  })

  for (const body of [null, [], 'text', 1, undefined]) {
    test(`that is ${JSON.stringify(body)} is no object`, async () => {
      assert.match(await problem(checkCreation(CLIENT, body)), /^Payload validation error: 'Expected type object/)
    })
  }
})

describe('null in a PATCH', () => {
  test('unsets what need not be there, and nothing else', async () => {
    assert.ok(
      'fields' in (await checkUpdate(CLIENT, { description: null, callbacks: null, client_metadata: { a: null } })),
    )
    assert.match(await problem(checkUpdate(CLIENT, { name: null })), /found type null' on property name/)
    assert.match(await problem(checkUpdate(CLIENT, { client_secret: null })), /on property client_secret/)
  })
})
