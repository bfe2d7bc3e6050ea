// Connections and the clients that may use them; mails, protection and looks of a tenant.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openEmailCredentials } from '@symbolon/core/mail/provider-credentials'
import { getSettings } from '@symbolon/core/settings'
import { people, type People } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let made: People
before(async () => {
  wing = await openSampleWing()
  made = people(wing)
})
after(() => wing.close())

let count = 0
const post = (body: object) => {
  count += 1
  const name = `Database-${count}`
  return wing.ask('/connections', { method: 'POST', body: { name, strategy: 'auth0', ...body } })
}
const patch = (id: string, body: object) => wing.ask(`/connections/${id}`, { method: 'PATCH', body })

test('the application in which a connection was tried goes with it, and no other', async () => {
  const [tried, other] = [(await post({})).json().id, (await post({})).json().id]
  const application = async (connection_id: string): Promise<string> => {
    const body = { name: 'Trial', client_metadata: { symbolon_trial_of: connection_id } }
    return (await wing.ask('/clients', { method: 'POST', body })).json().client_id
  }
  const [trial, trialOfOther] = [await application(tried), await application(other)]
  const plain = (await wing.ask('/clients', { method: 'POST', body: { name: 'Plain' } })).json().client_id
  assert.equal((await wing.ask(`/connections/${tried}`, { method: 'DELETE' })).statusCode, 202)
  const statuses = await Promise.all(
    [trial, trialOfOther, plain].map(async (id) => (await wing.ask(`/clients/${id}`)).statusCode),
  )
  assert.deepEqual(statuses, [404, 200, 200])
})

describe('a new connection', () => {
  test('has what Auth0 gives one', async () => {
    const answer = await post({ name: 'Customers' })
    assert.equal(answer.statusCode, 201, answer.body)
    const { id, ...rest } = answer.json()
    assert.match(id, /^con_[A-Za-z0-9]{16}$/)
    assert.deepEqual(rest, {
      name: 'Customers',
      strategy: 'auth0',
      options: {
        mfa: { active: true, return_enroll_settings: true },
        passwordPolicy: 'good',
        strategy_version: 2,
        authentication_methods: { password: { enabled: true, api_behavior: 'required' }, passkey: { enabled: false } },
        passkey_options: { challenge_ui: 'both', progressive_enrollment_enabled: true, local_enrollment_enabled: true },
        brute_force_protection: true,
        disable_self_service_change_password: false,
      },
      enabled_clients: [],
      is_domain_connection: false,
      realms: ['Customers'],
      authentication: { active: true },
      connected_accounts: { active: false },
    })
    assert.equal((await post({ name: 'Customers' })).statusCode, 409)
  })

  const email = { identifier: { active: true }, signup: { status: 'required' } }
  const REFUSED: readonly [why: string, body: object, message: RegExp][] = [
    ['without a strategy', { strategy: undefined }, /Missing required property: strategy/],
    ['of a strategy nobody knows', { strategy: 'magic' }, /No enum match/],
    ['with a name that has spaces', { name: 'my db' }, /on property name/],
    ['with a policy nobody knows', { options: { passwordPolicy: 'strong' } }, /on property options.passwordPolicy/],
    [
      'with attributes and requires_username',
      { options: { attributes: { email }, requires_username: true } },
      /^Cannot set both options\.attributes and options\.requires_username$/,
    ],
    [
      'with attributes and validation',
      { options: { attributes: { email }, validation: {} } },
      /^Cannot set both options\.attributes and options\.validation$/,
    ],
    [
      'whose attributes identify nobody',
      { options: { attributes: { email: { identifier: { active: false } } } } },
      /^attributes must contain one active identifier$/,
    ],
    [
      'with numbers that nobody must give',
      {
        options: {
          attributes: { email, phone_number: { identifier: { active: true }, signup: { status: 'optional' } } },
        },
      },
      /^attribute phone_number must also be required on signup$/,
    ],
    [
      'with addresses that several may have',
      { options: { attributes: { email: { ...email, unique: false } } } },
      /^cannot add non-unique email attribute$/,
    ],
    ['for a client that there is not', { enabled_clients: ['nobody'] }, /The client nobody does not exist/],
  ]
  for (const [why, body, message] of REFUSED) {
    test(`${why} is refused`, async () => {
      const answer = await post(body)
      assert.equal(answer.statusCode, 400)
      assert.match(answer.json().message, message)
    })
  }
})

