import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { CLIENT_ID } from '../server.ts'
import { DEMO_API, GRANT, refuses, tokensOf, UNAUTHORIZED } from './token-calls.ts'
import { newGrant, newKeyedClient, startWorld, type AssertionAlgorithm, type KeyedClient, type World } from './world.ts'

const ALGORITHMS = ['RS256', 'RS384', 'PS256', 'ES256'] as const
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ASK = { ...GRANT, audience: DEMO_API, client_assertion_type: ASSERTION_TYPE }

type Key = KeyedClient['keys'][number]

describe('client authentication by private_key_jwt', () => {
  let now = Math.floor(Date.now() / 1000) * 1000
  let world: World
  const clients = new Map(ALGORITHMS.map((alg) => [alg, newKeyedClient([alg])]))
  const two = newKeyedClient(['RS256', 'ES256'])
  const expired = newKeyedClient(['ES256'], { expires_at: new Date(now + 60_000).toISOString() })
  const unnamed = newKeyedClient(['ES256'])
  const everyone = [...clients.values(), two, expired, unnamed]

  before(async () => {
    world = await startWorld({ now: () => now })
    // The last one has a credential that its settings no longer name.
    const changes = everyone
      .flatMap((client) => client.changes)
      .map((change) =>
        'insert' in change && change.insert === 'clients' && change.document.client_id === unnamed.client_id
          ? {
              ...change,
              document: { ...change.document, client_authentication_methods: { private_key_jwt: { credentials: [] } } },
            }
          : change,
      )
    await world.write(changes, ...everyone.map(({ client_id }) => newGrant(client_id, DEMO_API, ['read:messages'])))
  })
  after(() => world.stop())

  const clientOf = (alg: AssertionAlgorithm = 'ES256'): KeyedClient => {
    const client = clients.get(alg)
    assert.ok(client)
    return client
  }
  const keyOf = ({ keys }: KeyedClient): Key => {
    assert.ok(keys[0])
    return keys[0]
  }
  const seconds = () => now / 1000
  const claimsOf = ({ client_id }: KeyedClient): JWTPayload => ({
    iss: client_id,
    sub: client_id,
    aud: world.issuer,
    iat: seconds(),
    exp: seconds() + 60,
    jti: randomUUID(),
  })
  const sign = (client: KeyedClient, claims: JWTPayload = {}, header: object = {}, key = keyOf(client)) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...claimsOf(client), ...claims })))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey)
  const present = (client_assertion: string, more: Record<string, string> = {}) =>
    world.token({ ...ASK, client_assertion, ...more })
  const presentSigned = async (...parameters: Parameters<typeof sign>) => present(await sign(...parameters))

  for (const alg of ALGORITHMS) {
    test(`a client with a key for ${alg} gets a token by signing`, async () => {
      const { scope } = await tokensOf(await presentSigned(clientOf(alg)))
      assert.equal(scope, 'read:messages')
    })

    test(`a signature with another key is refused for ${alg}`, async () => {
      const other = keyOf(newKeyedClient([alg]))
      const client = clientOf(alg)
      await refuses(await presentSigned(client, {}, { kid: keyOf(client).kid }, other), UNAUTHORIZED)
      await refuses(await presentSigned(client, {}, {}, other), UNAUTHORIZED)
    })

    test(`a changed assertion is refused for ${alg}`, async () => {
      const assertion = await sign(clientOf(alg))
      const [header, payload, signature = ''] = assertion.split('.')
      const forged = Buffer.from(JSON.stringify({ ...claimsOf(clientOf(alg)) })).toString('base64url')
      await refuses(await present(`${header}.${forged}.${signature}`), UNAUTHORIZED)
      const flipped = Buffer.from(signature, 'base64url')
      flipped[5] = (flipped[5] ?? 0) ^ 1
      await refuses(await present(`${header}.${payload}.${flipped.toString('base64url')}`), UNAUTHORIZED)
      await refuses(await present(`${header}.${payload}.`), UNAUTHORIZED)
      await refuses(await present(`${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`), UNAUTHORIZED)
    })
  }

  test('a client with two keys signs with either, also without naming it', async () => {
    for (const key of two.keys) {
      await tokensOf(await presentSigned(two, {}, {}, key))
      const claims = claimsOf(two)
      const bare = await new SignJWT(claims).setProtectedHeader({ alg: key.alg }).sign(key.privateKey)
      await tokensOf(await present(bare))
    }
  })

  test('a key is bound to one algorithm: what else it could sign is refused', async () => {
    const rsa = clientOf('RS256')
    const { kid, privateKey } = keyOf(rsa)
    for (const alg of ['RS384', 'RS512', 'PS256']) {
      const assertion = await new SignJWT(claimsOf(rsa)).setProtectedHeader({ alg, kid }).sign(privateKey)
      await refuses(await present(assertion), UNAUTHORIZED)
    }
  })

  test('E1, E5: a public key is no shared secret, and no signature is none', async () => {
    const client = clientOf('RS256')
    await refuses(await present(new UnsecuredJWT(claimsOf(client)).encode()), UNAUTHORIZED)
    const pem = client.changes.flatMap((change) =>
      'insert' in change && change.insert === 'client_credentials' ? [change.document.pem] : [],
    )[0]
    assert.ok(pem)
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    for (const alg of ['HS256', 'none', 'None', 'nOnE', '']) {
      const input = `${encode({ alg, kid: keyOf(client).kid })}.${encode(claimsOf(client))}`
      const mac = createHmac('sha256', pem).update(input).digest('base64url')
      await refuses(await present(`${input}.${mac}`), UNAUTHORIZED)
    }
  })

  test('E4, E6: a key in the header of the assertion is not looked at', async () => {
    const client = clientOf('ES256')
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = publicKey.export({ format: 'jwk' })
    const own = { alg: 'ES256' as const, kid: 'own', privateKey }
    for (const header of [{ jwk }, { jku: 'http://localhost/' }, { x5u: 'http://localhost/' }, { crit: ['x'], x: 1 }]) {
      const signing = new SignJWT(claimsOf(client)).setProtectedHeader({ alg: 'ES256', ...header })
      await refuses(await present(await signing.sign(own.privateKey, { crit: { x: true } })), UNAUTHORIZED)
    }
    const critical = new SignJWT(claimsOf(client)).setProtectedHeader({ alg: 'ES256', crit: ['x'], x: 1 })
    await refuses(await present(await critical.sign(keyOf(client).privateKey, { crit: { x: true } })), UNAUTHORIZED)
  })

  describe('its audience', () => {
    test('may be the issuer, the issuer without its slash, or the token endpoint; alone in a list as well', async () => {
      const { issuer } = world
      for (const aud of [issuer, issuer.slice(0, -1), `${issuer}oauth/token`, [issuer]]) {
        await tokensOf(await presentSigned(clientOf(), { aud }))
      }
    })

    test('E14: may not be anything else', async () => {
      const { issuer } = world
      for (const aud of [
        undefined,
        null,
        '',
        [],
        'https://elsewhere.example/',
        `${issuer}/`,
        `${issuer}oauth/token/`,
        `${issuer}oauth`,
        issuer.toUpperCase(),
        issuer.replace('http:', 'https:'),
        `${issuer}.evil.example/`,
        [issuer, 'https://elsewhere.example/'],
        ['https://elsewhere.example/', issuer],
        { 0: issuer },
      ]) {
        await refuses(await presentSigned(clientOf(), { aud } as unknown as JWTPayload), UNAUTHORIZED)
      }
    })
  })

  describe('its time', () => {
    for (const [what, claims, isTaken] of [
      ['300 s ahead', { exp: 300 }, true],
      ['301 s ahead', { exp: 301 }, false],
      ['a year ahead', { exp: 31_536_000 }, false],
      ['300 s ahead, without iat', { exp: 300, iat: undefined }, true],
      ['311 s ahead, without iat', { exp: 311, iat: undefined }, false],
      ['now', { exp: 0 }, true],
      ['9 s ago', { exp: -9, iat: -60 }, true],
      ['10 s ago', { exp: -10, iat: -60 }, false],
      ['issued 10 s ahead', { iat: 10, exp: 60 }, true],
      ['issued 11 s ahead', { iat: 11, exp: 60 }, false],
      ['not before 10 s', { nbf: 10 }, true],
      ['not before 11 s', { nbf: 11 }, false],
    ] as const) {
      test(`A12: an assertion that ends or begins ${what} is ${isTaken ? 'accepted' : 'refused'}`, async () => {
        const shifted = Object.fromEntries(
          Object.entries(claims).map(([name, value]) => [name, value === undefined ? undefined : seconds() + value]),
        )
        const response = await presentSigned(clientOf(), shifted)
        if (isTaken) await tokensOf(response)
        else await refuses(response, UNAUTHORIZED)
      })
    }

    test('E11: a time that is no number is refused', async () => {
      for (const exp of [undefined, null, String(seconds() + 60), Infinity, [seconds() + 60], -1, {}]) {
        await refuses(await presentSigned(clientOf(), { exp } as unknown as JWTPayload), UNAUTHORIZED)
      }
      for (const [claim, value] of [
        ['nbf', '0'],
        ['iat', 'x'],
        ['iat', {}],
      ] as const) {
        await refuses(await presentSigned(clientOf(), { [claim]: value }), UNAUTHORIZED)
      }
    })
  })

  describe('its claims', () => {
    for (const [what, claims] of [
      ['no jti', { jti: undefined }],
      ['an empty jti', { jti: '' }],
      ['a jti that is a number', { jti: 5 }],
      ['no iss', { iss: undefined }],
      ['no sub', { sub: undefined }],
      ['another iss', { iss: CLIENT_ID }],
      ['another sub', { sub: CLIENT_ID }],
      ['both another', { iss: CLIENT_ID, sub: CLIENT_ID }],
      ['a sub that is no string', { sub: ['x'] }],
      ['a sub with a NUL', { sub: 'a\0b', iss: 'a\0b' }],
      ['a sub that is half a character', { sub: '\ud800', iss: '\ud800' }],
      ['a sub of an object', { sub: '__proto__', iss: '__proto__' }],
    ] as const) {
      test(`an assertion with ${what} is refused`, async () => {
        await refuses(await presentSigned(clientOf(), claims as unknown as JWTPayload), UNAUTHORIZED)
      })
    }

    for (const jti of ['a\0b', '\ud800', 'x'.repeat(1200), '\u{1F600}', "'; drop table clients; --"]) {
      test(`a jti of ${JSON.stringify(jti.slice(0, 20))} is spent or refused, and never more than once`, async () => {
        const assertion = await sign(clientOf(), { jti })
        const first = await present(assertion)
        assert.ok([200, 401].includes(first.status), String(first.status))
        await refuses(await present(assertion), UNAUTHORIZED)
      })
    }

    test('a type for another kind of token is refused', async () => {
      for (const typ of ['JWT', 'client-authentication+jwt', 'application/client-authentication+jwt', 'jwt']) {
        await tokensOf(await presentSigned(clientOf(), {}, { typ }))
      }
      for (const typ of ['at+jwt', 'dpop+jwt', 'logout+jwt', 'oauth-authz-req+jwt', '', 5, null]) {
        await refuses(await presentSigned(clientOf(), {}, { typ }), UNAUTHORIZED)
      }
    })

    test('the client_id beside it must be its own', async () => {
      const { client_id } = clientOf()
      await tokensOf(await present(await sign(clientOf()), { client_id }))
      await refuses(await present(await sign(clientOf()), { client_id: CLIENT_ID }), {
        status: 400,
        error: 'invalid_request',
      })
    })

    test('an access token of this server is no assertion', async () => {
      const own = await tokensOf(await presentSigned(clientOf()))
      await refuses(await present(own.access_token), UNAUTHORIZED)
    })

    test('a client with a secret cannot sign instead', async () => {
      const claims = { ...claimsOf(clientOf()), iss: CLIENT_ID, sub: CLIENT_ID }
      await refuses(await presentSigned(clientOf(), claims), UNAUTHORIZED)
    })
  })

  describe('its form', () => {
    test('2048 bytes are accepted, one more is not', async () => {
      const client = clientOf()
      const bare = (await sign(client, { pad: '' })).length
      // Three bytes of a payload are four characters.
      let pad = 'x'.repeat(Math.floor(((2048 - bare) * 3) / 4) - 3)
      let fitting = await sign(client, { pad })
      for (let longer = fitting; longer.length <= 2048; longer = await sign(client, { pad })) {
        fitting = longer
        pad += 'x'
      }
      const tooLong = await sign(client, { pad })
      assert.ok(fitting.length > 2045 && tooLong.length > 2048 && tooLong.length <= 2052)
      await tokensOf(await present(fitting))
      await refuses(await present(tooLong), UNAUTHORIZED)
    })

    for (const assertion of [
      'x',
      '.',
      '..',
      '...',
      'a.b',
      'a.b.c',
      'e30.e30.',
      'e30.e30.AA',
      '{}',
      'bnVsbA.bnVsbA.AA',
    ]) {
      test(`what is no JWT is refused: ${assertion}`, async () => {
        await refuses(await present(assertion), UNAUTHORIZED)
      })
    }

    test('padding, spaces and line breaks around it or in it are refused', async () => {
      const assertion = await sign(clientOf())
      for (const odd of [
        `${assertion}=`,
        ` ${assertion}`,
        `${assertion}\n`,
        assertion.replace('.', '=.'),
        `${assertion}.`,
      ]) {
        await refuses(await present(odd), UNAUTHORIZED)
      }
      await tokensOf(await present(assertion))
    })

    test('the type of assertion must be named, and be the one of RFC 7523', async () => {
      const assertion = await sign(clientOf())
      const wrong = { status: 400, error: 'invalid_request' }
      await refuses(await world.token({ ...GRANT, audience: DEMO_API, client_assertion: assertion }), wrong)
      await refuses(await world.token({ ...ASK, client_assertion: assertion, client_assertion_type: 'x' }), wrong)
      await refuses(await world.token(ASK), {
        ...wrong,
        description: 'Missing required parameter: client_assertion',
      })
    })

    test('a header or payload with a name twice is refused, though the signature fits', async () => {
      const client = clientOf()
      const { kid, privateKey } = keyOf(client)
      const claims = JSON.stringify(claimsOf(client))
      const encode = (text: string) => Buffer.from(text).toString('base64url')
      const { sign: signRaw } = await import('node:crypto')
      for (const [header, payload] of [
        [`{"alg":"none","alg":"ES256","kid":"${kid}"}`, claims],
        [`{"alg":"ES256","kid":"${kid}"}`, claims.replace('{', '{"sub":"x",')],
      ] as const) {
        const input = `${encode(header)}.${encode(payload)}`
        const signature = signRaw('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
        await refuses(await present(`${input}.${signature.toString('base64url')}`), UNAUTHORIZED)
      }
    })
  })

  describe('its key', () => {
    test('a credential that the client no longer names verifies nothing', async () => {
      await refuses(await presentSigned(unnamed), UNAUTHORIZED)
    })

    test('an unknown key id is refused, and so is the key of another client', async () => {
      await refuses(await presentSigned(clientOf(), {}, { kid: 'unknown' }), UNAUTHORIZED)
      await refuses(await presentSigned(clientOf(), {}, {}, keyOf(expired)), UNAUTHORIZED)
      const other = keyOf(expired)
      await refuses(await presentSigned(clientOf(), {}, { kid: other.kid }, other), UNAUTHORIZED)
    })
  })

  describe('its single use', () => {
    test('A11: the second time it is refused', async () => {
      const assertion = await sign(clientOf())
      await tokensOf(await present(assertion))
      await refuses(await present(assertion), UNAUTHORIZED)
    })

    test('another assertion with the same jti is refused too, of another client it is not', async () => {
      const jti = randomUUID()
      await tokensOf(await presentSigned(clientOf(), { jti }))
      await refuses(await presentSigned(clientOf(), { jti, exp: seconds() + 120 }), UNAUTHORIZED)
      await tokensOf(await presentSigned(two, { jti }))
    })

    test('A11: of twenty parallel uses one succeeds', async () => {
      const assertion = await sign(clientOf())
      const responses = await Promise.all(Array.from({ length: 20 }, () => present(assertion)))
      const statuses = responses.map(({ status }) => status)
      await Promise.all(responses.map((response) => response.text()))
      assert.equal(statuses.filter((status) => status === 200).length, 1)
      assert.equal(statuses.filter((status) => status === 401).length, 19)
    })

    test('A11: on another server on the same database it is refused, and of parallel uses on both one succeeds', async () => {
      const second = await world.startSecond()
      try {
        const spent = await sign(clientOf())
        await tokensOf(await present(spent))
        await refuses(await second.token({ ...ASK, client_assertion: spent }), UNAUTHORIZED)
        const fresh = await sign(clientOf())
        await tokensOf(await second.token({ ...ASK, client_assertion: fresh }))
        await refuses(await present(fresh), UNAUTHORIZED)
        const shared = await sign(clientOf())
        const responses = await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            at % 2 === 0 ? present(shared) : second.token({ ...ASK, client_assertion: shared }),
          ),
        )
        assert.equal(responses.filter(({ status }) => status === 200).length, 1)
        await Promise.all(responses.map((response) => response.text()))
      } finally {
        await second.stop()
      }
    })

    test('an assertion refused for what it is for is spent all the same', async () => {
      const client_assertion = await sign(clientOf())
      await refuses(await world.token({ ...ASK, client_assertion, audience: 'https://unknown.example/' }), {
        status: 403,
        error: 'access_denied',
      })
      await refuses(await present(client_assertion), UNAUTHORIZED)
    })

    test('an assertion with a wrong signature does not spend the jti of the right one', async () => {
      const claims = { jti: randomUUID() }
      await refuses(await presentSigned(clientOf(), claims, {}, keyOf(expired)), UNAUTHORIZED)
      await tokensOf(await presentSigned(clientOf(), claims))
    })
  })

  // The clock moves on from here.
  describe('when time goes by', () => {
    test('a credential works until it expires', async () => {
      await tokensOf(await presentSigned(expired))
      now += 59_000
      await tokensOf(await presentSigned(expired))
      now += 1_000
      await refuses(await presentSigned(expired), UNAUTHORIZED)
    })

    test('A11: a spent assertion stays spent while it could be accepted, also after a sweep', async () => {
      const assertion = await sign(clientOf(), { exp: seconds() + 20 })
      await tokensOf(await present(assertion))
      now += 29_000
      await refuses(await present(assertion), UNAUTHORIZED)
      now += 3_600_000
      await refuses(await present(assertion), UNAUTHORIZED)
    })

    test('A11: a server that has just started knows what the one before it has taken', async () => {
      const assertion = await sign(clientOf())
      await tokensOf(await present(assertion))
      const second = await world.startSecond()
      try {
        await refuses(await second.token({ ...ASK, client_assertion: assertion }), UNAUTHORIZED)
        now += 3_600_000
        await refuses(await second.token({ ...ASK, client_assertion: assertion }), UNAUTHORIZED)
      } finally {
        await second.stop()
      }
    })

    test('when the clock goes back, what was spent stays spent', async () => {
      const assertion = await sign(clientOf())
      await tokensOf(await present(assertion))
      now -= 30_000
      await refuses(await present(assertion), UNAUTHORIZED)
    })
  })
})
