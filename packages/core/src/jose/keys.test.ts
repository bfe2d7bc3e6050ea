import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { ALGORITHMS, isSignatureAlgorithm, type SignatureAlgorithm } from './algorithms.ts'
import { publicKeyFromPem, secretKey, signingHandle, UnfitKey, verificationKey } from './keys.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const smallExponent = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
const pssOnly = generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const ed25519 = generateKeyPairSync('ed25519')
const ed448 = generateKeyPairSync('ed448')
const x25519 = generateKeyPairSync('x25519')
const hmac = createSecretKey(randomBytes(32))

const KEYS = { rsa, weakRsa, smallExponent, pssOnly, p256, p384, k256, ed25519, ed448, x25519 }
const FITTING: Readonly<Record<SignatureAlgorithm, string>> = {
  RS256: 'rsa',
  RS384: 'rsa',
  PS256: 'rsa',
  ES256: 'p256',
  EdDSA: 'ed25519',
  HS256: 'hmac',
}

describe('a key', () => {
  for (const alg of Object.keys(ALGORITHMS).filter(isSignatureAlgorithm)) {
    for (const [name, { privateKey, publicKey }] of Object.entries(KEYS)) {
      if (FITTING[alg] === name) {
        it(`of kind ${name} is taken for ${alg}`, () => {
          assert.equal(signingHandle(alg, privateKey, 'k').alg, alg)
          assert.equal(verificationKey(alg, publicKey, 'k').key, publicKey)
          assert.equal(verificationKey(alg, privateKey).key.type, 'public')
          assert.throws(() => signingHandle(alg, publicKey), UnfitKey)
        })
      } else {
        it(`of kind ${name} is refused for ${alg}`, () => {
          assert.throws(() => signingHandle(alg, privateKey), UnfitKey)
          assert.throws(() => verificationKey(alg, publicKey), UnfitKey)
        })
      }
    }
    it(`that is a secret is ${alg === 'HS256' ? 'taken' : 'refused'} for ${alg}`, () => {
      const make = () => verificationKey(alg, hmac)
      if (alg === 'HS256') assert.equal(make().alg, 'HS256')
      else assert.throws(make, UnfitKey)
    })
  }

  it('for HS256 has at least 16 bytes', () => {
    for (const length of [0, 1, 15]) assert.throws(() => secretKey('x'.repeat(length)), UnfitKey)
    for (const length of [0, 15]) assert.throws(() => secretKey(Buffer.alloc(length)), UnfitKey)
    assert.equal(secretKey('x'.repeat(16)).symmetricKeySize, 16)
  })

  it('for HS256 is never the text of a public key, however it is dressed up', () => {
    const pem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }))
    const pkcs1 = String(rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }))
    const jwk = JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))
    const texts = [
      pem,
      pkcs1,
      ` ${pem}`,
      `\n\t${pem}`,
      `prefix ${pem}`,
      `﻿${pem}`,
      pem.trim(),
      pem.replaceAll('\n', ''),
      jwk,
    ]
    for (const text of [...texts, ` ${jwk}`, `{"keys":[${jwk}]}`, 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ']) {
      assert.throws(() => secretKey(text), UnfitKey, text)
      assert.throws(() => secretKey(Buffer.from(text)), UnfitKey, text)
    }
  })

  it('in PEM is public or a certificate, never private', () => {
    const spki = String(p256.publicKey.export({ type: 'spki', format: 'pem' }))
    assert.equal(publicKeyFromPem(spki).asymmetricKeyType, 'ec')
    const pkcs8 = String(p256.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    for (const text of [
      pkcs8,
      `${spki}${pkcs8}`,
      '',
      'x',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
    ]) {
      assert.throws(() => publicKeyFromPem(text), UnfitKey)
    }
  })

  it('cannot be turned to another algorithm afterwards', () => {
    assert.ok(Object.isFrozen(verificationKey('RS256', rsa.publicKey)))
    assert.ok(Object.isFrozen(signingHandle('RS256', rsa.privateKey)))
  })
})

describe('the table of algorithms', () => {
  it('has no row for none, nor for a name that every object has', () => {
    for (const name of [
      'none',
      'None',
      'NONE',
      'nonE',
      '',
      'RS512',
      'rs256',
      'HS512',
      '__proto__',
      'constructor',
      'toString',
    ]) {
      assert.equal(isSignatureAlgorithm(name), false, name)
    }
    for (const value of [undefined, null, 0, {}, ['RS256']]) assert.equal(isSignatureAlgorithm(value), false)
  })
})