describe('the options of a connection', () => {
  test('are replaced whole', async () => {
    const { id } = (await post({ options: { disable_signup: true, my_own: 1 } })).json()
    const changed = (await patch(id, { options: { passwordPolicy: 'low' } })).json()
    assert.deepEqual(changed.options, { passwordPolicy: 'low' })
    assert.equal((await patch(id, { strategy: 'oidc' })).statusCode, 400)
    assert.equal((await patch(id, { name: 'Other' })).statusCode, 400)
  })

  test('of other strategies keep what proves us to others sealed, and answer it to who may read them', async () => {
    const options = { client_id: 'x', client_secret: 'HUSH-secret' }
    const { id } = (await post({ strategy: 'google-oauth2', options })).json()
    await patch(id, { options: { ...options, scope: ['email'] } })
    const kept = await wing.tenancy.store.find('connections', { id })
    assert.doesNotMatch(JSON.stringify([kept, wing.recorded]), /HUSH/)
    assert.deepEqual((await wing.ask(`/connections/${id}`)).json().options, { ...options, scope: ['email'] })
  })

  test('keep configuration sealed, and take what was read back as it was', async () => {
    const { id, options } = (await post({ options: { configuration: { KEY: 'HUSH-value' } } })).json()
    assert.match(options.configuration.KEY, /^2\.0\$/)
    assert.doesNotMatch(JSON.stringify([options, wing.recorded]), /HUSH/)
    const again = (await patch(id, { options: { ...options, disable_signup: true } })).json()
    assert.equal(again.options.configuration.KEY, options.configuration.KEY)
    const other = (await patch(id, { options: { configuration: { KEY: 'HUSH-other' } } })).json()
    assert.notEqual(other.options.configuration.KEY, options.configuration.KEY)
  })
})

describe('the clients of a connection', () => {
  test('are given and taken, here and there', async () => {
    const { id } = (await post({})).json()
    const clients = [await made.client(), await made.client(), await made.client()].toSorted()
    const set = (wishes: readonly object[]) => wing.ask(`/connections/${id}/clients`, { method: 'PATCH', body: wishes })
    const listed = async () => (await wing.ask(`/connections/${id}/clients`)).json()
    // A client made later finds what is there; one that was made before does not.
    assert.deepEqual(
      (await listed()).clients,
      clients.map((client_id) => ({ client_id })),
    )
    assert.equal((await set(clients.map((client_id) => ({ client_id, status: false })))).statusCode, 204)
    assert.deepEqual(await listed(), { clients: [] })
    assert.equal((await set([{ client_id: clients[0], status: true }])).statusCode, 204)
    assert.deepEqual((await wing.ask(`/connections/${id}`)).json().enabled_clients, [clients[0]])
    const own = (await wing.ask(`/clients/${clients[0]}/connections?fields=id`)).json()
    assert.ok(own.connections.some((one: { id: string }) => one.id === id))
    assert.deepEqual((await wing.ask(`/clients/${clients[0]}/connections?strategy=oidc`)).json(), { connections: [] })
    for (const wishes of [[], [{ client_id: 'nobody', status: true }], [{ client_id: clients[0] }]]) {
      assert.equal((await set(wishes)).statusCode, 400)
    }
    await patch(id, { enabled_clients: [clients[1], clients[2]] })
    const page = (await wing.ask(`/connections/${id}/clients?take=1`)).json()
    assert.deepEqual([page.clients.length, typeof page.next], [1, 'string'])
    await wing.ask(`/clients/${clients[1]}`, { method: 'DELETE' })
    assert.deepEqual(await listed(), { clients: [{ client_id: clients[2] }] })
  })

  test('do not come by themselves where the tenant does not want it, nor for others’ applications', async () => {
    const { id } = (await post({})).json()
    const flag = (enable_client_connections: boolean) =>
      wing.ask('/tenants/settings', { method: 'PATCH', body: { flags: { enable_client_connections } } })
    const enabled = async () => (await wing.ask(`/connections/${id}`)).json().enabled_clients
    await made.client({ is_first_party: false })
    await flag(false)
    await made.client()
    assert.deepEqual(await enabled(), [])
    await flag(true)
    const client_id = await made.client()
    assert.deepEqual(await enabled(), [client_id])
  })
})

describe('a connection that is deleted', () => {
  test('takes its users along, and of others what was linked from it', async () => {
    const connection = (await post({ name: 'Leaving' })).json()
    const stays = await made.user()
    const [goes, linked] = [await made.user({ connection: 'Leaving' }), await made.user({ connection: 'Leaving' })]
    const url = `/users/${encodeURIComponent(stays.user_id)}`
    await wing.ask(`${url}/identities`, { method: 'POST', body: { provider: 'auth0', user_id: linked.user_id } })
    const answer = await wing.ask(`/connections/${connection.id}`, { method: 'DELETE' })
    assert.deepEqual([answer.statusCode, Object.keys(answer.json())], [202, ['deleted_at']])
    assert.equal((await wing.ask(`/users/${encodeURIComponent(goes.user_id)}`)).statusCode, 404)
    assert.equal((await wing.ask(url)).json().identities.length, 1)
    assert.equal((await wing.ask(`/connections/${connection.id}`)).statusCode, 404)
  })

  test('leaves nobody behind when it broke off and is deleted again', async () => {
    const { id } = (await post({ name: 'Breaking' })).json()
    const { user_id } = await made.user({ connection: 'Breaking' })
    wing.between.store = (real) => ({
      ...real,
      removeUser: () => Promise.reject(Object.assign(new Error('away'), { code: 'store_unavailable' })),
    })
    assert.equal((await wing.ask(`/connections/${id}`, { method: 'DELETE' })).statusCode, 503)
    wing.between.store = (real) => real
    // Nobody comes through it meanwhile.
    assert.deepEqual((await wing.ask(`/connections/${id}`)).json().authentication, { active: false })
    assert.equal((await wing.ask(`/connections/${id}`, { method: 'DELETE' })).statusCode, 202)
    assert.equal((await wing.ask(`/users/${encodeURIComponent(user_id)}`)).statusCode, 404)
  })
})

