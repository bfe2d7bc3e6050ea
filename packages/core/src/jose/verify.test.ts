import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { signingHandle, verificationKey } from './keys.ts'
import { encodeSegment, signJws } from './sign.ts'
import { algorithms, CLAIMS, ed25519, keyOf, p256, PAIRS, policy, refused, rsa, token } from './verify.fixture.ts'
import { decodeJwt, TokenRefused, verifyJwt } from './verify.ts'

describe('every algorithm', () => {
  for (const alg of algorithms) {
    it(`${alg}: what we sign, we accept, and nobody finds a bit to change`, async () => {
      const jwt = await token(alg)
      assert.deepEqual(verifyJwt(jwt, policy()).claims, CLAIMS)
      for (let bit = 0; bit < jwt.length * 8; bit += 1) {
        const at = bit >> 3
        const changed =
          jwt.slice(0, at) + String.fromCharCode(jwt.charCodeAt(at) ^ (1 << (bit & 7))) + jwt.slice(at + 1)
        assert.throws(() => verifyJwt(changed, policy()), TokenRefused, `character ${at}, bit ${bit & 7}`)
      }
    })

    it(`${alg}: a token cut or continued anywhere is refused`, async () => {
      const jwt = await token(alg)
      for (let length = 0; length < jwt.length; length += 1) refused(jwt.slice(0, length), undefined)
      for (const more of ['A', 'AA', 'AAAA', '.', '=', ' ', '\0']) refused(jwt + more, undefined)
    })

    it(`${alg}: is accepted from no key of another algorithm, even one with the same id`, async () => {
      const jwt = await token(alg, { header: { kid: 'shared' } })
      const others = algorithms.filter((other) => other !== alg).map((other) => keyOf(other, 'shared'))
      refused(jwt, 'algorithm', { keys: others })
      assert.ok(verifyJwt(jwt, policy({ keys: [...others, keyOf(alg, 'shared')] })))
    })
  }

  it('signs at once, or in another thread where that pays', async () => {
    for (const alg of algorithms) {
      const signature = signJws(signingHandle(alg, PAIRS[alg].privateKey), 'e30.e30')
      assert.equal(signature instanceof Promise, PAIRS[alg] === rsa && navigator.hardwareConcurrency > 1, alg)
      await signature
    }
  })
})

