// auth0 (node-auth0): its ManagementClient over what tools bring: log streams, looks and words of the pages, profiles, factors; and what
// it makes of families that do not exist here.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Management, ManagementClient } from 'auth0'
import { sampleTheme } from '@symbolon/server/manage/sample-theme.fixture'
import { startTestServer, CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'

describe('auth0, the Management API client, for tools', () => {
  let server: TestServer
  let management: ManagementClient
  before(async () => {
    server = await startTestServer({ tls: true, environment: { SYMBOLON_CUSTOM_DOMAINS: '*.shop.example' } })
    management = new ManagementClient({ domain: server.host, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
  })
  after(() => server.stop())

  test('makes, lists, changes and deletes log streams', async () => {
    const sink = { httpEndpoint: 'https://logs.example/in', httpContentFormat: 'JSONLINES' } as const
    const made = await management.logStreams.create({ name: 'Archive', type: 'http', sink })
    assert.match(made.id ?? '', /^lst_\d{16}$/)
    assert.deepEqual(made.sink, sink)
    const changed = await management.logStreams.update(made.id ?? '', { status: 'paused' })
    assert.equal(changed.status, 'paused')
    assert.deepEqual(await management.logStreams.list(), [changed])
    await management.logStreams.delete(made.id ?? '')
    await assert.rejects(management.logStreams.get(made.id ?? ''), Management.NotFoundError)
  })

  test('sets texts and a theme', async () => {
    const texts = { login: { title: 'Ahoy' } }
    await management.prompts.customText.set('login', 'en', texts)
    assert.deepEqual(await management.prompts.customText.get('login', 'en'), texts)
    await assert.rejects(management.branding.themes.getDefault(), Management.NotFoundError)
    const { themeId, ...theme } = await management.branding.themes.create(
      sampleTheme() as Management.CreateBrandingThemeRequestContent,
    )
    assert.deepEqual(theme, sampleTheme())
    assert.equal((await management.branding.themes.getDefault()).themeId, themeId)
    await management.branding.themes.delete(themeId)
  })

  test('makes a custom domain, proves it, makes it the default, and takes it away', async () => {
    const { customDomains } = management
    assert.deepEqual((await customDomains.list()) ?? [], [])
    const { custom_domain_id: id, ...made } = await customDomains.create({
      domain: 'login.shop.example',
      type: 'self_managed_certs',
      domain_metadata: { brand: 'shop' },
    })
    assert.equal(made.status, 'pending_verification')
    assert.equal(made.verification.methods?.[0]?.name, 'txt')
    assert.equal((await customDomains.test(id)).success, false)
    assert.equal((await customDomains.verify(id)).status, 'ready')
    assert.equal((await customDomains.update(id, { tls_policy: 'recommended' })).status, 'ready')
    await customDomains.setDefault({ domain: 'login.shop.example' })
    assert.deepEqual(await customDomains.getDefault(), await customDomains.get(id))
    const [only] = await customDomains.list()
    assert.equal(only?.is_default, true)
    await customDomains.delete(id)
    await assert.rejects(customDomains.get(id), Management.NotFoundError)
    assert.deepEqual(await customDomains.getDefault(), { domain: server.host })
  })

  test('switches factors, and cannot demand one', async () => {
    assert.deepEqual(await management.guardian.factors.set('otp', { enabled: true }), { enabled: true })
    const on = (await management.guardian.factors.list()).filter(({ enabled }) => enabled)
    assert.deepEqual(
      on.map(({ name }) => name),
      ['otp'],
    )
    assert.deepEqual(await management.guardian.policies.list(), [])
    await assert.rejects(management.guardian.policies.set(['all-applications']), Management.BadRequestError)
  })

  test('keeps profiles', async () => {
    const email = { description: 'Mail', label: 'E-mail', profile_required: true, auth0_mapping: 'email' }
    const attributes = await management.userAttributeProfiles.create({ name: 'People', user_attributes: { email } })
    const made = await management.selfServiceProfiles.create({
      name: 'Customers',
      user_attribute_profile_id: attributes.id ?? '',
    })
    const listed: unknown[] = []
    for await (const one of await management.userAttributeProfiles.list()) listed.push(one)
    assert.deepEqual(listed, [attributes])
    assert.deepEqual((await management.selfServiceProfiles.list()).data, [made])
    const texts = { introduction: 'Welcome' }
    const { id = '' } = made
    assert.deepEqual(await management.selfServiceProfiles.customText.set(id, 'en', 'get-started', texts), texts)
    assert.deepEqual(await management.selfServiceProfiles.customText.list(id, 'en', 'get-started'), texts)
  })

  test('makes, replaces, lists and deletes network ACLs', async () => {
    const rule: Management.NetworkAclRule = {
      scope: 'management',
      match: { ipv4_cidrs: ['203.0.113.0/24'] },
      action: { block: true },
    }
    await management.networkAcls.create({ description: 'Not from there', active: true, priority: 3, rule })
    const page = await management.networkAcls.list()
    const [made] = page.data
    assert.deepEqual(made?.rule, rule)
    const { id = '' } = made ?? {}
    const action = { redirect: true, redirect_uri: 'https://example.com/away' }
    const elsewhere = { description: 'Elsewhere', active: false, rule: { ...rule, action } }
    assert.equal((await management.networkAcls.set(id, elsewhere)).active, false)
    const changed = await management.networkAcls.update(id, { priority: 7 })
    assert.deepEqual([changed.description, changed.priority, changed.rule?.action], ['Elsewhere', 7, action])
    assert.deepEqual(await management.networkAcls.get(id), changed)
    await management.networkAcls.delete(id)
    await assert.rejects(management.networkAcls.get(id), Management.NotFoundError)
  })

  test('is told of families that do not exist here what it tells of a missing scope', async () => {
    const asked: readonly (() => PromiseLike<unknown>)[] = [
      () => management.flows.list(),
      () => management.forms.list(),
      () => management.eventStreams.list(),
      () => management.groups.list(),
      () => management.attackProtection.captcha.get(),
    ]
    for (const ask of asked) {
      await assert.rejects(
        async () => ask(),
        (thrown) => {
          assert.ok(thrown instanceof Management.ForbiddenError)
          assert.match(String(Object(thrown.body).message), /^Insufficient scope, expected any of: read:\w+$/)
          return true
        },
      )
    }
  })
})