describe('lists of connections', () => {
  test('are filtered by strategy and name', async () => {
    await post({ name: 'Elsewhere', strategy: 'oidc', options: { client_id: 'x' } })
    const names = async (query: string) =>
      (await wing.ask(`/connections?${query}`)).json().map((one: { name: string }) => one.name)
    assert.deepEqual(await names('strategy=oidc'), ['Elsewhere'])
    assert.deepEqual(await names('strategy=oidc&strategy=samlp'), ['Elsewhere'])
    assert.deepEqual(await names('name=Elsewhere'), ['Elsewhere'])
    assert.deepEqual(await names('name=elsewhere'), [])
    const page = (await wing.ask('/connections?include_totals=true&take=2&fields=name')).json()
    assert.deepEqual(Object.keys(page), ['connections', 'next'])
    assert.deepEqual(Object.keys(page.connections[0]), ['name'])
  })
})

describe('the e-mail provider', () => {
  const smtp = { smtp_host: 'mail.example.com', smtp_port: 465, smtp_user: 'me', smtp_pass: 'HUSH-pass' }
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', body?: object) =>
    wing.ask('/emails/provider', body === undefined ? { method } : { method, body })

  test('is one, keeps its secret sealed, and shows it to nobody', async () => {
    const none = await ask('GET')
    assert.deepEqual([none.statusCode, none.json().errorCode], [404, 'inexistent_email_provider'])
    assert.equal((await ask('PATCH', { enabled: false })).statusCode, 404)
    const answer = await ask('POST', { name: 'smtp', credentials: smtp, default_from_address: 'a@example.com' })
    assert.equal(answer.statusCode, 201, answer.body)
    const shown = (
      await wing.ask('/emails/provider?fields=name,enabled,default_from_address,credentials,settings')
    ).json()
    const { smtp_pass: _hidden, ...open } = smtp
    assert.deepEqual(shown, { name: 'smtp', enabled: true, default_from_address: 'a@example.com', credentials: open })
    assert.equal((await ask('POST', { name: 'smtp', credentials: smtp })).statusCode, 409)
    const kept = await wing.tenancy.store.find('email_provider', {})
    assert.ok(kept)
    assert.deepEqual(openEmailCredentials(wing.tenancy, kept), smtp)
    await ask('PATCH', { enabled: false })
    const changed = await wing.tenancy.store.find('email_provider', {})
    assert.deepEqual([changed?.enabled, changed && openEmailCredentials(wing.tenancy, changed)], [false, smtp])
    assert.doesNotMatch(JSON.stringify([kept, wing.recorded, shown, answer.json()]), /HUSH/)
    assert.doesNotMatch(JSON.stringify([shown, answer.json()]), /sealed/)
    assert.equal((await ask('PATCH', { name: 'sendgrid' })).statusCode, 400)
    const other = await ask('PATCH', { name: 'sendgrid', credentials: { api_key: 'HUSH-key' } })
    assert.equal(other.statusCode, 200)
    assert.deepEqual((await ask('GET')).json().credentials, {})
    assert.equal((await ask('DELETE')).statusCode, 204)
    assert.equal((await ask('GET')).statusCode, 404)
  })

  test('that is SMTP has what SMTP needs', async () => {
    for (const credentials of [
      {},
      { ...smtp, smtp_port: 0 },
      { ...smtp, smtp_port: '465' },
      { ...smtp, smtp_host: 'mail example' },
      { ...smtp, smtp_pass: 'a\nb' },
      { ...smtp, api_key: 'x' },
    ]) {
      assert.equal((await ask('POST', { name: 'smtp', credentials })).statusCode, 400, JSON.stringify(credentials))
    }
  })
})