describe('forged tokens', () => {
  const hmacToken = (key: string | Buffer, header: object = {}): string => {
    const input = `${encodeSegment({ alg: 'HS256', typ: 'JWT', ...header })}.${encodeSegment(CLAIMS)}`
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
  }

  it('are not made from the text of a public key, in any dress (CVE-2023-48223 to GHSA-g3jj-5cmm-3hxx)', () => {
    for (const { publicKey } of [rsa, p256, ed25519]) {
      const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
      const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
      const der = publicKey.export({ type: 'spki', format: 'der' })
      const texts = [
        pem,
        ` ${pem}`,
        `\n${pem}`,
        `\t ${pem}`,
        `prefix${pem}`,
        pem.trim(),
        pem.replaceAll('\n', '\r\n'),
        jwk,
        ` ${jwk}`,
      ]
      for (const secretText of [...texts, der, der.toString('base64'), der.toString('base64url')]) {
        for (const header of [{}, { kid: 'key-RS256' }, { kid: 'key-HS256' }])
          refused(hmacToken(secretText, header), undefined)
        refused(hmacToken(secretText), 'algorithm', { keys: [keyOf('RS256'), keyOf('ES256'), keyOf('EdDSA')] })
      }
    }
  })

  it('are not made with an empty or absent secret (GHSA-gmvf-9v4p-v8jc)', () => {
    for (const text of ['', '\0', 'undefined', 'null', 'false']) refused(hmacToken(text), 'signature')
    refused(hmacToken(''), 'key', { keys: [] })
  })

  for (const alg of ['none', 'None', 'NONE', 'nonE', ' none', '', 'HS512', 'rs256', '__proto__', 'constructor']) {
    it(`cannot name the algorithm ${JSON.stringify(alg)}`, async () => {
      const [, claims = '', signature = ''] = (await token('RS256')).split('.')
      const header = encodeSegment({ alg, typ: 'JWT', kid: 'key-RS256' })
      refused(`${header}.${claims}.${signature}`, 'algorithm')
      refused(`${header}.${claims}.`, 'malformed')
    })
  }

  it('cannot give the algorithm another type', async () => {
    for (const alg of [undefined, null, 1, ['RS256'], { toString: 'RS256' }]) {
      refused(await token('RS256', { header: { alg } }), 'algorithm')
    }
  })

  it('cannot bring their own key: jwk, jku, x5u and x5c are not looked at (CVE-2018-0114, CVE-2026-27962)', async () => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const header of [
      { jwk: own.publicKey.export({ format: 'jwk' }) },
      { jku: 'https://attacker.example/jwks.json' },
      { x5u: 'https://attacker.example/cert' },
      { x5c: [own.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
    ]) {
      const input = `${encodeSegment({ alg: 'ES256', typ: 'JWT', kid: 'key-ES256', ...header })}.${encodeSegment(CLAIMS)}`
      const jwt = `${input}.${await signJws(signingHandle('ES256', own.privateKey), input)}`
      refused(jwt, 'signature')
      assert.ok(verifyJwt(await token('ES256', { header }), policy()), 'a good token is not harmed by them')
    }
  })

  it('cannot choose a key by a strange id (GHSA-869p-cjfg-cm3x)', async () => {
    for (const kid of [
      '',
      '../../dev/null',
      "' OR 1=1 --",
      '__proto__',
      'constructor',
      'x'.repeat(10_000),
      'KEY-RS256',
    ]) {
      refused(await token('RS256', { header: { kid } }), 'key')
    }
    for (const kid of [null, 1, {}, ['key-RS256']]) refused(await token('RS256', { header: { kid } }), 'key')
  })

  it('cannot claim critical extensions (CVE-2026-35042, CVE-2025-59420)', async () => {
    for (const crit of [['exp'], ['b64'], [], 'b64', null, ['unknown']]) {
      refused(await token('RS256', { header: { crit, b64: false } }), 'critical')
    }
  })

  it('cannot be longer than allowed, and length is looked at first (CVE-2024-28176)', async () => {
    const jwt = await token('HS256')
    refused('.'.repeat(16 * 1024 + 1), 'too_long')
    refused('x'.repeat(5_000_000), 'too_long')
    refused(jwt, 'too_long', { maxBytes: jwt.length - 1 })
    assert.ok(verifyJwt(jwt, policy({ maxBytes: jwt.length })))
  })

  it('cannot use DER for an ECDSA signature, nor zeros', async () => {
    const input = (await token('ES256')).split('.').slice(0, 2).join('.')
    refused(`${input}.${sign('sha256', Buffer.from(input), p256.privateKey).toString('base64url')}`, 'signature')
    refused(`${input}.${Buffer.alloc(64).toString('base64url')}`, 'signature')
  })

  it('cannot hide a second value behind a name given twice', async () => {
    const [header = '', , signature = ''] = (await token('RS256')).split('.')
    const claims = Buffer.from('{"sub":"victim","sub":"someone"}').toString('base64url')
    refused(`${header}.${claims}.${signature}`, 'malformed')
  })

  it('end in one kind of error, whatever is sent', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      { maxLength: 4 },
    )
    fc.assert(fc.property(pieces, (parts) => refused(parts.join('.'), undefined)))
  })

  it('find no key that was not made for the purpose', async () => {
    const loose = { kid: 'key-RS256', alg: 'RS256', key: rsa.publicKey } as const
    const jwt = await token('RS256')
    assert.throws(() => verifyJwt(jwt, policy({ keys: [loose] })), TypeError)
  })
})

describe('the key of a token', () => {
  it('is found without an id among the keys of its algorithm only', async () => {
    const other = verificationKey('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, 'other')
    const jwt = await token('ES256', { header: { kid: undefined } })
    assert.ok(verifyJwt(jwt, policy({ keys: [other, keyOf('ES256')] })))
    refused(jwt, 'signature', { keys: [other] })
    refused(jwt, 'algorithm', { keys: [keyOf('RS256')] })
    refused(jwt, 'key', { keys: [] })
  })

  it('with an id is that one and no other', async () => {
    refused(await token('RS256', { header: { kid: 'key-RS256' } }), 'key', {
      keys: [keyOf('RS256', 'another'), verificationKey('RS256', rsa.publicKey)],
    })
  })
})

describe('looking into a token', () => {
  it('shows what stands there and says nothing about its truth', async () => {
    const jwt = `${(await token('RS256', { claims: { exp: 1 } })).slice(0, -4)}AAAA`
    assert.equal(decodeJwt(jwt).claims['exp'], 1)
    assert.equal(decodeJwt(jwt).header['alg'], 'RS256')
  })

  it('refuses what is none', () => {
    assert.throws(
      () => decodeJwt('a.b'),
      (error) => error instanceof TokenRefused && error.reason === 'malformed',
    )
  })
})
