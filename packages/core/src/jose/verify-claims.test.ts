import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { encodeSegment } from './sign.ts'
import { CLAIMS, NOW, policy, refused, secret, token } from './verify.fixture.ts'
import { verifyJwt, type RefusalReason, type VerificationPolicy } from './verify.ts'

describe('the type of a token', () => {
  const cases: readonly (readonly [given: unknown, accepted: readonly (string | undefined)[], fine: boolean])[] = [
    ['JWT', ['JWT'], true],
    ['jwt', ['JWT'], true],
    ['application/JWT', ['jwt'], true],
    ['at+jwt', ['at+jwt', 'JWT'], true],
    ['Application/AT+JWT', ['at+jwt'], true],
    ['at+jwt', ['application/at+jwt'], true],
    [undefined, [undefined, 'JWT'], true],
    [undefined, ['JWT'], false],
    ['JWT', ['at+jwt'], false],
    ['at+jwt', ['JWT'], false],
    ['logout+jwt', ['JWT', undefined], false],
    ['', [undefined, 'JWT'], false],
    ['JWT', [undefined], false],
    ['JWT', [], false],
    [null, [undefined, 'JWT'], false],
    [['JWT'], ['JWT', undefined], false],
  ]
  for (const [given, accepted, fine] of cases) {
    it(`${JSON.stringify(given)} is ${fine ? 'accepted' : 'refused'} where ${JSON.stringify(accepted)} is asked`, async () => {
      const jwt = await token('HS256', { header: { typ: given } })
      if (fine) assert.ok(verifyJwt(jwt, policy({ typ: accepted })))
      else refused(jwt, 'type', { typ: accepted })
    })
  }
})

describe('the claims of a token', () => {
  it('name the issuer byte for byte', async () => {
    for (const iss of [
      'https://tenant.example',
      'https://TENANT.example/',
      'https://tenant.example//',
      '',
      undefined,
    ]) {
      refused(await token('HS256', { claims: { iss } }), 'issuer')
    }
    assert.ok(verifyJwt(await token('HS256', { claims: { iss: undefined } }), policy({ issuer: undefined })))
  })

  it('name the audience, alone or among others', async () => {
    const accepted = ['https://api.example', 'https://second.example']
    for (const aud of ['https://second.example', ['x', 'https://api.example'], ['https://api.example']]) {
      assert.ok(verifyJwt(await token('HS256', { claims: { aud } }), policy({ audience: accepted })))
    }
    for (const aud of ['https://api.example/', 'https', [], ['x'], '', undefined]) {
      refused(await token('HS256', { claims: { aud } }), 'audience', { audience: accepted })
    }
    for (const aud of [null, 1, {}, [1], ['https://api.example', 1], [['https://api.example']]]) {
      refused(await token('HS256', { claims: { aud } }), 'claims', { audience: accepted })
    }
    refused(await token('HS256'), 'audience', { audience: [] })
  })

  it('name nothing but the accepted audiences where that is asked', async () => {
    const sole = { audience: [CLAIMS.aud, 'https://alias.example'], soleAudience: true }
    assert.ok(verifyJwt(await token('HS256', { claims: { aud: [CLAIMS.aud, 'https://alias.example'] } }), policy(sole)))
    refused(await token('HS256', { claims: { aud: [CLAIMS.aud, 'https://attacker.example'] } }), 'audience', sole)
  })

  it('are there when they are required (CVE-2026-56665)', async () => {
    for (const claim of ['exp', 'iat', 'sub', 'jti']) {
      refused(await token('HS256', { claims: { [claim]: undefined } }), 'claims', { required: [claim] })
    }
    for (const sub of ['', null]) refused(await token('HS256', { claims: { sub } }), 'claims')
    refused(await token('HS256'), 'claims', { required: ['toString'] })
  })

  it('have the types that the standard gives them', async () => {
    for (const claim of ['exp', 'nbf', 'iat']) {
      for (const value of [String(NOW + 50), null, true, [NOW], {}]) {
        refused(await token('HS256', { claims: { [claim]: value } }), 'claims')
      }
    }
    for (const claim of ['sub', 'jti']) {
      for (const value of [1, null, {}, []]) refused(await token('HS256', { claims: { [claim]: value } }), 'claims')
    }
  })

  it('hold no number beyond all bounds', () => {
    const claims = Buffer.from(JSON.stringify(CLAIMS).replace(String(NOW + 100), '1e999')).toString('base64url')
    const input = `${encodeSegment({ alg: 'HS256', typ: 'JWT' })}.${claims}`
    refused(`${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`, 'claims')
  })

  it('are told only for a token whose signature is good', async () => {
    const jwt = await token('HS256', { claims: { exp: 1, iss: 'x', aud: 'y' } })
    const [header, claims] = jwt.split('.')
    refused(`${header}.${claims}.${Buffer.alloc(32).toString('base64url')}`, 'signature')
  })
})

describe('the time of a token', () => {
  type Row = readonly [claims: object, changes: Partial<VerificationPolicy>, outcome: RefusalReason | 'accepted']
  const at = (offset: number, tolerance: number, outcome: Row[2]): Row => [
    { exp: NOW + offset },
    { clockTolerance: tolerance },
    outcome,
  ]
  const ahead = (claim: string, offset: number, tolerance: number, outcome: Row[2]): Row => [
    { [claim]: NOW + offset },
    { clockTolerance: tolerance },
    outcome,
  ]
  const rows: readonly Row[] = [
    at(1, 0, 'accepted'),
    at(0, 0, 'expired'),
    at(-1, 0, 'expired'),
    at(0, 5, 'accepted'),
    at(-4, 5, 'accepted'),
    at(-5, 5, 'expired'),
    at(-6, 5, 'expired'),
    [{ exp: NOW - 4 }, {}, 'accepted'],
    [{ exp: NOW - 5 }, {}, 'expired'],
    [{ exp: 0 }, {}, 'expired'],
    [{ exp: -1 }, {}, 'expired'],
    ...['nbf', 'iat'].flatMap((claim) => [
      ahead(claim, 0, 0, 'accepted'),
      ahead(claim, 1, 0, 'not_yet_valid'),
      ahead(claim, 5, 5, 'accepted'),
      ahead(claim, 6, 5, 'not_yet_valid'),
      ahead(claim, -1000, 0, 'accepted'),
    ]),
    [{ iat: NOW, exp: NOW + 300 }, { maxLifetime: 300 }, 'accepted'],
    [{ iat: NOW, exp: NOW + 301 }, { maxLifetime: 300 }, 'claims'],
    [{ iat: NOW - 10, exp: NOW + 291 }, { maxLifetime: 300 }, 'claims'],
    [{ iat: undefined, exp: NOW + 300 }, { maxLifetime: 300 }, 'accepted'],
    [{ iat: undefined, exp: NOW + 301 }, { maxLifetime: 300 }, 'claims'],
    [{ iat: NOW + 5, exp: NOW + 305 }, { maxLifetime: 300 }, 'accepted'],
    [{ exp: 1e308 }, { maxLifetime: 300 }, 'claims'],
    [{ exp: undefined }, { maxLifetime: 300, required: [] }, 'claims'],
  ]
  for (const [claims, changes, outcome] of rows) {
    it(`${JSON.stringify(claims)} with ${JSON.stringify(changes)} at ${NOW}: ${outcome}`, async () => {
      const jwt = await token('HS256', { claims })
      if (outcome === 'accepted') assert.ok(verifyJwt(jwt, policy(changes)))
      else refused(jwt, outcome, changes)
    })
  }
})
