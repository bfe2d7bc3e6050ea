import assert from 'node:assert/strict'
import { createPublicKey, createSecretKey, hash, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import type { SigningKeyAlgorithm } from '../collections.ts'
import { encodeSegment, signJws } from '../jose/sign.ts'
import { TokenRefused, verifyJwt } from '../jose/verify.ts'
import type { Tenancy } from '../tenancy.ts'
import { newKeyRing, revokeSigningKey, rotateSigningKey } from './key-ring.ts'
import { BEGINNING, keyTenancy, TENANT, type KeyTenancy } from './key-tenancy.fixture.ts'
import {
  currentSigningKey,
  findSigningKeys,
  LONGEST_TOKEN_LIFETIME,
  publicKeySet,
  verificationKeys,
} from './signing-keys.ts'

const tenantWith = async (...algorithms: readonly SigningKeyAlgorithm[]): Promise<KeyTenancy> => {
  const made = keyTenancy()
  for (const alg of algorithms) await made.tenancy.store.apply(await newKeyRing(made.tenancy, TENANT, alg))
  return made
}

const signed = async (tenancy: Tenancy, alg: SigningKeyAlgorithm): Promise<string> => {
  const handle = await currentSigningKey(tenancy, alg)
  const input = `${encodeSegment({ alg, typ: 'JWT', kid: handle.kid })}.${encodeSegment({ sub: 'a' })}`
  return `${input}.${await signJws(handle, input)}`
}

const accepts = async (tenancy: Tenancy, token: string): Promise<boolean> => {
  try {
    verifyJwt(token, { keys: await verificationKeys(tenancy), typ: ['JWT'], now: BEGINNING, required: ['sub'] })
    return true
  } catch (error) {
    assert.ok(error instanceof TokenRefused)
    return false
  }
}

describe('the signing keys of a tenant', () => {
  it('sign what the published keys verify, for every algorithm', async () => {
    const { tenancy } = await tenantWith('RS256', 'PS256', 'ES256', 'EdDSA')
    for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
      assert.ok(await accepts(tenancy, await signed(tenancy, alg)), alg)
    }
  })

  it('are opened once, not for every token', async () => {
    const { tenancy } = await tenantWith('ES256')
    assert.equal(await currentSigningKey(tenancy, 'ES256'), await currentSigningKey(tenancy, 'ES256'))
    assert.equal(await publicKeySet(tenancy), await publicKeySet(tenancy))
    assert.equal(await verificationKeys(tenancy), await verificationKeys(tenancy))
  })

  it('change with the next rotation', async () => {
    const { tenancy, passSeconds } = await tenantWith('ES256', 'EdDSA')
    const before = await currentSigningKey(tenancy, 'ES256')
    const other = await currentSigningKey(tenancy, 'EdDSA')
    passSeconds(15)
    await rotateSigningKey(tenancy, 'ES256')
    assert.notEqual((await currentSigningKey(tenancy, 'ES256')).kid, before.kid)
    assert.equal((await currentSigningKey(tenancy, 'EdDSA')).kid, other.kid)
  })

  it('are kept so that the database alone does not reveal them', async () => {
    const { tenancy } = await tenantWith('RS256')
    for (const key of await findSigningKeys(tenancy)) {
      const bytes = Buffer.from(key.private_key, 'base64url')
      assert.ok(!bytes.includes(Buffer.from('2a864886f70d010101', 'hex')), 'no RSA key in the clear')
      assert.doesNotMatch(JSON.stringify(key), /PRIVATE KEY/)
    }
  })

  it('do not open under another master key, and it is said what is wrong', async () => {
    const { tenancy } = await tenantWith('ES256')
    await currentSigningKey(tenancy, 'ES256')
    const moved: Tenancy = { ...tenancy, masterKey: createSecretKey(Buffer.alloc(32, 2)) }
    await assert.rejects(
      async () => currentSigningKey(moved, 'ES256'),
      /the master key does not open this database's keys/,
    )
  })

  it('do not open in the name of another tenant, or of another key', async () => {
    const { tenancy } = await tenantWith('ES256')
    const elsewhere: Tenancy = { ...tenancy, tenant: { ...tenancy.tenant, tenant_id: 'ten_ffffffffffffffff' } }
    await assert.rejects(async () => currentSigningKey(elsewhere, 'ES256'), /master key/)
    const [first, second] = await findSigningKeys(tenancy)
    assert.ok(first !== undefined && second !== undefined)
    await tenancy.store.apply([
      { replace: 'signing_keys', before: first, after: { ...first, private_key: second.private_key } },
    ])
    await assert.rejects(async () => currentSigningKey(tenancy, 'ES256'), /master key/)
  })

  it('are missing for an algorithm that no API has asked for', async () => {
    const { tenancy } = await tenantWith('RS256')
    await assert.rejects(async () => currentSigningKey(tenancy, 'PS256'), /no signing key for PS256/)
  })
})

