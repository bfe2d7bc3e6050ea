import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { assertedClientId } from '@symbolon/core/clients/client-assertion'
import { OAuthError } from '@symbolon/core/errors'
import { parseScope } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import { readBasicCredentials } from '@symbolon/protocol/oauth/rfc7617-basic'
import { readParameters } from '@symbolon/server/http/parameters'
import { CLIENT_ID, CLIENT_SECRET } from '../server.ts'
import { computing } from './computing.ts'
import { sendRaw, tokenRequest } from './raw-request.ts'
import { DEMO_API, GRANT, tokensOf } from './token-calls.ts'
import { startWorld, type World } from './world.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const RIGHT = { ...GRANT, client_id: CLIENT_ID, client_secret: CLIENT_SECRET, audience: DEMO_API }
const NAMES = [...Object.keys(RIGHT), 'scope', 'resource', 'client_assertion', 'client_assertion_type', 'organization']
const ERRORS =
  /^(?:invalid_request|invalid_scope|access_denied|unauthorized_client|unsupported_grant_type|method_not_allowed|not_found)$/

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', ' ', '\0', '\ud800', '%', '%00', '__proto__', 'null', '\u202e', CLIENT_ID, DEMO_API),
)
const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: text })
/** Parameters near enough to right ones to come far. */
const parameters = fc.record({
  base: fc.subarray(Object.entries(RIGHT), { minLength: 2 }),
  more: fc.array(fc.tuple(name, text), { maxLength: 4 }),
})
const contentType = fc.constantFrom(FORM_TYPE, 'application/json', `${FORM_TYPE};charset=x`, 'text/plain', '')

const escape = (value: string): string => encodeURIComponent(value.toWellFormed())
/** Some of these bytes are swapped for others. */
const damaged = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 3 }), fc.nat(2000))
    .map(([original, damages, length]) => {
      const copy = Buffer.from(original)
      for (const [at, value] of damages) if (copy.length > 0) copy[at % copy.length] = value
      return damages.length === 3 ? copy.subarray(0, length) : copy
    })
const formBody = parameters.map(({ base, more }) =>
  Buffer.from([...base, ...more].map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&')),
)
const jsonBody = fc
  .tuple(parameters, fc.jsonValue({ maxDepth: 3 }), name)
  .map(([{ base, more }, value, name]) =>
    Buffer.from(JSON.stringify({ ...Object.fromEntries([...base, ...more]), [name]: value })),
  )
const body = fc.oneof(bytes, formBody, jsonBody, damaged(formBody), damaged(jsonBody))

describe('any bytes, through the public door', () => {
  let world: World
  let atFirst: string
  const state = async (): Promise<string> => {
    const { store } = world.tenancy
    const collections = [
      'clients',
      'client_secrets',
      'client_grants',
      'resource_servers',
      'signing_keys',
      'tenant_settings',
    ] as const
    const pages = await Promise.all(collections.map((collection) => store.page(collection, { where: {}, limit: 100 })))
    return JSON.stringify(pages.map(({ items }) => items))
  }

  before(async () => {
    world = await startWorld()
    atFirst = await state()
  })
  after(async () => {
    await tokensOf(await world.token(RIGHT))
    const afterwards = await state()
    await world.stop()
    assert.equal(afterwards, atFirst)
  })

  const requireDocumented = (status: number, answer: string): void => {
    if (status === 200) return assert.ok(typeof JSON.parse(answer).access_token === 'string', answer)
    assert.ok(status >= 400 && status < 500, `${status} ${answer}`)
    const { error, error_description } = JSON.parse(answer)
    assert.match(error, ERRORS)
    assert.ok(typeof error_description === 'string')
    assert.ok(!answer.includes(CLIENT_SECRET), answer)
  }

  test('any body is answered with a token or a documented error', async () => {
    await fc.assert(
      fc.asyncProperty(body, contentType, async (body, contentType) => {
        const headers = { 'content-type': contentType }
        const response = await fetch(`${world.issuer}oauth/token`, {
          method: 'POST',
          headers,
          body: new Uint8Array(body),
        })
        requireDocumented(response.status, await response.text())
      }),
      { numRuns: 1500 },
    )
  })

  test('any Authorization header is answered with a token or a documented error', async () => {
    const credentials = fc.tuple(text, text).map(([id, secret]) => Buffer.from(`${id}:${secret}`).toString('base64'))
    const value = fc.oneof(
      credentials.map((encoded) => `Basic ${encoded}`),
      fc.base64String().map((encoded) => `Basic ${encoded}`),
      bytes.map((some) => some.toString('latin1').replace(/[\r\n\0]/g, '')),
    )
    await fc.assert(
      fc.asyncProperty(value, async (value) => {
        const form = new URLSearchParams({ ...GRANT, audience: DEMO_API }).toString()
        const { status, body } = await sendRaw(world.port, [
          tokenRequest(world.host, form, [`Authorization: ${value}`]),
        ])
        requireDocumented(status, body)
      }),
      { numRuns: 300 },
    )
  })

  test('any header line, any host and any path end in an answer in JSON', async () => {
    const line = bytes.map((some) => some.toString('latin1').replace(/[\r\n]/g, ''))
    const request = fc.oneof(
      line.map((value) => tokenRequest(world.host, '', [`X-Any: ${value}`])),
      line.map((value) => tokenRequest(world.host, '', [`Host: ${value}`])),
      line.map((value) => tokenRequest(world.host, '', [`Content-Type: ${value}`])),
      line.map((value) => tokenRequest(world.host, '', [`User-Agent: ${value}`, 'X-Forwarded-Host: a, b'])),
      line.map((path) => Buffer.from(`GET /${path} HTTP/1.1\r\nHost: ${world.host}\r\n\r\n`, 'latin1')),
      line.map((path) => Buffer.from(`GET /api/v2/${path} HTTP/1.1\r\nHost: ${world.host}\r\n\r\n`, 'latin1')),
      // Empty lines in front of a request are skipped, so that they alone would be no request yet.
      bytes.map((some) => Buffer.concat([Buffer.from('x'), some, Buffer.from('\r\n\r\n')])),
    )
    await fc.assert(
      fc.asyncProperty(request, async (request) => {
        const { status, headers, body } = await sendRaw(world.port, [request])
        assert.ok(status >= 400 && status < 500, `${status} ${body}`)
        assert.match(headers.get('content-type') ?? '', /^application\/json/)
        assert.ok(typeof JSON.parse(body).error === 'string')
      }),
      { numRuns: 300 },
    )
  })

  test('any client assertion is refused', async () => {
    const part = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      fc
        .record({ sub: text, iss: text, jti: text, exp: fc.double() })
        .map((claims) => Buffer.from(JSON.stringify(claims)).toString('base64url')),
      fc
        .record({ alg: fc.constantFrom('RS256', 'none', 'HS256', 'ES256'), kid: text })
        .map((header) => Buffer.from(JSON.stringify(header)).toString('base64url')),
      text,
    )
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        const asked = { ...GRANT, audience: DEMO_API, client_assertion_type: type, client_assertion: parts.join('.') }
        const response = await world.token(asked)
        assert.ok(response.status === 401 || response.status === 400, String(response.status))
        requireDocumented(response.status, await response.text())
      }),
      { numRuns: 500 },
    )
  })
})

