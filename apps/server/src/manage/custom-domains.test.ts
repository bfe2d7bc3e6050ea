// Custom domains as an administrator makes them: proven by DNS or by the operator's word, one tenant's alone, named in links.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { moveTenant } from '@symbolon/core/tenants/move-tenant'
import { openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

describe('custom domains', () => {
  let wing: SampleWing
  before(async () => void (wing = await openSampleWing()))
  after(() => wing.close())

  const call = async (status: number, url: string, asked: Asked = {}) => {
    const answer = await wing.ask(url, asked)
    assert.equal(answer.statusCode, status, answer.body)
    return answer.body === '' ? undefined : answer.json()
  }
  const make = (domain: string, more: object = {}, asked: Asked = {}) =>
    call(201, '/custom-domains', { ...asked, method: 'POST', body: { domain, type: 'auth0_managed_certs', ...more } })
  const verify = (id: string, asked: Asked = {}, status = 200) =>
    call(status, `/custom-domains/${id}/verify`, { ...asked, method: 'POST' })
  const tenantAt = async (host: string) => (await wing.ports.store.findTenant(host))?.host

  test('wait for their proof, say what it is, and are answered at from when it stands in DNS', async () => {
    const made = await make('Login.Customer.example')
    const { custom_domain_id: id, verification } = made
    assert.match(id, /^cd_[A-Za-z0-9]{16}$/)
    assert.deepEqual(made, {
      custom_domain_id: id,
      domain: 'login.customer.example',
      type: 'auth0_managed_certs',
      primary: true,
      is_default: false,
      status: 'pending_verification',
      tls_policy: 'recommended',
      domain_metadata: {},
      created_at: '2026-01-02T03:04:05.000Z',
      verification: {
        methods: [
          { name: 'cname', record: 'one.example', domain: 'login.customer.example' },
          { name: 'txt', record: verification.methods[1].record, domain: '_symbolon.login.customer.example' },
        ],
        status: 'pending',
      },
    })
    assert.match(verification.methods[1].record, /^symbolon-domain=[A-Za-z0-9]{32}$/)
    assert.deepEqual(await call(200, '/custom-domains'), [made])
    assert.deepEqual(await call(200, '/custom-domains?take=50'), { custom_domains: [made] })
    assert.equal(await tenantAt('login.customer.example'), undefined)

    wing.records.set('CNAME login.customer.example', ['elsewhere.example'])
    wing.records.set('TXT _symbolon.login.customer.example', ['symbolon-domain=wrong'])
    const failed = await verify(id)
    assert.equal(failed.status, 'pending_verification')
    assert.equal(failed.verification.status, 'failed')
    assert.match(failed.verification.error_msg, /no CNAME record one\.example .*, and no TXT record symbolon-domain=/)
    assert.equal(await tenantAt('login.customer.example'), undefined)

    wing.records.set('CNAME login.customer.example', ['One.example.'])
    const ready = await verify(id)
    assert.equal(ready.status, 'ready')
    assert.equal(ready.origin_domain_name, 'one.example')
    assert.deepEqual(
      { ...ready.verification, methods: [] },
      {
        methods: [],
        status: 'verified',
        last_verified_at: '2026-01-02T03:04:05.000Z',
      },
    )
    assert.equal(await tenantAt('login.customer.example'), 'one.example')
    // What has been proven stays so, whatever becomes of DNS.
    wing.records.clear()
    assert.equal((await verify(id)).status, 'ready')

    await call(204, `/custom-domains/${id}`, { method: 'DELETE' })
    assert.equal(await tenantAt('login.customer.example'), undefined)
    await call(404, `/custom-domains/${id}`)
  })

  test('with certificates of one’s own are proven by a text alone, which another tenant’s does not do for', async () => {
    const type = 'self_managed_certs'
    const ours = await make('text.example', { type })
    const theirs = await make('text.example', { type }, { host: 'two.example' })
    const [proof, ...others] = ours.verification.methods
    assert.deepEqual(others, [])
    wing.records.set('CNAME text.example', ['one.example', 'two.example'])
    wing.records.set(`TXT ${proof.domain}`, ['v=spf1 -all', proof.record])
    assert.equal((await verify(theirs.custom_domain_id, { host: 'two.example' })).status, 'pending_verification')
    assert.equal((await verify(ours.custom_domain_id)).status, 'ready')
    assert.equal(await tenantAt('text.example'), 'one.example')
  })

  test('are one tenant’s, also where the operator vouches for them, and nobody’s own host', async () => {
    const [ours, theirs] = [
      await make('shop.vouched.example'),
      await make('shop.vouched.example', {}, { host: 'two.example' }),
    ]
    assert.equal((await verify(ours.custom_domain_id)).status, 'ready')
    const refused = await verify(theirs.custom_domain_id, { host: 'two.example' }, 409)
    assert.equal(refused.message, 'The specified custom domain already exists')
    assert.equal(await tenantAt('shop.vouched.example'), 'one.example')
    const again = { method: 'POST', body: { domain: 'shop.vouched.example', type: 'auth0_managed_certs' } } as const
    await call(409, '/custom-domains', again)
    const stolen = await make('two.example')
    wing.records.set('CNAME two.example', ['one.example'])
    await verify(stolen.custom_domain_id, {}, 409)
    assert.equal(await tenantAt('two.example'), 'two.example')
    await call(400, '/custom-domains', { method: 'POST', body: { ...again.body, domain: 'one.example' } })
    for (const domain of [
      'localhost',
      '192.0.2.1',
      '*.example.com',
      'login.example.com:8443',
      'a..example',
      '-a.example',
    ]) {
      const answer = await call(400, '/custom-domains', { method: 'POST', body: { ...again.body, domain } })
      assert.equal(answer.errorCode, 'invalid_body', domain)
    }
  })

  test('have metadata and a relying party that they are below', async () => {
    const { custom_domain_id: id } = await make('passkeys.vouched.example')
    const url = `/custom-domains/${id}`
    const patch = (body: object, status = 200) => call(status, url, { method: 'PATCH', body })
    await patch({ domain_metadata: { brand: 'A', gone: 'x' }, relying_party_identifier: 'Vouched.example' })
    const changed = await patch({ domain_metadata: { gone: null }, custom_client_ip_header: 'cf-connecting-ip' })
    assert.deepEqual(changed.domain_metadata, { brand: 'A' })
    assert.equal(changed.relying_party_identifier, 'vouched.example')
    assert.equal(changed.custom_client_ip_header, 'cf-connecting-ip')
    const refused = await patch({ relying_party_identifier: 'ouched.example' }, 400)
    assert.match(refused.message, /relying_party_identifier/)
    await patch({ domain: 'other.vouched.example' }, 400)
  })

  test('one of them is the default of links; a header names another; the tenant’s own host is there otherwise', async () => {
    const email = 'ada@example.com'
    const person = { connection: 'Username-Password-Authentication', password: 'Long-enough-1815', verify_email: false }
    const { user_id } = await call(201, '/users', { method: 'POST', body: { ...person, email } })
    const link = async (headers: Readonly<Record<string, string>> = {}, status = 201) => {
      const body = { user_id }
      const answer = await call(status, '/tickets/password-change', { method: 'POST', body, headers })
      return status === 201 ? new URL(answer.ticket).host : answer.message
    }
    const [first, second] = [await make('first.vouched.example'), await make('second.vouched.example')]
    await verify(first.custom_domain_id)
    const setDefault = (domain: string, status = 200) =>
      call(status, '/custom-domains/default', { method: 'PATCH', body: { domain } })
    assert.equal(await link(), 'one.example')
    assert.deepEqual(await call(200, '/custom-domains/default'), { domain: 'one.example' })
    await setDefault('second.vouched.example', 400)
    await verify(second.custom_domain_id)
    assert.equal((await setDefault('second.vouched.example')).is_default, true)
    assert.equal((await call(200, '/custom-domains/default')).custom_domain_id, second.custom_domain_id)
    assert.equal(await link(), 'second.vouched.example')
    assert.equal(await link({ 'auth0-custom-domain': 'First.vouched.example' }), 'first.vouched.example')
    assert.equal(await link({ 'auth0-custom-domain': 'one.example' }), 'one.example')
    assert.match(await link({ 'auth0-custom-domain': 'passkeys.vouched.example' }, 400), /Auth0-Custom-Domain/)
    assert.deepEqual(await setDefault('one.example'), { domain: 'one.example' })
    assert.equal(await link(), 'one.example')

    await setDefault('first.vouched.example')
    await call(201, '/jobs/verification-email', { method: 'POST', body: { user_id } })
    await wing.mailsSent()
    assert.match(wing.mails.at(-1)?.links[0] ?? '', /^https:\/\/first\.vouched\.example\/u\/email-verification/)
  })

  test('say whether somebody who asks them gets here', async () => {
    const pending = await make('unproven.example')
    const tested = (id: string) => call(200, `/custom-domains/${id}/test`, { method: 'POST' })
    assert.equal((await tested(pending.custom_domain_id)).success, false)
    const unreachable = await make('unreachable.vouched.example')
    await verify(unreachable.custom_domain_id)
    const answer = await tested(unreachable.custom_domain_id)
    assert.deepEqual(answer, {
      success: false,
      message: 'The domain cannot be reached from here: Nothing is called from here',
    })
  })

  test('go along with a tenant that moves, to the port that it is reached at then', async () => {
    const there = { host: 'two.example' }
    const { custom_domain_id: id } = await make('moves.vouched.example', {}, there)
    await verify(id, there)
    const before = await wing.ports.store.findTenant('two.example')
    assert.ok(before)
    const moved = await moveTenant(wing.ports, before, 'https://three.example:8443/')
    assert.deepEqual(moved, { outcome: 'applied' })
    assert.equal(await tenantAt('moves.vouched.example'), undefined)
    assert.equal(await tenantAt('moves.vouched.example:8443'), 'three.example:8443')
    const tenant = await wing.ports.store.findTenant('moves.vouched.example:8443')
    assert.ok(tenant)
    // Nor does it move to where another answers, by whatever name.
    const refused = await moveTenant(wing.ports, tenant, 'https://shop.vouched.example/')
    assert.deepEqual(refused, { outcome: 'conflict', collection: 'tenants' })
    assert.equal(await tenantAt('three.example:8443'), 'three.example:8443')
  })
})