describe('the published key set', () => {
  it('holds current, next and previous keys in this order, revoked ones no more', async () => {
    const { tenancy, passSeconds } = await tenantWith('ES256')
    const kids = async (): Promise<readonly string[]> => (await publicKeySet(tenancy)).keys.map(({ kid }) => kid)
    const [first, second] = await kids()
    assert.ok(first !== undefined && second !== undefined)
    assert.equal((await currentSigningKey(tenancy, 'ES256')).kid, first)
    passSeconds(15)
    await rotateSigningKey(tenancy, 'ES256')
    const [current, next, previous] = await kids()
    assert.deepEqual([current, previous], [second, first])
    await revokeSigningKey(tenancy, first)
    assert.deepEqual(await kids(), [second, next])
  })

  it('gives each key in the form that published clients read', async () => {
    const { tenancy } = await tenantWith('RS256', 'PS256', 'ES256', 'EdDSA')
    const { keys } = await publicKeySet(tenancy)
    assert.equal(keys.length, 8)
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 8)
    for (const key of keys) {
      const der = Buffer.from(key.x5c[0], 'base64')
      const certificate = new X509Certificate(der)
      assert.equal(key.use, 'sig')
      assert.equal(certificate.subject, 'CN=tenant.example')
      assert.ok(certificate.publicKey.equals(createPublicKey({ key: { ...key }, format: 'jwk' })))
      assert.equal(key.x5t, hash('sha1', der, 'base64url'))
      assert.equal(key['x5t#S256'], hash('sha256', der, 'base64url'))
      assert.ok(!('d' in key))
    }
    assert.deepEqual([...new Set(keys.map(({ alg, kty }) => `${alg} ${kty}`))].toSorted(), [
      'ES256 EC',
      'EdDSA OKP',
      'PS256 RSA',
      'RS256 RSA',
    ])
  })

  it('keeps a previous key until the last token it signed has ended, and not a second longer', async () => {
    const { tenancy, passSeconds } = await tenantWith('ES256')
    const token = await signed(tenancy, 'ES256')
    passSeconds(15)
    await rotateSigningKey(tenancy, 'ES256')
    assert.equal((await publicKeySet(tenancy)).keys.length, 3)
    passSeconds(LONGEST_TOKEN_LIFETIME - 1)
    assert.equal((await publicKeySet(tenancy)).keys.length, 3)
    assert.ok(await accepts(tenancy, token))
    passSeconds(1)
    assert.equal((await publicKeySet(tenancy)).keys.length, 2)
    assert.ok(!(await accepts(tenancy, token)))
  })

  it('comes back when the clock is put back', async () => {
    const { tenancy, passSeconds } = await tenantWith('ES256')
    passSeconds(15)
    await rotateSigningKey(tenancy, 'ES256')
    passSeconds(LONGEST_TOKEN_LIFETIME)
    assert.equal((await publicKeySet(tenancy)).keys.length, 2)
    passSeconds(-LONGEST_TOKEN_LIFETIME)
    assert.equal((await publicKeySet(tenancy)).keys.length, 3)
  })

  it('never meets a token whose key it does not hold, through any number of rotations', async () => {
    const { tenancy, passSeconds } = await tenantWith('ES256')
    for (let turn = 0; turn < 5; turn += 1) {
      // The oldest copy anybody may still hold.
      const copy = await verificationKeys(tenancy)
      passSeconds(15)
      await rotateSigningKey(tenancy, 'ES256')
      const token = await signed(tenancy, 'ES256')
      assert.ok(verifyJwt(token, { keys: copy, typ: ['JWT'], now: BEGINNING, required: ['sub'] }))
    }
  })

  it('revoked means refused', async () => {
    const { tenancy, passSeconds } = await tenantWith('RS256')
    const token = await signed(tenancy, 'RS256')
    const { kid } = await currentSigningKey(tenancy, 'RS256')
    passSeconds(15)
    await rotateSigningKey(tenancy, 'RS256')
    assert.ok(await accepts(tenancy, token))
    assert.ok(kid !== undefined)
    await revokeSigningKey(tenancy, kid)
    assert.ok(!(await accepts(tenancy, token)))
  })
})
