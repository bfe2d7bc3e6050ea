// What is written of a tenant is what is read again, whatever its things are called; and nothing leaves the folder.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readAssets } from '../read-assets.ts'
import { withoutSecretValues } from './collected.ts'
import { writeDirectory } from './write-directory.ts'

describe('a tenant as a folder', () => {
  let folder: string
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'symbolon-leaving-'))))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('reads as it was written', () => {
    const script = 'function (user, context, callback) { callback(null, user) }\n'
    const names = ['../../etc/passwd', '..', '.hidden', 'Same', 'same', 'a/b', 'Ünï cödé', '__proto__', 'x'.repeat(300)]
    const assets = {
      clients: names.map((name, at) => ({ name, client_id: `client-${at}`, custom_login_page: `<p>${at}</p>` })),
      roles: names.map((name) => ({ name, permissions: [] })),
      rules: names.map((name, order) => ({ name, order, script: `${script}// ${order}` })),
      actions: names.map((name) => ({ name, code: script })),
      databases: [
        { name: 'people', strategy: 'auth0', options: { customScripts: { login: script }, passwordPolicy: 'good' } },
      ],
      connections: [{ name: 'google', strategy: 'google-oauth2', options: {} }],
      emailTemplates: [{ template: 'verify_email', body: '' }],
      pages: [{ name: 'login', enabled: false, html: '<p>Come in</p>' }],
      branding: { colors: { primary: '#000000' }, templates: [{ template: 'universal_login', body: '<html></html>' }] },
      prompts: { identifier_first: true, customText: { en: { login: { login: { title: 'Hello' } } } } },
      attackProtection: { bruteForceProtection: { enabled: true } },
      triggers: { 'post-login': [{ action_name: 'Same', display_name: 'Same' }] },
      tenant: { friendly_name: 'The shop' },
    }
    const below = join(folder, 'a', 'tenant')
    writeDirectory(below, assets)
    assert.deepEqual(readdirSync(folder), ['a'])
    const read = readAssets(below, () => undefined)
    const sorted = (value: unknown): unknown =>
      Array.isArray(value) ? value.map((one) => JSON.stringify(one)).toSorted() : value
    for (const [family, said] of Object.entries(assets)) {
      const wanted = family === 'prompts' ? { ...said, partials: {} } : said
      assert.deepEqual(sorted(read[family]), sorted(wanted), family)
    }
    assert.throws(() => writeDirectory(below, assets), /EEXIST/)
  })

  test('has nothing secret in it, at whatever depth', () => {
    const hidden = '_VALUE_NOT_SHOWN_'
    const secrets = {
      client_secret: 'hush',
      smtp_pass: 'hush',
      httpAuthorization: 'hush',
      apiKey: 'hush',
      password: 'hush',
    }
    const open = {
      passwordPolicy: 'good',
      requires_username: true,
      client_id: 'public',
      token_endpoint: 'https://a.example',
    }
    assert.deepEqual(withoutSecretValues({ a: [{ ...secrets, ...open }] }), {
      a: [{ ...Object.fromEntries(Object.keys(secrets).map((name) => [name, hidden])), ...open }],
    })
  })
})
