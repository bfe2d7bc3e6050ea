// What a store promises about the people of different tenants: there is no way from one to the other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FreshTenant, Ground } from './bed.fixture.ts'
import * as sample from './sample-records.ts'

const CODE = 'authorization_code'
const RIGHT = { resource_server_identifier: 'https://api/', permission_name: 'read' }

const USER = sample.sampleUser('1', { email: 'anna@example.com', username: 'anna' })
const SESSION = sample.sampleSession('s', 'auth0|1')
const TOKEN = sample.sampleRefreshToken('t', 'auth0|1', { session_id: 's', code_hash: 'k' })
const CONSENT = sample.sampleConsent('c', 'auth0|1')
const ATTEMPT = sample.sampleAttempt('k')

const fill = async (tenant: FreshTenant): Promise<void> => {
  assert.equal(await tenant.insertUser(USER, sample.samplePassword('auth0|1')), 'written')
  assert.equal(await tenant.assignRoles([{ user_id: 'auth0|1', role_id: 'r1' }]), 'written')
  assert.equal(await tenant.grantPermissions('auth0|1', [RIGHT]), 'written')
  await tenant.insertSession(SESSION, 'hs')
  await tenant.insertRefreshToken(TOKEN, 'ht', 'first', 9)
  await tenant.addConsent(CONSENT)
  await tenant.keepOneTime(sample.sampleCode('ho', 'auth0|1'))
  assert.equal(await tenant.countAttempt(ATTEMPT, 1_700_000_000, { expires_at: sample.FAR }), 1)
}

/** Everything that can be read of one person. */
const readAll = async (tenant: FreshTenant) => ({
  users: [
    await tenant.findUser('auth0|1'),
    await tenant.findUserByIdentity('auth0|1'),
    await tenant.findUserByIdentifier('Users', 'email', 'anna@example.com'),
    ...(await tenant.usersByEmail('anna@example.com')),
    ...(await tenant.usersOfRole('r1', { limit: 9 })).items,
    ...(await tenant.searchUsers({ matching: undefined, sort: undefined, limit: 9, offset: 0, withTotal: true })).users,
  ],
  password: await tenant.findPassword('auth0|1'),
  roles: await tenant.rolesOfUser('auth0|1'),
  permissions: await tenant.permissionsOfUser('auth0|1'),
  sessions: [
    await tenant.findSession('s'),
    await tenant.findSessionByHandle('hs'),
    ...(await tenant.sessionsOfUser('auth0|1', { limit: 9 })).items,
  ],
  tokens: [
    await tenant.findRefreshToken('t'),
    await tenant.findRefreshTokenByHandle('ht'),
    ...(await tenant.pageRefreshTokens({}, { limit: 9 })).items,
  ],
  consents: [
    await tenant.findConsent('auth0|1', 'c', ''),
    await tenant.findConsentById('c'),
    ...(await tenant.pageConsents({}, { limit: 9 })).items,
  ],
  code: await tenant.findOneTime(CODE, 'ho'),
  attempts: [await tenant.findAttempts('login', 'k'), ...(await tenant.attemptsOf('login', { ip: '192.0.2.1' }))],
})

/** Every verb that changes or removes, on what is another tenant's. */
const attack = async (tenant: FreshTenant): Promise<readonly unknown[]> => {
  const { content } = sample.sampleCode('ho', 'auth0|1')
  const used = sample.sampleSuccessor('second', 'first')
  await tenant.countLogin('auth0|1', '192.0.2.66', 1_700_000_000)
  await tenant.withdrawRoles('auth0|1', ['r1'])
  await tenant.withdrawPermissions('auth0|1', [RIGHT])
  await tenant.clearAttempts('login', { key: 'k' })
  await tenant.clearAttempts('login', { identifier: 'anna@example.com' })
  await tenant.clearAttempts('login', { ip: '192.0.2.1' })
  return [
    (await tenant.replaceUser(USER, { ...USER, name: 'taken' })) === 'written',
    (await tenant.replaceUsers({ replaced: [], removed: [USER], inserted: [] })) === 'written',
    await tenant.removeUser('auth0|1'),
    (await tenant.keepPassword(sample.samplePassword('auth0|1', 'mine'), sample.samplePassword('auth0|1'))) ===
      'written',
    (await tenant.assignRoles([{ user_id: 'auth0|1', role_id: 'r2' }])) === 'written',
    (await tenant.grantPermissions('auth0|1', [{ ...RIGHT, permission_name: 'write' }])) === 'written',
    await tenant.replaceSession(SESSION, { ...SESSION, clients: ['x'] }, { handle_hash: 'mine' }),
    await tenant.removeSession('s'),
    await tenant.removeSessionsOfUser('auth0|1'),
    await tenant.rotateRefreshToken('t', 'first', used),
    await tenant.touchRefreshToken('t', used),
    await tenant.replaceRefreshTokenMetadata('t', { mine: '1' }),
    await tenant.removeRefreshToken('t'),
    await tenant.removeRefreshTokens({ user_id: 'auth0|1' }),
    await tenant.removeRefreshTokens({ code_hash: 'k' }),
    await tenant.removeRefreshTokens({ session_id: 's' }),
    await tenant.removeRefreshTokens({ audience: 'https://api/' }),
    await tenant.removeConsent('c'),
    await tenant.removeConsentsOfUser('auth0|1'),
    await tenant.replaceOneTime(CODE, 'ho', content, { ...content, nonce: 'mine' }),
    await tenant.spendOneTime(CODE, 'ho', 100),
    await tenant.removeOneTimes(CODE, { user_id: 'auth0|1' }),
  ]
}

export const describeIsolation = ({ newTenantOfPeople }: Ground): void => {
  test('nobody of one tenant can be seen or changed through another', async () => {
    const [one, two] = [await newTenantOfPeople(), await newTenantOfPeople()]
    await fill(one)
    const before = await readAll(one)
    assert.equal(before.users.length, 6)
    assert.ok(before.sessions.length === 3 && before.tokens.length === 3 && before.consents.length === 3)
    const seen = Object.values(await readAll(two)).flat()
    assert.deepEqual(
      seen.filter((value) => value !== undefined),
      [],
    )
    assert.deepEqual(
      (await attack(two)).filter((done) => done !== false && done !== 0),
      [],
    )
    assert.deepEqual(await readAll(one), before)
    await fill(two)
    assert.deepEqual(await readAll(two), before)
    assert.equal(await two.removeUser('auth0|1'), true)
    assert.deepEqual(await readAll(one), before)
  })
}
