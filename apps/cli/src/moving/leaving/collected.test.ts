// What is written into the files of an export is for other tools and for version control: nothing secret is in it.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { NOT_SHOWN, withoutSecretValues } from './collected.ts'
import { writeDirectory } from './write-directory.ts'

describe('what is secret', () => {
  test('is shown by no name of ours', () => {
    for (const name of ['client_secret', 'smtp_pass', 'twilio_token', 'httpAuthorization', 'sasKey', 'refresh_token'])
      assert.deepEqual(withoutSecretValues({ a: [{ [name]: 'hush' }] }), { a: [{ [name]: NOT_SHOWN }] }, name)
    const open = { passwordPolicy: 'good', refresh_token: { leeway: 1 }, name: 'Shop', token_dialect: 'access_token' }
    assert.deepEqual(withoutSecretValues(open), open)
  })

  test('nor by the names that others have given, nor where it says itself what it is', () => {
    const names = ['key', 'admin_refresh_token', 'access_token', 'Authorization', 'agentKey', 'pfx', 'signingKey']
    for (const name of names)
      assert.deepEqual(withoutSecretValues({ [name]: 'hush' }, 'anybodys'), { [name]: NOT_SHOWN }, name)
    assert.deepEqual(withoutSecretValues({ cert: '-----BEGIN PRIVATE KEY-----' }), { cert: NOT_SHOWN })
    assert.deepEqual(withoutSecretValues({ signInEndpoint: 'https://a.example', cert: 'public' }, 'anybodys'), {
      signInEndpoint: 'https://a.example',
      cert: 'public',
    })
  })
})

test('scripts whose names look alike are files of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-export-'))
  const customScripts = { login: '1', Login: '2', 'a/b': '3', 'a-b': '4' }
  writeDirectory(folder, { databases: [{ name: 'people', options: { customScripts } }] })
  const below = join(folder, 'database-connections/people')
  const { options } = JSON.parse(readFileSync(join(below, 'database.json'), 'utf8'))
  for (const [name, script] of Object.entries(customScripts))
    assert.equal(readFileSync(join(below, options.customScripts[name]), 'utf8'), script, name)
  assert.equal(readdirSync(below).length, 5)
})
