// symbolon apply and symbolon diff: a tenant as files say, in both formats of auth0-deploy-cli. The rich folder is the one that the
// deploy tool itself brings elsewhere.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { symbolon, type Ended } from './command-line.ts'

const RICH = join(import.meta.dirname, '../clients/rich-tenant')

const YAML = `
tenant:
  friendly_name: '##NAME##'
resourceServers:
  - name: Orders
    identifier: https://orders.yaml.example/
    scopes: @@SCOPES@@
clients:
  - name: Till
    app_type: spa
    callbacks: ['https://##HOST##/callback']
    some_future_field: true
clientGrants:
  - client_id: Nobody
    audience: https://orders.yaml.example/
    scope: []
rules:
  - name: In YAML
    script: ./rules/In YAML.js
    order: 7
    enabled: true
databases:
  - name: till-people
    strategy: auth0
    enabled_clients: [Till]
    options:
      passwordPolicy: good
forms:
  - name: Questions
`

describe('a tenant from files', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    server = await startTestServer()
    folder = mkdtempSync(join(tmpdir(), 'symbolon-apply-'))
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (...words: readonly string[]): Promise<Ended> =>
    symbolon(words, {
      environment: {
        SYMBOLON_URL: server.issuer,
        SYMBOLON_CLIENT_ID: CLIENT_ID,
        SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
        AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify({ NAME: 'Till & "Sons"' }),
      },
    })
  const done = async (...words: readonly string[]): Promise<string> => {
    const { code, out, err } = await run(...words)
    assert.equal(code, 0, `${out}${err}`)
    return out
  }
  const found = async (path: string): Promise<unknown> => (await server.manage('GET', path)).json()

  test('a folder becomes a tenant, and the second time there is nothing to do', async () => {
    const plan = await run('diff', RICH)
    assert.equal(plan.code, 1)
    assert.match(plan.out, /create +client +Shop/)
    assert.match(plan.err, /steps to do/)
    await done('apply', RICH, '--yes')
    const [people] = (await found('/connections?name=people')) as { id: string }[]
    const { clients } = (await found(`/connections/${people?.id}/clients`)) as { clients: { client_id: string }[] }
    const [shop] = ((await found('/clients')) as { name: string; client_id: string }[]).filter(
      ({ name }) => name === 'Shop',
    )
    assert.deepEqual(clients, [{ client_id: shop?.client_id }])
    // A list can be asked to choose.
    const worker = JSON.parse(await done('client', 'list', '--by-app-type', 'non_interactive', '--json')) as object[]
    assert.deepEqual(worker.map((one) => Reflect.get(one, 'name')).toSorted(), ['First application', 'Worker'])
    assert.deepEqual(JSON.parse(await done('user', 'list', '--search', 'email:nobody*', '--json')), [])
    const { steps } = JSON.parse(await done('apply', RICH, '--yes', '--json')) as {
      steps: { verb: string; noun: string; says: string }[]
    }
    // What is secret is told to nobody, so that nobody knows whether it is the same.
    assert.deepEqual(
      steps.filter(({ verb }) => verb !== 'keep').map(({ noun, says }) => `${noun}: ${says}`),
      ['rules-config: its value', 'hook: secrets KEY', 'email-provider: credentials'],
    )
  })

  test('a YAML file with its scripts and keywords, and what of it does not exist here', async () => {
    const file = join(folder, 'tenant.yaml')
    writeFileSync(file, YAML)
    mkdirSync(join(folder, 'rules'))
    writeFileSync(
      join(folder, 'rules/In YAML.js'),
      'function (user, context, callback) { callback(null, user, "##HOST##") }',
    )
    writeFileSync(
      join(folder, 'secrets.json'),
      JSON.stringify({ HOST: 'till.example', SCOPES: [{ value: 'read:orders' }] }),
    )
    const words = [file, '--secrets', join(folder, 'secrets.json'), '--json'] as const
    const { left } = JSON.parse(await done('apply', ...words, '--yes')) as { left: object[] }
    assert.deepEqual(left, [
      { noun: 'client', name: 'Till', says: 'some_future_field does not exist here' },
      { noun: 'client-grant', name: 'Nobody → https://orders.yaml.example/', says: 'there is no such client' },
      { noun: 'forms', name: 'Questions', says: 'there is nothing like it here' },
    ])
    const { friendly_name } = (await found('/tenants/settings')) as { friendly_name: string }
    assert.equal(friendly_name, 'Till & "Sons"')
    const rules = (await found('/rules')) as { name: string; script: string }[]
    assert.match(rules.find(({ name }) => name === 'In YAML')?.script ?? '', /"till\.example"/)
    const api = (await found(`/resource-servers/${encodeURIComponent('https://orders.yaml.example/')}`)) as object
    assert.deepEqual(Reflect.get(api, 'scopes'), [{ value: 'read:orders' }])
    const { steps } = JSON.parse(await done('diff', ...words)) as { steps: { verb: string }[] }
    assert.deepEqual(
      steps.filter(({ verb }) => verb !== 'keep'),
      [],
    )
  })

  test('files outside of the folder are not read, and mistakes are sentences', async () => {
    const small = join(folder, 'small')
    mkdirSync(join(small, 'rules'), { recursive: true })
    writeFileSync(join(folder, 'outside.js'), 'function (user, context, callback) { callback(null, user) }')
    writeFileSync(join(small, 'rules/a.json'), JSON.stringify({ name: 'Outside', script: '../../outside.js' }))
    const outside = await run('apply', small, '--yes')
    assert.equal(outside.code, 2)
    assert.match(outside.err, /leads out of the folder/)
    writeFileSync(join(small, 'rules/a.json'), '{ "name": "hush"')
    const broken = await run('apply', small, '--yes')
    assert.equal(broken.code, 2)
    assert.match(broken.err, /rules\/a\.json is no JSON\./)
    assert.doesNotMatch(broken.err, /hush/)
    assert.equal((await run('apply', join(folder, 'nowhere'))).code, 2)
  })
})
