import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { CLIENT } from '@symbolon/protocol/entities/client'
import { RESOURCE_SERVER } from '@symbolon/protocol/entities/resource-server'
import { fieldOptions, kindOf, readData, readValue, unsetFields } from './field-options.ts'
import { documentLetter, withoutSecrets } from './show.ts'

describe('fields as options', () => {
  test('every field that may be sent can be typed, but for those that other options are named like', () => {
    const untyped = ENTITIES.flatMap((entity) => {
      const typed = fieldOptions(entity, 'update', {}).map(({ field }) => field)
      const refused: readonly string[] = [...entity.readOnly, ...entity.createOnly, ...entity.hidden]
      return Object.keys(entity.fields).filter((field) => !typed.includes(field) && !refused.includes(field))
    })
    assert.deepEqual(untyped, ['client_secret'])
  })

  test('a value is typed as its schema says', () => {
    const { fields } = CLIENT
    assert.equal(kindOf(fields.name), 'text')
    assert.equal(kindOf(fields.app_type), 'text')
    assert.equal(kindOf(fields.is_first_party), 'flag')
    assert.equal(kindOf(fields.callbacks), 'texts')
    assert.equal(kindOf(fields.grant_types), 'texts')
    assert.equal(kindOf(fields.par_request_expiry), 'number')
    assert.equal(kindOf(fields.jwt_configuration), 'json')
    assert.equal(kindOf(RESOURCE_SERVER.fields.scopes), 'json')
  })

  test('what is no value of its kind is refused', () => {
    assert.equal(readValue('flag', 'false'), false)
    assert.equal(readValue('number', '-3.5'), -3.5)
    for (const [kind, text] of [
      ['flag', 'yes'],
      ['number', '1e9'],
      ['number', ''],
      ['json', '{'],
      ['text', '@/nowhere'],
    ] as const) {
      assert.throws(() => readValue(kind, text))
    }
    for (const text of ['', '[]', '1', 'null', '"x"']) assert.throws(() => readData(text))
  })

  test('unsetting sends null for fields there are, and no others', () => {
    assert.deepEqual(unsetFields(CLIENT, ['logo-uri', 'description']), { logo_uri: null, description: null })
    assert.throws(() => unsetFields(CLIENT, ['constructor']))
  })
})

describe('a document for people', () => {
  test('structures are opened, what is empty is left out, secrets are never shown', () => {
    const document = { id: '1', client_secret: 's', signing_secret: 't', a: { b: 1 }, none: [], nil: null }
    assert.equal(documentLetter(withoutSecrets(document), undefined), 'id   1\na.b  1')
  })
})
