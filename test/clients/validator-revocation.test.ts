// Our validator and our server: a token that was ended there is refused here, within a moment, remembered or not.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createValidator, type Validator } from '@symbolon/validator'
import { arrange, type Arranged } from './arrange.ts'

const ORDERS = 'https://orders.example/'
const CLASSIC = 'https://classic.example/'
const SECRETS = 'https://secrets.example/'
const TOKENS = 40

const ENCRYPTION = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const token_encryption = {
  format: 'compact-nested-jwe',
  encryption_key: { alg: 'RSA-OAEP-256', pem: ENCRYPTION.publicKey },
}

describe('a validator that follows the server', () => {
  let server: Arranged
  let validator: Validator
  const notices: string[] = []

  before(async () => {
    server = await arrange([
      { identifier: ORDERS, token_dialect: 'rfc9068_profile' },
      { identifier: CLASSIC },
      { identifier: SECRETS, token_encryption },
    ])
    validator = createValidator({
      issuer: server.issuer,
      audience: [ORDERS, CLASSIC],
      onNotice: ({ event }) => notices.push(event),
    })
  })
  after(async () => {
    validator.close()
    await server.stop()
  })

  const revoke = async (token: string): Promise<void> => {
    const { client_id, client_secret } = server.machine
    const body = new URLSearchParams({ token, client_id, client_secret })
    assert.equal((await fetch(`${server.issuer}oauth/revoke`, { method: 'POST', body })).status, 200)
  }
  const isRefused = async (token: string, by = validator): Promise<boolean> => {
    const error: unknown = await by.verify(token).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (error !== undefined) assert.equal(Object(error).reason, 'revoked')
    return error !== undefined
  }
  /** Milliseconds until `token` is refused. */
  const untilRefused = async (token: string, by = validator): Promise<number> => {
    const begin = performance.now()
    while (!(await isRefused(token, by))) {
      assert.ok(performance.now() - begin < 60_000, 'nobody has heard of it')
      await pause(2)
    }
    return performance.now() - begin
  }

  test('refuses what was revoked within a moment, and nothing else', async () => {
    const took: number[] = []
    for (let n = 0; n < TOKENS; n += 1) {
      // Tokens of the Auth0 dialect that are made alike in one second are one token.
      const audience = n === 0 ? CLASSIC : ORDERS
      const [token, kept] = [await server.machineToken(audience), await server.machineToken(audience, 'read:orders')]
      await validator.verify(token)
      await validator.verify(kept)
      await revoke(token)
      took.push(await untilRefused(token))
      assert.equal(await isRefused(kept), false)
    }
    took.sort((a, b) => a - b)
    const [median = NaN, worst = NaN] = [took[TOKENS >> 1], took.at(-1)]
    console.log(`revoked to refused: median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms of ${TOKENS}`)
    assert.ok(median < 1000, `${median} ms`)
    assert.deepEqual(notices, ['following_revocations'])
  })

  test('knows it at once when it begins later', async () => {
    const token = await server.machineToken(ORDERS)
    await revoke(token)
    const late = createValidator({ issuer: server.issuer, audience: ORDERS, onNotice: () => undefined })
    await assert.rejects(late.verify(token), { reason: 'revoked' })
    late.close()
  })

  test('refuses one encrypted token that its client has ended', async (t) => {
    const reader = createValidator({
      issuer: server.issuer,
      audience: SECRETS,
      decryptionKeys: [ENCRYPTION.privateKey],
      onNotice: () => undefined,
    })
    t.after(() => reader.close())
    const [token, kept] = [await server.machineToken(SECRETS), await server.machineToken(SECRETS, 'read:orders')]
    await reader.verify(token)
    await reader.verify(kept)
    await revoke(token)
    await untilRefused(token, reader)
    await reader.verify(kept)
  })

  test('refuses all tokens of a client that is deleted', async () => {
    const token = await server.machineToken(ORDERS)
    await validator.verify(token)
    assert.equal((await server.manage('DELETE', `/clients/${server.machine.client_id}`)).status, 204)
    await untilRefused(token)
  })
})
