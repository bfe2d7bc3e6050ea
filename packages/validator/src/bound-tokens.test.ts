// Tokens that count only with something else: a proof, a certificate, the API's own key, or the issuer's word.
import assert from 'node:assert/strict'
import {
  type KeyObject,
  createCipheriv,
  createHash,
  generateKeyPairSync,
  hash,
  publicEncrypt,
  constants,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { describe, it } from 'node:test'
import type { JsonObject } from '@symbolon/protocol/oauth/rfc8259-json'
import { thumbprintText } from '@symbolon/protocol/oauth/rfc7638-thumbprint'
import { CompactEncrypt, importJWK } from 'jose'
import { AccessRefused, createValidator, type ApiRequest, type ValidatorOptions } from './index.ts'
import { AUDIENCE, goodClaims, ISSUER, makeToken, NOW, publicJwk, signText } from './tokens.fixture.ts'

const URL_OF_API = `${AUDIENCE}orders?x=1`
const validatorOf = (changes: Partial<ValidatorOptions> = {}) =>
  createValidator({
    issuer: { issuer: ISSUER, keys: { keys: [publicJwk('RS256')] } },
    audience: AUDIENCE,
    now: () => NOW * 1000,
    ...changes,
  })
const refusal = async (work: Promise<unknown>, code: string, status = 401): Promise<AccessRefused> => {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(error instanceof AccessRefused, String(error))
  assert.deepEqual([error.code, error.status], [code, status], error.message)
  return error
}

const { use: _use, kid: _kid, alg: _alg, ...proofKey } = publicJwk('ES256')
const jkt = hash('sha256', thumbprintText(proofKey) ?? '', 'base64url')
const bound = (): string => makeToken('RS256', goodClaims({ cnf: { jkt } }))
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const proofFor = (token: string, changes: JsonObject = {}, header: JsonObject = {}): string => {
  const ath = hash('sha256', token, 'base64url')
  const claims = { htm: 'GET', htu: `${AUDIENCE}orders`, iat: NOW, jti: randomUUID(), ath, ...changes }
  const input = `${base64({ typ: 'dpop+jwt', alg: 'ES256', jwk: proofKey, ...header })}.${base64(claims)}`
  return `${input}.${signText('ES256', input).toString('base64url')}`
}
const requestWith = (token: string, proof?: string, changes: Partial<ApiRequest> = {}): ApiRequest => ({
  method: 'GET',
  url: URL_OF_API,
  authorization: [`DPoP ${token}`],
  dpop: proof === undefined ? [] : [proof],
  ...changes,
})

describe('a token that is bound to a key (RFC 9449)', () => {
  it('counts with a proof, and each proof once', async () => {
    const validator = validatorOf()
    const token = bound()
    const proof = proofFor(token)
    await validator.authenticate(requestWith(token, proof))
    assert.equal(
      (await refusal(validator.authenticate(requestWith(token, proof)), 'invalid_dpop_proof')).reason,
      'replay',
    )
    await validator.authenticate(requestWith(token, proofFor(token)))
  })

  it('is never a bearer token, and a bearer token is never more', async () => {
    const validator = validatorOf()
    const token = bound()
    await refusal(
      validator.authenticate(requestWith(token, proofFor(token), { authorization: [`Bearer ${token}`] })),
      'invalid_token',
    )
    await refusal(validator.authenticate(requestWith(token)), 'invalid_dpop_proof')
    await refusal(validator.verify(token), 'invalid_token')
    const unbound = makeToken('RS256')
    await refusal(validator.authenticate(requestWith(unbound, proofFor(unbound))), 'invalid_token')
    const only = validatorOf({ dpop: { mode: 'required' } })
    await refusal(
      only.authenticate(requestWith(unbound, undefined, { authorization: [`Bearer ${unbound}`] })),
      'invalid_token',
    )
    await refusal(only.verify(unbound), 'invalid_token')
  })

  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JsonObject
  const BAD: Readonly<Record<string, readonly [JsonObject, JsonObject]>> = {
    'for another method': [{ htm: 'POST' }, {}],
    'whose method is spelled in small letters': [{ htm: 'get' }, {}],
    'for another path': [{ htu: `${AUDIENCE}Orders` }, {}],
    'for another host': [{ htu: 'https://other.example/orders' }, {}],
    'without TLS': [{ htu: 'http://orders.example/orders' }, {}],
    'for nothing': [{ htu: undefined }, {}],
    'of a minute ago': [{ iat: NOW - 66 }, {}],
    'of the future': [{ iat: NOW + 6 }, {}],
    'of no time': [{ iat: undefined }, {}],
    'without jti': [{ jti: undefined }, {}],
    'with a jti without end': [{ jti: 'x'.repeat(257) }, {}],
    'for another token': [{ ath: hash('sha256', 'x', 'base64url') }, {}],
    'for no token': [{ ath: undefined }, {}],
    'of another type': [{}, { typ: 'JWT' }],
    'without algorithm': [{}, { alg: 'none' }],
    'with a secret': [{}, { alg: 'HS256' }],
    'without key': [{}, { jwk: undefined }],
    'with another key': [{}, { jwk: other }],
    'with a private key': [{}, { jwk: { ...proofKey, d: 'x' } }],
    'with something critical': [{}, { crit: ['x'] }],
  }
  for (const [what, [claims, header]] of Object.entries(BAD)) {
    it(`does not count with a proof ${what}`, async () => {
      const token = bound()
      const error = await refusal(
        validatorOf().authenticate(requestWith(token, proofFor(token, claims, header))),
        'invalid_dpop_proof',
      )
      assert.match(error.headers['www-authenticate'] ?? '', /^Bearer, DPoP error="invalid_dpop_proof"/)
    })
  }

  it('counts where the URL is only spelled differently', async () => {
    const validator = validatorOf()
    for (const htu of [
      'https://ORDERS.example:443/orders',
      'https://orders.example/%6Frders',
      'https://orders.example/orders?y#z',
    ]) {
      const token = bound()
      await validator.authenticate(requestWith(token, proofFor(token, { htu })))
    }
  })

  it('does not count with several proofs', async () => {
    const token = bound()
    const proofs = [proofFor(token), proofFor(token)]
    await refusal(validatorOf().authenticate(requestWith(token, undefined, { dpop: proofs })), 'invalid_dpop_proof')
    await refusal(validatorOf().authenticate(requestWith(token, proofs.join(', '))), 'invalid_dpop_proof')
  })

  it('wants the nonce that the API has given, and a new one in time', async () => {
    let now = NOW
    const validator = validatorOf({ dpop: { nonceSecret: randomBytes(32) }, now: () => now * 1000 })
    const token = bound()
    const { headers } = await refusal(validator.authenticate(requestWith(token, proofFor(token))), 'use_dpop_nonce')
    const nonce = headers['dpop-nonce'] ?? ''
    assert.match(nonce, /^[\w-]{24}$/)
    assert.match(headers['www-authenticate'] ?? '', /DPoP error="use_dpop_nonce"/)
    const proof = proofFor(token, { nonce })
    await validator.authenticate(requestWith(token, proof))
    await refusal(validator.authenticate(requestWith(token, proof)), 'invalid_dpop_proof')
    now += 125
    await refusal(validator.authenticate(requestWith(token, proofFor(token, { nonce, iat: now }))), 'use_dpop_nonce')
    assert.throws(() => validatorOf({ dpop: { nonceSecret: 'short' } }), RangeError)
  })

  it('B19: a thousand calls in between one another do not mix up', async () => {
    const validator = validatorOf()
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, n) => {
        const token = makeToken('RS256', goodClaims({ sub: `user-${n}`, cnf: { jkt } }))
        return (await validator.authenticate(requestWith(token, proofFor(token)))).subject
      }),
    )
    assert.deepEqual(
      answers,
      answers.map((_, n) => `user-${n}`),
    )
  })
})

