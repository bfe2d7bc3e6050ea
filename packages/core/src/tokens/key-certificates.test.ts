import assert from 'node:assert/strict'
import { hash, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { ApiError } from '../errors.ts'
import { currentCertificate, getSigningKey, listSigningKeys } from './key-certificates.ts'
import { newKeyRing, revokeSigningKey, rotateSigningKey } from './key-ring.ts'
import { keyTenancy, TENANT } from './key-tenancy.fixture.ts'
import { currentSigningKey } from './signing-keys.ts'

describe('the list of signing keys', () => {
  it('tells the state of each key with its times, and nothing secret', async () => {
    const { tenancy, passSeconds } = keyTenancy()
    await tenancy.store.apply(await newKeyRing(tenancy, TENANT, 'ES256'))
    passSeconds(60)
    await rotateSigningKey(tenancy, 'ES256')
    const [previous, current, next] = await listSigningKeys(tenancy)
    assert.ok(previous !== undefined && current !== undefined && next !== undefined)
    const states = [previous, current, next].map((key) => [key.previous, key.current, key.next, key.revoked])
    assert.deepEqual(states, [
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
    ])
    assert.equal(previous.current_since, '2027-01-15T08:00:00.000Z')
    assert.equal(previous.current_until, '2027-01-15T08:01:00.000Z')
    assert.equal(current.current_since, '2027-01-15T08:01:00.000Z')
    assert.ok(!('current_since' in next) && !('current_until' in current))
    assert.doesNotMatch(JSON.stringify([previous, current, next]), /private/i)
    passSeconds(1)
    await revokeSigningKey(tenancy, previous.kid)
    const revoked = await getSigningKey(tenancy, previous.kid)
    assert.deepEqual([revoked.revoked, revoked.previous, revoked.revoked_at], [true, false, '2027-01-15T08:01:01.000Z'])
  })

  it('gives the certificate in all its forms', async () => {
    const { tenancy } = keyTenancy()
    await tenancy.store.apply(await newKeyRing(tenancy, TENANT, 'EdDSA'))
    for (const key of await listSigningKeys(tenancy)) {
      const { raw } = new X509Certificate(key.cert)
      assert.equal(key.thumbprint, hash('sha1', raw, 'hex').toUpperCase())
      assert.equal(key.fingerprint.replaceAll(':', ''), key.thumbprint)
      assert.match(key.pkcs7, /^-----BEGIN PKCS7-----\n[^]+\n-----END PKCS7-----\n$/)
      assert.equal(key.alg, 'EdDSA')
    }
  })

  it('has no key that is not there', async () => {
    const { tenancy } = keyTenancy()
    await assert.rejects(getSigningKey(tenancy, 'x'), (error) => error instanceof ApiError && error.status === 404)
  })
})

describe('the certificate to download', () => {
  it('is that of the key which signs RS256 now', async () => {
    const { tenancy, passSeconds } = keyTenancy()
    await tenancy.store.apply([
      ...(await newKeyRing(tenancy, TENANT, 'ES256')),
      ...(await newKeyRing(tenancy, TENANT, 'RS256')),
    ])
    const before = await currentCertificate(tenancy)
    passSeconds(15)
    await rotateSigningKey(tenancy, 'RS256')
    const { pem, der } = await currentCertificate(tenancy)
    assert.notEqual(pem, before.pem)
    const certificate = new X509Certificate(pem)
    assert.deepEqual(certificate.raw, der)
    assert.ok(certificate.checkPrivateKey((await currentSigningKey(tenancy, 'RS256')).key))
  })
})
