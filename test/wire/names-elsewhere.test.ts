// Whoever lives in a database elsewhere is called otherwise there first: `change_username`, `change_phone_number`, `change_email`, each asked
// for the person whom `get_user` says it is. reference: Management API, section 10, customScripts.
import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Connection } from '@symbolon/protocol/entities/connection'
import { startPostgres } from '../databases/postgres.ts'
import { managed } from './managed.ts'
import { newApplication, writeApplications } from './people.ts'
import { SCRIPTS, startElsewhere, type Elsewhere, type PersonElsewhere } from './people-elsewhere.ts'
import { startWorld, type World } from './world.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PASSWORD = 'Correct-horse-7'
const TAKEN = 'The specified new identifier already exists'

for (const database of ['SQLite', 'PostgreSQL'] as const) {
  describe(`names of people in a database elsewhere, on ${database}`, () => {
    const shop = newApplication({ grant_types: [REALM], token_endpoint_auth_method: 'none' })
    let elsewhere: Elsewhere
    let world: World
    let connection: Connection
    let stopDatabase = async (): Promise<void> => {}

    before(async () => {
      elsewhere = await startElsewhere()
      const server = database === 'PostgreSQL' ? await startPostgres() : undefined
      if (server) stopDatabase = () => server.stop()
      world = await startWorld({
        environment: { SYMBOLON_EGRESS_ALLOW: 'localhost' },
        ...(server ? { database: await server.createDatabase() } : {}),
      })
      await writeApplications(world, shop)
      await managed(world, 200, 'PATCH', '/tenants/settings', { outbound_hosts: ['localhost'] })
      const optional = { identifier: { active: true }, signup: { status: 'optional' } }
      connection = await managed<Connection>(world, 201, 'POST', '/connections', {
        name: 'legacy',
        strategy: 'auth0',
        enabled_clients: [shop.client_id],
        options: {
          attributes: {
            email: optional,
            username: { ...optional, validation: { max_length: 40 } },
            phone_number: { identifier: { active: true }, signup: { status: 'required' } },
          },
        },
      })
      await setScripts(SCRIPTS)
    })
    after(async () => {
      await world.stop()
      await elsewhere.stop()
      await stopDatabase()
    })

    const setScripts = (customScripts: object): Promise<unknown> =>
      managed(world, 200, 'PATCH', `/connections/${connection.id}`, {
        options: {
          ...connection.options,
          enabledDatabaseCustomization: true,
          customScripts,
          configuration: elsewhere.configuration,
        },
      })
    const newName = (): string => `n${randomBytes(6).toString('hex')}`
    const newNumber = (): string => `+4930${randomInt(1_000_000_000, 9_999_999_999)}`
    /** Somebody who has logged in here before. */
    const newPerson = async (hasUsername = true): Promise<PersonElsewhere> => {
      const username = newName()
      const person = {
        id: `id-${username}`,
        email: `${username}@example.com`,
        password: PASSWORD,
        verified: true,
        phone_number: newNumber(),
        phone_verified: true,
        ...(hasUsername && { username }),
      }
      elsewhere.people.set(person.email, person)
      await passes(person.email, person.id)
      return person
    }
    const passes = async (username: string, id: string): Promise<void> => {
      const asked = { grant_type: REALM, realm: 'legacy', client_id: shop.client_id, username, password: PASSWORD }
      const response = await world.token(asked)
      assert.equal(response.status, 200, await response.text())
      const user = await managed(world, 200, 'GET', path(id))
      assert.equal(user['user_id'], `auth0|${id}`)
    }
    const path = (id: string): string => `/users/auth0%7C${id}`
    const change = (status: number, id: string, fields: object) => managed(world, status, 'PATCH', path(id), fields)
    /** What is known of somebody, there and here. */
    const known = async ({ id, email }: { id: string; email: string }, ...fields: (keyof PersonElsewhere)[]) => {
      const here = await managed(world, 200, 'GET', path(id))
      const there = elsewhere.people.get(email)
      return [fields.map((field) => there?.[field]), fields.map((field) => here[field])]
    }

    test('an administrator gives somebody another user name, there and here', async () => {
      const person = await newPerson()
      const username = newName()
      assert.equal((await change(200, person.id, { username }))['username'], username)
      assert.deepEqual(await known(person, 'username'), [[username], [username]])
      await passes(username, person.id)
    })

    test('another telephone number is as proven as the administrator says, and not at all where nothing is said', async () => {
      const person = await newPerson()
      const [first, second] = [newNumber(), newNumber()]
      await change(200, person.id, { phone_number: first })
      assert.deepEqual(await known(person, 'phone_number', 'phone_verified'), [
        [first, false],
        [first, false],
      ])
      await change(200, person.id, { phone_verified: true })
      assert.deepEqual(await known(person, 'phone_verified'), [[true], [true]])
      await change(200, person.id, { phone_number: second, phone_verified: true })
      assert.deepEqual(await known(person, 'phone_number', 'phone_verified'), [
        [second, true],
        [second, true],
      ])
      await passes(second, person.id)
    })

    test('what no script does there is refused, and stays as it was', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const person = await newPerson()
      const nameless = await newPerson(false)
      await setScripts({ ...SCRIPTS, change_username: '', change_phone_number: '' })
      for (const [field, value] of [
        ['username', newName()],
        ['phone_number', newNumber()],
      ] as const) {
        const { message, errorCode } = await change(400, person.id, { [field]: value })
        assert.deepEqual([message, errorCode], [`change_${field} script does not exist`, 'auth0_idp_error'])
      }
      await setScripts(SCRIPTS)
      const without = await change(400, person.id, { username: null })
      assert.equal(without['message'], 'No script takes the username of users of legacy away')
      const first = await change(400, nameless.id, { username: newName() })
      assert.equal(first['message'], 'No script gives users of legacy a username who have none')
      assert.deepEqual(await known(person, 'username', 'phone_number'), [
        [person.username, person.phone_number],
        [person.username, person.phone_number],
      ])
    })

    test('a script that finds nobody, fails or says no leaves the name as it was, here too', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const person = await newPerson()
      for (const [answer, message] of [
        ['callback(null, false)', 'The script change_username has found nobody to change'],
        ['callback(new Error("read only"))', 'The script change_username: read only'],
        ['callback(new ValidationError("taken", "not that one"))', 'The script change_username: not that one'],
      ]) {
        const change_username = `function change(username, newUsername, callback) { ${answer} }`
        await setScripts({ ...SCRIPTS, change_username })
        const told = await change(400, person.id, { username: newName() })
        assert.deepEqual([told['message'], told['errorCode']], [message, 'auth0_idp_error'])
      }
      assert.deepEqual(await known(person, 'username'), [[person.username], [person.username]])
    })

    test('a name that somebody has, here or there, is given to nobody else', async () => {
      const [person, other] = [await newPerson(), await newPerson()]
      const stranger = { ...other, id: 'id-stranger', email: `${newName()}@example.com`, username: newName() }
      elsewhere.people.set(stranger.email, { ...stranger, phone_number: newNumber() })
      for (const username of [other.username, stranger.username]) {
        assert.equal((await change(409, person.id, { username }))['message'], TAKEN)
      }
      assert.equal((await change(409, person.id, { phone_number: other.phone_number }))['message'], TAKEN)
      assert.equal((await change(409, person.id, { email: stranger.email }))['message'], TAKEN)
      assert.deepEqual(await known(person, 'username', 'email'), [
        [person.username, person.email],
        [person.username, person.email],
      ])
    })

    test('nobody is changed who has only got the name since', async () => {
      const person = await newPerson()
      const since = { ...person, id: 'id-since', username: newName(), phone_number: newNumber() }
      elsewhere.people.set(person.email, since)
      for (const fields of [{ email: `${newName()}@example.com` }, { password: 'Another-horse-8' }]) {
        const told = await change(400, person.id, fields)
        assert.equal(told['message'], `Elsewhere nobody of this name is auth0|${person.id}`)
      }
      elsewhere.people.delete(person.email)
      const gone = await change(400, person.id, { username: newName() })
      assert.equal(gone['message'], `Elsewhere nobody of this name is auth0|${person.id}`)
      assert.equal(since.password, PASSWORD)
    })

    test('a change that could not be kept here can be made again', async () => {
      const person = await newPerson()
      const username = newName()
      elsewhere.people.set(person.email, { ...person, username })
      await change(200, person.id, { username })
      assert.deepEqual(await known(person, 'username'), [[username], [username]])
    })

    test('who has no address gets no new password by it, and both proofs are no one call', async (t) => {
      t.after(() => setScripts(SCRIPTS))
      const username = newName()
      const id = `id-${username}`
      const login = `function login(username, password, callback) {
        callback(null, { user_id: '${id}', username, phone_number: '${newNumber()}' })
      }`
      await setScripts({ ...SCRIPTS, login })
      await passes(username, id)
      const told = await change(400, id, { password: 'Another-horse-8' })
      assert.equal(told['message'], 'No script changes passwords of users of legacy without email')
      await setScripts(SCRIPTS)
      const person = await newPerson()
      const both = await change(400, person.id, { email_verified: false, phone_verified: false })
      assert.equal(both['message'], 'Cannot update email_verified and phone_verified simultaneously')
      assert.deepEqual(await known(person, 'verified', 'phone_verified'), [
        [true, true],
        [undefined, true],
      ])
    })
  })
}
