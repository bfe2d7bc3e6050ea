import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secretsFrom } from './folder-secrets.ts'

const terminal = { environment: { CLIENT_KEY: 'from outside', SYMBOLON_MASTER_KEY: 'the key of every tenant' } }

test('a folder that somebody else has made reads no secret of the server, and nothing that nobody has set', () => {
  const find = secretsFrom({ SYMBOLON_COLOUR: 'red' }, terminal)
  assert.equal(find('KEY', '##CLIENT_KEY##', 'actions/a.json'), 'from outside')
  assert.equal(find('KEY', '@@SYMBOLON_COLOUR@@', 'actions/a.json'), 'red')
  for (const name of ['SYMBOLON_MASTER_KEY', 'symbolon_master_key', 'constructor', '__proto__', 'toString']) {
    assert.throws(() => find('KEY', `##${name}##`, 'actions/a.json'), { message: new RegExp(name) })
  }
})