describe('a token that is bound to a certificate (RFC 8705)', () => {
  const thumbprint = createHash('sha256').update('certificate').digest('base64url')
  const token = () => makeToken('RS256', goodClaims({ cnf: { 'x5t#S256': thumbprint } }))
  const withCertificate = (text: string, certificate?: string) =>
    requestWith(text, undefined, { authorization: [`Bearer ${text}`], certificate: () => certificate })

  it('counts with that certificate alone', async () => {
    const validator = validatorOf()
    await validator.authenticate(withCertificate(token(), thumbprint))
    await refusal(validator.authenticate(withCertificate(token(), 'x')), 'invalid_token')
    await refusal(validator.authenticate(withCertificate(token())), 'invalid_token')
    await refusal(validator.verify(token()), 'invalid_token')
  })

  it('is the only one that is taken, where the API says so', async () => {
    const validator = validatorOf({ certificateRequired: true })
    await validator.authenticate(withCertificate(token(), thumbprint))
    await refusal(validator.authenticate(withCertificate(makeToken('RS256'), thumbprint)), 'invalid_token')
  })

  it('counts with both where it is bound to both', async () => {
    const both = makeToken('RS256', goodClaims({ cnf: { jkt, 'x5t#S256': thumbprint } }))
    const validator = validatorOf()
    await refusal(validator.authenticate(requestWith(both, proofFor(both))), 'invalid_token')
    await validator.authenticate(requestWith(both, proofFor(both), { certificate: () => thumbprint }))
  })
})

