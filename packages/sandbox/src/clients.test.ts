// Modules that stand on a client: what they send, and what they make of the answer.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { at, runRules } from './sandbox.fixture.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

describe('modules that speak to others', () => {
  let sandbox: Sandbox
  before(() => {
    sandbox = openSandbox()
  })
  after(() => sandbox.close())

  /** What the rule body finds, and what it has sent, when everybody answers so. */
  const run = async (body: string, status: number, answered: string) => {
    const sent: unknown[] = []
    const outcome = await runRules(
      sandbox,
      [
        `async function (user, context, callback) { try { ${body} } catch (error) { context.failed = [error.name, error.message, error.statusCode] } callback() }`,
      ],
      {
        answer: async (what, question) => {
          assert.equal(what, 'http')
          sent.push(question)
          const answer = { status, statusText: '', headers: [], url: 'https://api.example/' }
          return { ...answer, body: Buffer.from(answered).toString('base64') }
        },
      },
    )
    assert.equal(outcome.outcome, 'answered', JSON.stringify(outcome))
    const sentText = sent.map((question) => Buffer.from(String(at(question, 'body')), 'base64').toString())
    return {
      found: at(outcome, 'answer', 'context', 'found'),
      failed: at(outcome, 'answer', 'context', 'failed'),
      sent,
      sentText,
    }
  }

  test('request-promise answers with the body, or rejects with the status', async () => {
    const body = `const rp = require('request-promise@4.2.6'); context.found = await rp({ uri: 'https://api.example/x', qs: { a: 1 }, json: true })`
    const well = await run(body, 200, '{"score":7}')
    assert.deepEqual(well.found, { score: 7 })
    assert.equal(at(well.sent[0], 'url'), 'https://api.example/x?a=1')
    const { failed } = await run(body, 404, '{"no":1}')
    assert.deepEqual(failed, ['StatusCodeError', '404 - {"no":1}', 404])
    const whole = await run(
      `context.found = (await require('request-promise').post('https://api.example/', { simple: false, resolveWithFullResponse: true })).statusCode`,
      500,
      '',
    )
    assert.equal(whole.found, 500)
    assert.equal(at(whole.sent[0], 'method'), 'POST')
  })

  test('slack-notify posts a message to the webhook', async () => {
    const { found, sentText, sent } = await run(
      `const slack = require('slack-notify')('https://hooks.example/T'); context.found = await new Promise((told) => slack.success({ text: 'Hi', channel: '#ops', fields: { A: 'b' } }, (e) => told(e ? e.message : 'sent')))`,
      200,
      'ok',
    )
    assert.equal(found, 'sent')
    assert.equal(at(sent[0], 'url'), 'https://hooks.example/T')
    const payload: unknown = JSON.parse(new URLSearchParams(sentText[0]).get('payload') ?? '')
    assert.deepEqual(payload, {
      channel: '#ops',
      icon_emoji: ':trophy:',
      username: 'Hoorah',
      text: 'Hi',
      attachments: [{ fallback: 'Alert details', fields: [{ title: 'A', value: 'b', short: true }] }],
    })
  })

  test('oauth-sign makes the signature that Twitter’s documentation gives for these values', async () => {
    const { found } = await run(
      `const oauth = require('oauth-sign')
       context.found = oauth.hmacsign('POST', 'https://api.twitter.com/1.1/statuses/update.json', {
         include_entities: 'true', status: 'Hello Ladies + Gentlemen, a signed OAuth request!',
         oauth_consumer_key: 'xvz1evFS4wEEPTGEFPHBog', oauth_nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
         oauth_signature_method: 'HMAC-SHA1', oauth_timestamp: '1318622958',
         oauth_token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb', oauth_version: '1.0',
       }, 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw', 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE')`,
      200,
      '',
    )
    assert.equal(found, 'hCtSmYh+iHYCEqBWrE7C7hYmtUk=')
  })

  test('request puts members of members in brackets, in a form and in a query', async () => {
    const { sent, sentText } = await run(
      `context.found = await new Promise((told) => request.post({ url: 'https://api.example/', qs: { a: { b: 1 } }, form: { to: [{ email: "o'k" }], none: null, not: undefined } }, told))`,
      200,
      '',
    )
    assert.equal(at(sent[0], 'url'), 'https://api.example/?a%5Bb%5D=1')
    assert.equal(sentText[0], 'to%5B0%5D%5Bemail%5D=o%27k&none=')
  })

  test('what a callback of request throws is said by name, whether somebody answered or not', async () => {
    const rule = `function (user, context, callback) { require('request').get('https://api.example/', (error, response) => { if (response.body.no.way) callback() }) }`
    for (const answer of [
      async () => ({ status: 200, statusText: '', headers: [], body: '', url: '' }),
      () => Promise.reject(new Error('nobody there')),
    ]) {
      const outcome = await runRules(sandbox, [rule], { answer })
      assert.equal(at(outcome, 'answer', 'outcome'), 'refused')
      assert.match(String(at(outcome, 'answer', 'message')), /cannot read property/i)
    }
  })

  test('the management client of auth0 asks the API of the tenant, by promise and by callback', async () => {
    const client = `const { ManagementClient } = require('auth0@2.9.1'); const client = new ManagementClient({ domain: auth0.domain, token: auth0.accessToken });`
    const linked = await run(
      `${client} context.found = await client.linkUsers('auth0|1', { link_with: 'x.y' })`,
      201,
      '[1]',
    )
    assert.deepEqual(linked.found, [1])
    assert.equal(at(linked.sent[0], 'url'), 'https://tenant.example/api/v2/users/auth0%7C1/identities')
    assert.deepEqual(JSON.parse(linked.sentText[0] ?? ''), { link_with: 'x.y' })
    const kept = await run(
      `${client} context.found = await new Promise((told) => client.updateUserMetadata({ id: user.user_id }, { a: 1 }, (error, user) => told(user)))`,
      200,
      '{"name":"Ada"}',
    )
    assert.deepEqual(kept.found, { name: 'Ada' })
    assert.deepEqual([at(kept.sent[0], 'method'), kept.sentText[0]], ['PATCH', '{"user_metadata":{"a":1}}'])
    const many = await run(`${client} context.found = await client.getUsersByEmail('a@b.example')`, 200, '[]')
    assert.equal(at(many.sent[0], 'url'), 'https://tenant.example/api/v2/users-by-email?email=a%40b.example')
    const { failed } = await run(
      `${client} await client.getUser({ id: 'x' })`,
      403,
      '{"error":"Forbidden","message":"Insufficient scope"}',
    )
    assert.deepEqual(failed, ['Forbidden', 'Insufficient scope', 403])
  })

  test('the management client gets a token of its own, and answers as later versions do', async () => {
    const sent: unknown[] = []
    const outcome = await runRules(
      sandbox,
      [
        `async function (user, context, callback) {
          const { ManagementClient } = require('auth0')
          const client = new ManagementClient({ domain: 'tenant.example', clientId: 'id', clientSecret: 'secret' })
          const { data, status } = await client.users.update({ id: 'auth0|1' }, { user_metadata: { a: 1 } })
          context.found = [data, status, await client.users.getRoles('auth0|1')]
          callback()
        }`,
      ],
      {
        answer: async (_what, question) => {
          sent.push(question)
          const said = String(at(question, 'url')).endsWith('/oauth/token')
            ? { access_token: 'x.y.z' }
            : { name: 'Ada' }
          const body = Buffer.from(JSON.stringify(said)).toString('base64')
          return { status: 200, statusText: 'OK', headers: [], body, url: '' }
        },
      },
    )
    assert.deepEqual(at(outcome, 'answer', 'context', 'found'), [{ name: 'Ada' }, 200, { name: 'Ada' }])
    const bodyOf = (question: unknown): unknown =>
      JSON.parse(Buffer.from(String(at(question, 'body') ?? 'bnVsbA=='), 'base64').toString())
    assert.deepEqual(
      sent.map((question) => [at(question, 'method'), at(question, 'url'), bodyOf(question)]),
      [
        [
          'POST',
          'https://tenant.example/oauth/token',
          {
            grant_type: 'client_credentials',
            client_id: 'id',
            client_secret: 'secret',
            audience: 'https://tenant.example/api/v2/',
          },
        ],
        ['PATCH', 'https://tenant.example/api/v2/users/auth0%7C1', { user_metadata: { a: 1 } }],
        ['GET', 'https://tenant.example/api/v2/users/auth0%7C1/roles', null],
      ],
    )
  })

  test('fetch sends a form in parts', async () => {
    const { sent, sentText } = await run(
      `const form = new FormData(); form.append('a', 'x'); form.append('a', 'y'); form.set('a', 'é\\nz'); form.append('b"', 1); await fetch('https://api.example/', { method: 'POST', body: form })`,
      200,
      '',
    )
    const headers = new Headers(at(sent[0], 'headers') as [string, string][])
    const form = await new Response(sentText[0] ?? '', { headers }).formData()
    assert.deepEqual(
      [...form],
      [
        ['a', 'é\r\nz'],
        ['b"', '1'],
      ],
    )
  })

  test('fetch is given up when its signal says so, at once or later', async () => {
    const rule = `async function (user, context, callback) {
      const given = async (signal) => fetch('https://api.example/', { signal }).then(() => 'answered', ({ name }) => name)
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 1)
      context.found = [
        await given(controller.signal),
        await given(controller.signal),
        await given(AbortSignal.timeout(1)),
        await given(AbortSignal.any([new AbortController().signal, AbortSignal.abort(new TypeError('no'))])),
      ]
      callback()
    }`
    const outcome = await runRules(sandbox, [rule], { answer: () => new Promise(() => {}) })
    const found = at(outcome, 'answer', 'context', 'found')
    assert.deepEqual(found, ['AbortError', 'AbortError', 'TimeoutError', 'TypeError'])
  })

  test('the utilities change a user by the API', async () => {
    const { sent, sentText } = await run(
      `const { Auth0UserUpdateUtilities } = require('@auth0/rule-utilities'); const utilities = new Auth0UserUpdateUtilities(user, auth0); utilities.setUser('nickname', 'countess'); await utilities.updateUser()`,
      200,
      '{}',
    )
    assert.equal(at(sent[0], 'url'), 'https://tenant.example/api/v2/users/auth0%7C1')
    assert.equal(sentText[0], '{"nickname":"countess"}')
  })

  test('incognia is asked with a token that is asked for once, and answers in names of JavaScript', async () => {
    const body = `
      const { IncogniaAPI } = require('@incognia/api@1.1.1')
      const api = new IncogniaAPI({ clientId: 'id', clientSecret: 'secret', region: context.region })
      context.found = [
        await api.registerLoginAssessment({ installationId: 'i', accountId: user.user_id }),
        await api.registerOnboardingAssessment({ installationId: 'i', addressLine: 'Here 1' }),
        await api.getOnboardingAssessment('s/1'),
      ]`
    const answered = JSON.stringify({ access_token: 'a.b', expires_in: '1200', id: 's1', risk_assessment: 'low_risk' })
    const { found, sent, sentText } = await run(body, 200, answered)
    const assessment = { accessToken: 'a.b', expiresIn: '1200', id: 's1', riskAssessment: 'low_risk' }
    assert.deepEqual(found, [assessment, assessment, assessment])
    assert.deepEqual(
      sent.map((question) => `${String(at(question, 'method'))} ${String(at(question, 'url'))}`),
      [
        'POST https://api.us.incognia.com/api/v1/token',
        'POST https://api.us.incognia.com/api/v2/authentication/transactions',
        'POST https://api.us.incognia.com/api/v2/onboarding/signups',
        'GET https://api.us.incognia.com/api/v2/onboarding/signups/s%2F1',
      ],
    )
    assert.deepEqual(sentText.slice(0, 3), [
      'grant_type=client_credentials',
      '{"installation_id":"i","account_id":"auth0|1","type":"login"}',
      '{"installation_id":"i","address_line":"Here 1"}',
    ])
    const headers = (question: unknown) => new Headers(at(question, 'headers') as [string, string][])
    assert.equal(headers(sent[0]).get('authorization'), `Basic ${Buffer.from('id:secret').toString('base64')}`)
    assert.equal(headers(sent[1]).get('authorization'), 'Bearer a.b')
    const { failed } = await run(body, 401, '{}')
    assert.deepEqual(failed, ['Error', 'Could not request the AccessToken: Request failed with status code 401', null])
    for (const [wrong, said] of [
      [`{ clientId: 'id' }`, 'No clientId or clientSecret provided'],
      [`{ clientId: 'id', clientSecret: 's', region: '__proto__' }`, 'Invalid region. Avaliable: global, br.'],
    ]) {
      const refused = await run(`new (require('@incognia/api').IncogniaAPI)(${wrong})`, 200, '{}')
      assert.deepEqual(refused.failed, ['Error', said, null])
    }
  })

  test('onfido makes an applicant where the tenant’s region is, and says why it does not', async () => {
    const body = `
      const { Onfido, Region } = require('@onfido/api@1.5.1')
      const onfido = new Onfido({ apiToken: 'tok', region: Region.US })
      context.found = [
        await onfido.applicant.create({ firstName: 'Ada', lastName: 'L', idNumbers: [{ stateCode: 'x' }], dob: undefined }),
        await onfido.applicant.list({ perPage: 2 }),
        await onfido.sdkToken.generate({ applicantId: 'a', referrer: '*://*/*' }),
      ]`
    const answered = JSON.stringify({ id: 'a1', first_name: 'Ada', applicants: [{ created_at: 't' }], token: 'sdk' })
    const { found, sent, sentText } = await run(body, 200, answered)
    const applicant = { id: 'a1', firstName: 'Ada', applicants: [{ createdAt: 't' }], token: 'sdk' }
    assert.deepEqual(found, [applicant, [{ createdAt: 't' }], 'sdk'])
    assert.deepEqual(
      sent.map((question) => `${String(at(question, 'method'))} ${String(at(question, 'url'))}`),
      [
        'POST https://api.us.onfido.com/v3/applicants',
        'GET https://api.us.onfido.com/v3/applicants?per_page=2',
        'POST https://api.us.onfido.com/v3/sdk_token',
      ],
    )
    assert.equal(sentText[0], '{"first_name":"Ada","last_name":"L","id_numbers":[{"state_code":"x"}]}')
    const headers = new Headers(at(sent[0], 'headers') as [string, string][])
    assert.equal(headers.get('authorization'), 'Token token=tok')
    const refusal = '{"error":{"type":"validation_error","message":"There was a validation error","fields":{}}}'
    assert.deepEqual((await run(body, 422, refusal)).failed, ['OnfidoApiError', 'There was a validation error', 422])
    assert.deepEqual((await run(body, 502, 'Bad Gateway')).failed, ['OnfidoApiError', 'The service answered 502', 502])
    const nowhere = await run(`new (require('@onfido/api').Onfido)({ apiToken: 't', region: 'toString' })`, 200, '{}')
    assert.deepEqual(nowhere.failed, ['Error', `Unknown or missing region 'toString'.`, null])
  })

  test('native-or-bluebird is the promise of the engine, for old rules', async () => {
    const { found } = await run(
      `var Promise = require('native-or-bluebird@1.2.0')
       context.found = [await Promise.all([1, Promise.resolve(2)]), await new Promise(function (resolve) { setTimeout(resolve, 1, 3) })]
       class Later extends Promise {}
       context.found.push(await Later.resolve(4))`,
      200,
      '{}',
    )
    assert.deepEqual(found, [[1, 2], 3, 4])
  })
})