describe('the parsers', () => {
  test('readParameters gives texts with names that are there once, or refuses in the words of the endpoint', () => {
    fc.assert(
      fc.property(contentType, body, (contentType, body) => {
        try {
          for (const [name, value] of Object.entries(readParameters(contentType, body))) {
            assert.ok(typeof name === 'string' && typeof value === 'string' && value !== '')
            assert.ok(value.isWellFormed() && !value.includes('\0'))
          }
        } catch (error) {
          if (!(error instanceof OAuthError)) throw error
          assert.ok(error.code === 'invalid_request' || error.code === 'invalid_scope')
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('readParameters reads what URLSearchParams writes', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.dictionary(value, value, { maxKeys: 20 }), (wanted) => {
        const written = Buffer.from(new URLSearchParams(wanted).toString())
        assert.deepEqual({ ...readParameters(FORM_TYPE, written) }, { ...wanted })
        const { scope: _, ...rest } = wanted
        assert.deepEqual({ ...readParameters('application/json', Buffer.from(JSON.stringify(rest))) }, { ...rest })
      }),
    )
  })

  test('parseScope gives each word once, in order, and no word that is not in the grammar', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc:/!~[]'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom(' ', '  '), (words, space) => {
        assert.deepEqual(parseScope(words.join(space)), [...new Set(words)])
      }),
    )
    fc.assert(
      fc.property(text, (scope) => {
        for (const word of parseScope(scope) ?? []) assert.match(word, /^[\x21\x23-\x5b\x5d-\x7e]+$/)
      }),
      { numRuns: 3000 },
    )
  })

  test('parseScope takes no longer than its length deserves', async () => {
    for (const scope of [
      'a '.repeat(500_000),
      ' '.repeat(1_000_000),
      `${'a'.repeat(1_000_000)}"`,
      `${'a '.repeat(500_000)}"`,
    ]) {
      assert.ok((await computing(() => parseScope(scope))) < 1000)
    }
  })

  test('readBasicCredentials reads what RFC 6749 says that clients write, and never throws', () => {
    const half = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed())
    fc.assert(
      fc.property(half, half, (client_id, client_secret) => {
        const encoded = Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`)
        const read = readBasicCredentials(`Basic ${encoded.toString('base64')}`)
        assert.deepEqual({ ...read }, { client_id, client_secret })
      }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          bytes.map((some) => `Basic ${some.toString('base64')}`),
        ),
        (header) => {
          const read = readBasicCredentials(header)
          if (read) assert.ok(read.client_id.isWellFormed() && read.client_secret.isWellFormed())
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('assertedClientId never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.array(text, { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        (assertion) => {
          const id = assertedClientId(assertion)
          assert.ok(id === undefined || typeof id === 'string')
        },
      ),
      { numRuns: 3000 },
    )
  })
})