describe('an encrypted token', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rsaKey = { ...rsa.privateKey.export({ format: 'jwk' }), alg: 'RSA-OAEP-256', kid: 'enc' } as JsonObject
  const ecKey = { ...ec.privateKey.export({ format: 'jwk' }), alg: 'ECDH-ES' } as JsonObject
  const publicOf = (key: { readonly publicKey: KeyObject }) => key.publicKey.export({ format: 'jwk' })
  const encrypt = async (alg: string, enc = 'A256GCM', text = makeToken('RS256')): Promise<string> => {
    const key = await importJWK({ ...publicOf(alg.startsWith('RSA') ? rsa : ec) }, alg)
    return new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ alg, enc, cty: 'JWT' }).encrypt(key)
  }

  for (const alg of ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512', 'ECDH-ES', 'ECDH-ES+A256KW']) {
    it(`made by a published library with ${alg} is opened and judged`, async () => {
      const key = { ...(alg.startsWith('RSA') ? rsaKey : ecKey), alg }
      const validator = validatorOf({ decryptionKeys: [key] })
      for (const enc of ['A256GCM', 'A128GCM']) {
        const token = await encrypt(alg, enc)
        assert.equal((await validator.verify(token)).subject, 'auth0|1')
        assert.equal((await validator.verify(token)).subject, 'auth0|1')
      }
      await refusal(
        validator.verify(await encrypt(alg, 'A256GCM', makeToken('RS256', goodClaims({ aud: 'x' })))),
        'invalid_token',
      )
      await refusal(validator.verify(await encrypt(alg, 'A256GCM', '{"sub":"root"}')), 'invalid_token')
    })
  }

  it('by node:crypto alone is opened with a key in PEM', async () => {
    const pem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const head = base64({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'whatever' })
    const [content, iv] = [randomBytes(32), randomBytes(12)]
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const wrapped = publicEncrypt({ key: rsa.publicKey, padding, oaepHash: 'sha256' }, content)
    const cipher = createCipheriv('aes-256-gcm', content, iv).setAAD(Buffer.from(head))
    const sealed = Buffer.concat([cipher.update(makeToken('RS256')), cipher.final()])
    const token = [head, ...[wrapped, iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join(
      '.',
    )
    await validatorOf({ decryptionKeys: [pem] }).verify(token)
    for (const [at, character] of [...token].entries()) {
      if (at % 11 > 0 || character === '.') continue
      const changed = token.slice(0, at) + (character === 'A' ? 'B' : 'A') + token.slice(at + 1)
      await refusal(validatorOf({ decryptionKeys: [pem] }).verify(changed), 'invalid_token')
    }
  })

  it('is none where signed ones are expected, and the other way round', async () => {
    const token = await encrypt('RSA-OAEP-256')
    await refusal(validatorOf().verify(token), 'invalid_token')
    await refusal(validatorOf({ decryptionKeys: [rsaKey] }).verify(makeToken('RS256')), 'invalid_token')
    await validatorOf({ decryptionKeys: [rsaKey], alsoUnencrypted: true }).verify(makeToken('RS256'))
    await refusal(validatorOf({ decryptionKeys: [ecKey] }).verify(token), 'invalid_token')
    await validatorOf({ decryptionKeys: [ecKey, rsaKey] }).verify(token)
  })
})

describe('an opaque token (RFC 7662)', () => {
  const opaque = (answer: JsonObject | undefined, changes: object = {}) => {
    const asked: { authorization: string | null; body: string }[] = []
    const state = { now: NOW * 1000, answer }
    const call: typeof fetch = async (_url, init) => {
      asked.push({ authorization: new Headers(init?.headers).get('authorization'), body: String(init?.body) })
      return state.answer === undefined ? new Response('', { status: 500 }) : Response.json(state.answer)
    }
    const introspection = {
      client_id: 'api',
      client_secret: 's:e c',
      endpoint: `${ISSUER}oauth/introspect`,
      ...changes,
    }
    const issuer = { issuer: ISSUER, keys: { keys: [publicJwk('RS256')] }, introspection }
    return { asked, state, validator: validatorOf({ issuer, fetch: call, now: () => state.now }) }
  }
  const active = {
    active: true,
    sub: 'auth0|1',
    client_id: 'app',
    aud: AUDIENCE,
    iss: ISSUER,
    exp: NOW + 60,
    scope: 'read:orders',
  }

  it('counts while its issuer says so, and is asked about once in a while', async () => {
    const { asked, state, validator } = opaque(active)
    const { scopes, clientId } = await validator.verify('opaque')
    assert.deepEqual([scopes, clientId], [['read:orders'], 'app'])
    assert.deepEqual(asked[0], {
      authorization: `Basic ${Buffer.from('api:s%3Ae+c').toString('base64')}`,
      body: 'token=opaque&token_type_hint=access_token',
    })
    await validator.verify('opaque')
    assert.equal(asked.length, 1)
    state.answer = { active: false }
    state.now += 5000
    assert.equal((await refusal(validator.verify('opaque'), 'invalid_token')).reason, 'inactive')
    await refusal(validator.verify('opaque'), 'invalid_token')
    assert.equal(asked.length, 2)
  })

  it('of another API, another issuer or another time is refused', async () => {
    for (const changes of [
      { aud: 'x' },
      { aud: undefined },
      { iss: 'x' },
      { exp: NOW - 10 },
      { nbf: NOW + 10 },
      { active: 'true' },
      { active: 1 },
    ]) {
      await refusal(opaque({ ...active, ...changes }).validator.verify('opaque'), 'invalid_token')
    }
    await opaque({ ...active, aud: undefined }, { audienceOptional: true }).validator.verify('opaque')
  })

  it('cannot be judged while the issuer is away, and is none where nobody can be asked', async () => {
    await refusal(opaque(undefined).validator.verify('opaque'), 'temporarily_unavailable', 503)
    await refusal(validatorOf().verify('opaque'), 'invalid_token')
  })
})
