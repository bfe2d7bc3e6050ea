import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf, token as signed } from '../jose/verify.fixture.ts'
import type { Tenancy } from '../tenancy.ts'
import { acceptJwt } from './accept-token.ts'

const NOW = 1_800_000_000
const ISSUER = 'https://tenant.example/'
const [ONE, OTHER] = ['https://one.example/', 'https://other.example/']

const tenancyOf = (tenant_id: string, clock: { now: number }): Tenancy =>
  ({
    tenant: { tenant_id, issuer: ISSUER, home: ISSUER },
    now: () => clock.now,
    store: {
      era: () => 1,
      followRevocations: () => () => {},
      revocationsAfter: async () => ({ events: [], from: 0, through: 0, head: 0 }),
    },
  }) as unknown as Tenancy

const KEYS = [keyOf('ES256')]

const newToken = (): Promise<string> =>
  signed('ES256', {
    header: { typ: 'at+jwt' },
    claims: { iss: ISSUER, sub: 'auth0|1', aud: [ONE, OTHER], iat: NOW, exp: NOW + 3600 },
  })

const accept = async (tenancy: Tenancy, token: string, audience: string, keys = KEYS): Promise<object> =>
  acceptJwt(tenancy, token, audience, keys, ISSUER)

test('a token is the same as long as it is remembered, for each of its audiences, and for nobody else’s', async () => {
  const clock = { now: NOW * 1000 }
  const tenancy = tenancyOf('ten_1', clock)
  const token = await newToken()
  const found = await accept(tenancy, token, ONE)
  const beside = await accept(tenancy, token, OTHER)
  assert.equal(await accept(tenancy, token, ONE), found)
  assert.equal(await accept(tenancy, token, OTHER), beside)
  await assert.rejects(accept(tenancy, token, 'https://third.example/'), { name: 'TokenRefused' })
  assert.equal(await accept(tenancy, token, ONE), found, 'being refused elsewhere changes nothing')
})

test('what one tenant has found true counts for no other, and for no other keys', async () => {
  const clock = { now: NOW * 1000 }
  const token = await newToken()
  const found = await accept(tenancyOf('ten_1', clock), token, ONE)
  assert.notEqual(await accept(tenancyOf('ten_2', clock), token, ONE), found)
  await assert.rejects(accept(tenancyOf('ten_1', clock), token, ONE, []), { name: 'TokenRefused' })
})

test('a token is verified anew after a minute, when the clock is set back, and never after its end', async () => {
  const clock = { now: NOW * 1000 }
  const tenancy = tenancyOf('ten_1', clock)
  const token = await newToken()
  const found = await accept(tenancy, token, ONE)
  clock.now += 59_000
  assert.equal(await accept(tenancy, token, ONE), found)
  clock.now += 2_000
  const again = await accept(tenancy, token, ONE)
  assert.notEqual(again, found)
  clock.now -= 30_000
  assert.notEqual(await accept(tenancy, token, ONE), again)
  clock.now = (NOW + 7200) * 1000
  await assert.rejects(accept(tenancy, token, ONE), { name: 'TokenRefused' })
})
