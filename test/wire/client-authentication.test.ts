import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomBytes } from 'node:crypto'
import { newClientSecretRow } from '@symbolon/core/clients/new-client'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { basic, DEMO_API, GRANT, refuses, tokensOf, UNAUTHORIZED } from './token-calls.ts'
import { until } from './until.ts'
import { newClient, newGrant, newKeyedClient, startWorld, type World } from './world.ts'

const ASK = { ...GRANT, audience: DEMO_API }
const STRANGE_SECRET = 'p%4:ss+w ord&=?/#é\u{1F511}"\\'
const TWO_WAYS = { status: 400, error: 'invalid_request', description: /More than one client authentication method/ }

describe('client authentication by secret', () => {
  let now = Date.now()
  let world: World
  const strange = newClient({ client_id: 'strange:id%2B+é' }, STRANGE_SECRET)
  const percent = newClient({ client_id: 'percent' }, '100%sure%zz-and-long')
  const rotated = newClient({ client_id: 'rotated' }, 'the-new-secret-of-it')
  const unnamed = newClient({ client_id: 'basic_only', token_endpoint_auth_method: 'client_secret_basic' })
  const secretless = newClient({ client_id: 'secretless' })
  const publicClient = newClient({ client_id: 'public_one', token_endpoint_auth_method: 'none' })
  const keyed = newKeyedClient(['ES256'])
  const everyone = [strange, percent, rotated, unnamed, secretless, publicClient, keyed]

  before(async () => {
    world = await startWorld({ now: () => now })
    await world.write(
      ...everyone.map(({ changes }) =>
        changes.filter(
          (change) =>
            !('insert' in change && change.insert === 'client_secrets' && change.document.client_id === 'secretless'),
        ),
      ),
      ...everyone.map(({ client_id }) => newGrant(client_id, DEMO_API, ['read:messages'])),
      { insert: 'client_secrets', document: newClientSecretRow(randomBytes, keyed.client_id, 'left-over-secret') },
      {
        insert: 'client_secrets',
        document: {
          ...newClientSecretRow(randomBytes, 'rotated', 'the-old-secret-of-it'),
          expires_at: Math.floor(now / 1000) + 60,
        },
      },
    )
  })
  after(() => world.stop())

  const inBody = (client_id: string, client_secret: string) => world.token({ ...ASK, client_id, client_secret })
  const inHeader = (id: string, secret: string, more: Record<string, string> = {}) =>
    world.token({ ...ASK, ...more }, basic(id, secret))
  const withHeader = (authorization: string) => world.token(ASK, { authorization })

  test('a secret in the body or in the header, whatever the client lists', async () => {
    await tokensOf(await inBody(CLIENT_ID, CLIENT_SECRET))
    await tokensOf(await inHeader(CLIENT_ID, CLIENT_SECRET))
    await tokensOf(await inBody('basic_only', unnamed.credentials.client_secret))
    await tokensOf(await inHeader('basic_only', unnamed.credentials.client_secret))
  })

  test('the header may be accompanied by the same client_id in the body, by no other', async () => {
    await tokensOf(await inHeader(CLIENT_ID, CLIENT_SECRET, { client_id: CLIENT_ID }))
    const { client_secret } = unnamed.credentials
    await refuses(await inHeader('basic_only', client_secret, { client_id: CLIENT_ID }), {
      status: 400,
      error: 'invalid_request',
    })
  })

  test('both halves of the header are percent-decoded', async () => {
    await tokensOf(await inHeader(encodeURIComponent('strange:id%2B+é'), encodeURIComponent(STRANGE_SECRET)))
    const form = (text: string) => new URLSearchParams({ x: text }).toString().slice(2)
    await tokensOf(await inHeader(form('strange:id%2B+é'), form(STRANGE_SECRET)))
  })

  test('a client that does not encode its bare percent sign is read literally', async () => {
    await tokensOf(await inHeader('percent', '100%sure%zz-and-long'))
    await tokensOf(await inHeader('percent', encodeURIComponent('100%sure%zz-and-long')))
  })

  test('the scheme is Basic in any case', async () => {
    const encoded = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')
    for (const scheme of ['Basic', 'basic', 'BASIC']) await tokensOf(await withHeader(`${scheme} ${encoded}`))
  })

  const encoded = (text: string | Buffer) => Buffer.from(text).toString('base64')
  for (const [what, authorization] of [
    ['nothing', ''],
    ['only the scheme', 'Basic'],
    ['nothing after the scheme', 'Basic '],
    ['no base64', 'Basic !!!!'],
    ['base64 of no colon', `Basic ${encoded(CLIENT_ID)}`],
    ['a Bearer token', 'Bearer abc.def.ghi'],
    ['a wrong secret', `Basic ${encoded(`${CLIENT_ID}:wrong`)}`],
    ['an empty secret', `Basic ${encoded(`${CLIENT_ID}:`)}`],
    ['an empty id', `Basic ${encoded(`:${CLIENT_SECRET}`)}`],
    ['an unknown client', `Basic ${encoded(`nobody:${CLIENT_SECRET}`)}`],
    ['the secret of another client', `Basic ${encoded(`percent:${CLIENT_SECRET}`)}`],
    ['bytes that are no UTF-8', `Basic ${encoded(Buffer.from([0xff, 0xfe, 0x3a, 0xff]))}`],
    ['a NUL in the id', `Basic ${encoded(`${CLIENT_ID}\0:${CLIENT_SECRET}`)}`],
    ['an encoded NUL in the id', `Basic ${encoded(`${CLIENT_ID}%00:${CLIENT_SECRET}`)}`],
    ['an encoded NUL in the secret', `Basic ${encoded(`${CLIENT_ID}:${CLIENT_SECRET}%00`)}`],
    ['a secret of 10,000 characters', `Basic ${encoded(`${CLIENT_ID}:${'x'.repeat(10_000)}`)}`],
    ['two sets of credentials', `Basic ${encoded(`${CLIENT_ID}:${CLIENT_SECRET}`)}, Basic ${encoded('a:b')}`],
    ['the id in another case', `Basic ${encoded(`${CLIENT_ID.toUpperCase()}:${CLIENT_SECRET}`)}`],
    ['the name of an object', `Basic ${encoded(`__proto__:${CLIENT_SECRET}`)}`],
  ] as const) {
    test(`a header with ${what} is Unauthorized`, async () => {
      await refuses(await withHeader(authorization), UNAUTHORIZED)
    })
  }

  for (const [what, parameters] of [
    ['no client at all', {}],
    ['no secret', { client_id: CLIENT_ID }],
    ['a wrong secret', { client_id: CLIENT_ID, client_secret: `${CLIENT_SECRET}x` }],
    ['a part of the secret', { client_id: CLIENT_ID, client_secret: CLIENT_SECRET.slice(0, -1) }],
    ['the secret with a space', { client_id: CLIENT_ID, client_secret: ` ${CLIENT_SECRET}` }],
    ['an empty secret', { client_id: CLIENT_ID, client_secret: '' }],
    ['an empty client', { client_id: '', client_secret: CLIENT_SECRET }],
    ['an unknown client', { client_id: 'nobody', client_secret: CLIENT_SECRET }],
    ['an unknown client and no secret', { client_id: 'nobody' }],
    ['a secret without a client', { client_secret: CLIENT_SECRET }],
    ['a client that has no secret', { client_id: 'secretless', client_secret: 'anything' }],
    ['a client that signs, with a secret', { client_id: keyed.client_id, client_secret: 'left-over-secret' }],
    ['a client that signs, with nothing', { client_id: keyed.client_id }],
    ['a public client with a wrong secret', { client_id: 'public_one', client_secret: 'wrong' }],
    ['a client_id of 20,000 characters', { client_id: 'x'.repeat(20_000), client_secret: 'x' }],
  ] as const) {
    test(`a body with ${what} is Unauthorized`, async () => {
      await refuses(await world.token({ ...ASK, ...parameters }), UNAUTHORIZED)
    })
  }

  test('the global client, which stands for all, gets nothing', async () => {
    const { items } = await world.tenancy.store.page('clients', { where: {}, limit: 50 })
    const everything = items.find((client) => client.global)
    assert.ok(everything)
    await refuses(await world.token({ ...ASK, client_id: everything.client_id }), UNAUTHORIZED)
    await refuses(await inBody(everything.client_id, ''), UNAUTHORIZED)
  })

  test('two ways at once are refused, even when both are right', async () => {
    const secret = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET }
    await refuses(await world.token({ ...ASK, ...secret }, basic(CLIENT_ID, CLIENT_SECRET)), TWO_WAYS)
    await refuses(await world.token({ ...ASK, ...secret, client_assertion: 'x' }), TWO_WAYS)
    await refuses(await world.token({ ...ASK, ...secret, client_assertion_type: 'x' }), TWO_WAYS)
    await refuses(await world.token({ ...ASK, client_assertion: 'x' }, basic(CLIENT_ID, CLIENT_SECRET)), TWO_WAYS)
    await refuses(await world.token({ ...ASK, ...secret }, { authorization: 'Bearer x' }), TWO_WAYS)
  })

  test('a failed attempt is in the tenant log with the client it named, by body or by header', async () => {
    const wrong = { ...basic(CLIENT_ID, 'not-the-secret-at-all') }
    assert.equal((await world.token(ASK, wrong)).status, 401)
    const named = async (): Promise<boolean> => {
      const { events } = await world.tenancy.store.logEvents({ limit: 1, type: 'feccft' })
      return events[0]?.client_id === CLIENT_ID && events[0].description === 'Wrong client secret'
    }
    await until('the line is there', named)
  })

  test('an unknown client cannot be told from a wrong secret by anything in the answer', async () => {
    const facts = async (response: Response) => ({
      status: response.status,
      body: await response.text(),
      headers: [...response.headers.keys()].sort(),
    })
    assert.deepEqual(await facts(await inBody('nobody', 'x')), await facts(await inBody(CLIENT_ID, 'x')))
    assert.deepEqual(await facts(await inHeader('nobody', 'x')), await facts(await inHeader(CLIENT_ID, 'x')))
  })

  test('an old secret works until the second it was given, and no longer', async () => {
    await tokensOf(await inBody('rotated', 'the-old-secret-of-it'))
    const begun = now
    now = begun + 59_000
    await tokensOf(await inBody('rotated', 'the-old-secret-of-it'))
    now = (Math.floor(begun / 1000) + 60) * 1000
    await refuses(await inBody('rotated', 'the-old-secret-of-it'), UNAUTHORIZED)
    await tokensOf(await inBody('rotated', 'the-new-secret-of-it'))
  })
})