describe('an e-mail template', () => {
  const letter = { template: 'verify_email', body: '<p>{{ url }}</p>', from: 'a@example.com', subject: 'Hello' }
  const whole = { ...letter, syntax: 'liquid', enabled: true }
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: object) =>
    wing.ask(`/email-templates${path}`, body === undefined ? { method } : { method, body })

  test('is missing until it is made, then changed or replaced, under its own name', async () => {
    for (const method of ['GET', 'PATCH', 'PUT'] as const) {
      const answer = await ask(method, '/verify_email', method === 'GET' ? undefined : whole)
      assert.deepEqual([answer.statusCode, answer.json().message], [404, 'The template does not exist.'])
    }
    assert.equal((await ask('POST', '', letter)).statusCode, 400)
    assert.equal((await ask('POST', '', { ...whole, subject: 'a\r\nBcc: b@example.com' })).statusCode, 400)
    assert.equal((await ask('POST', '', { ...whole, template: 'spam' })).statusCode, 400)
    const made_one = await ask('POST', '', { ...whole, urlLifetimeInSeconds: 60 })
    assert.deepEqual([made_one.statusCode, made_one.json()], [200, { ...whole, urlLifetimeInSeconds: 60 }])
    const again = await ask('POST', '', whole)
    assert.deepEqual([again.statusCode, again.json().message], [409, 'Template verify_email already exists.'])
    assert.equal((await ask('PATCH', '/verify_email', { subject: 'Hi' })).json().subject, 'Hi')
    assert.equal((await ask('PATCH', '/verify_email', { template: 'welcome_email' })).statusCode, 400)
    assert.equal((await ask('PUT', '/verify_email', { subject: 'x' })).statusCode, 400)
    assert.deepEqual((await ask('PUT', '/verify_email', whole)).json(), whole)
    assert.deepEqual((await ask('GET', '/verify_email')).json(), whole)
  })
})

describe('settings of which there is one', () => {
  const DEFAULTS: readonly [path: string, defaults: object][] = [
    ['/branding', {}],
    ['/prompts', { universal_login_experience: 'new', identifier_first: false, webauthn_platform_first_factor: false }],
    [
      '/attack-protection/brute-force-protection',
      {
        enabled: true,
        shields: ['block', 'user_notification'],
        mode: 'count_per_identifier_and_ip',
        allowlist: [],
        max_attempts: 10,
      },
    ],
    [
      '/attack-protection/suspicious-ip-throttling',
      {
        enabled: true,
        shields: ['admin_notification', 'block'],
        allowlist: [],
        stage: {
          'pre-login': { max_attempts: 100, rate: 864000 },
          'pre-user-registration': { max_attempts: 50, rate: 1200 },
          'pre-custom-token-exchange': { max_attempts: 10, rate: 600000 },
        },
      },
    ],
    [
      '/attack-protection/breached-password-detection',
      {
        enabled: false,
        shields: [],
        admin_notification_frequency: [],
        method: 'standard',
        stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
      },
    ],
  ]
  for (const [path, defaults] of DEFAULTS) {
    test(`${path} has Auth0’s defaults from the start`, async () => {
      assert.deepEqual((await wing.ask(path, { host: 'two.example' })).json(), defaults)
    })
  }

  test('count as the defaults in a tenant that is older than they are, and can be changed', async () => {
    const own = await openSampleWing()
    try {
      const { store } = own.tenancy
      for (const name of ['brute_force_protection', 'branding'] as const) {
        const document = await store.find(name, {})
        assert.ok(document)
        await store.apply([{ remove: name, document } as Parameters<typeof store.apply>[0][number]])
      }
      const url = '/attack-protection/brute-force-protection'
      assert.equal((await own.ask(url)).json().max_attempts, 10)
      assert.equal((await getSettings(own.tenancy, 'brute_force_protection')).max_attempts, 10)
      const changes = [{ max_attempts: 5 }, { enabled: false }, { mode: 'count_per_identifier' }]
      const answers = await Promise.all(changes.map((body) => own.ask(url, { method: 'PATCH', body })))
      assert.deepEqual(
        answers.map(({ statusCode }) => statusCode),
        [200, 200, 200],
      )
      const { max_attempts, enabled, mode } = (await own.ask(url)).json()
      assert.deepEqual([max_attempts, enabled, mode], [5, false, 'count_per_identifier'])
      const colors = { primary: '#2d6a4f', page_background: '#fff' }
      assert.deepEqual((await own.ask('/branding', { method: 'PATCH', body: { colors } })).json(), { colors })
    } finally {
      await own.close()
    }
  })

  test('hold no colour that is no colour, and no picture from nowhere', async () => {
    for (const body of [
      { colors: { primary: 'red;}' } },
      { colors: { page_background: '#12345' } },
      { logo_url: 'http://x.example/logo.png' },
      { logo_url: 'javascript:alert(1)' },
    ]) {
      assert.equal((await wing.ask('/branding', { method: 'PATCH', body })).statusCode, 400, JSON.stringify(body))
    }
  })
})
