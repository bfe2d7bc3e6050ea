// Roles and permissions: who has them, where they come from, and that they end.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { permissionsAt } from '@symbolon/core/users/permissions'
import { people, type People } from './people.fixture.ts'
import { openSampleWing, type SampleWing } from './sample-wing.fixture.ts'

const AUDIENCE = 'https://orders.example.com/'
const SCOPES = [{ value: 'read:orders', description: 'Read orders' }, { value: 'write:orders' }]

let wing: SampleWing
let made: People
let api_id: string
before(async () => {
  wing = await openSampleWing()
  made = people(wing)
  const body = { identifier: AUDIENCE, name: 'Orders', scopes: SCOPES, enforce_policies: true }
  api_id = (await wing.ask('/resource-servers', { method: 'POST', body })).json().id
})
after(() => wing.close())

const of = (...names: readonly string[]) => ({
  permissions: names.map((permission_name) => ({ resource_server_identifier: AUDIENCE, permission_name })),
})
const role = async (name: string) => (await wing.ask('/roles', { method: 'POST', body: { name } })).json()
const rightsOf = async (user_id: string): Promise<readonly string[]> => {
  const api = await wing.tenancy.store.find('resource_servers', { identifier: AUDIENCE })
  assert.ok(api)
  return permissionsAt(wing.tenancy, user_id, api)
}

describe('a role', () => {
  test('is made with 200, found by a piece of its name, and deleted with an empty object', async () => {
    const answer = await wing.ask('/roles', { method: 'POST', body: { name: 'Editor', description: 'Edits' } })
    assert.equal(answer.statusCode, 200)
    const { id, ...rest } = answer.json()
    assert.match(id, /^rol_[A-Za-z0-9]{16}$/)
    assert.deepEqual(rest, { name: 'Editor', description: 'Edits' })
    await role('100% true')
    const found = async (piece: string) =>
      (await wing.ask(`/roles?name_filter=${encodeURIComponent(piece)}`))
        .json()
        .map((one: { name: string }) => one.name)
    assert.deepEqual(await found('DIT'), ['Editor'])
    assert.deepEqual(await found('%'), ['100% true'])
    assert.deepEqual(await found('_'), [])
    const page = (await wing.ask('/roles?include_totals=true&type=tenant&per_page=1')).json()
    assert.deepEqual(Object.keys(page), ['roles', 'start', 'limit', 'total'])
    assert.equal((await wing.ask('/roles?type=organization')).statusCode, 400)
    assert.equal((await wing.ask('/roles', { method: 'POST', body: { name: 'Editor' } })).statusCode, 409)
    const deleted = await wing.ask(`/roles/${id}`, { method: 'DELETE' })
    assert.deepEqual([deleted.statusCode, deleted.json()], [200, {}])
    const gone = await wing.ask(`/roles/${id}`)
    assert.deepEqual([gone.statusCode, gone.json().message], [404, 'The role does not exist.'])
  })

  test('holds permissions of APIs that there are, each once', async () => {
    const { id } = await role('Reader')
    const url = `/roles/${id}/permissions`
    const given = await wing.ask(url, { method: 'POST', body: of('read:orders', 'read:orders') })
    assert.deepEqual([given.statusCode, given.json()], [201, {}])
    assert.equal((await wing.ask(url, { method: 'POST', body: of('read:orders', 'write:orders') })).statusCode, 201)
    assert.deepEqual((await wing.ask(url)).json(), [
      {
        resource_server_identifier: AUDIENCE,
        permission_name: 'read:orders',
        description: 'Read orders',
        resource_server_name: 'Orders',
      },
      {
        resource_server_identifier: AUDIENCE,
        permission_name: 'write:orders',
        description: '',
        resource_server_name: 'Orders',
      },
    ])
    assert.equal((await wing.ask(url, { method: 'POST', body: of('burn:orders') })).statusCode, 400)
    const foreign = { permissions: [{ resource_server_identifier: 'urn:nowhere', permission_name: 'read:orders' }] }
    assert.equal((await wing.ask(url, { method: 'POST', body: foreign })).statusCode, 404)
    assert.equal((await wing.ask(url, { method: 'DELETE', body: of('read:orders') })).statusCode, 204)
    const page = (await wing.ask(`${url}?include_totals=true`)).json()
    assert.deepEqual([page.total, page.permissions[0].permission_name], [1, 'write:orders'])
    // The role itself says nothing of them.
    assert.deepEqual(Object.keys((await wing.ask(`/roles/${id}`)).json()), ['id', 'name'])
  })

  test('is given to users, and lists them', async () => {
    const { id } = await role('Member')
    const users = [await made.user(), await made.user(), await made.user()].map(({ user_id }) => user_id)
    const given = await wing.ask(`/roles/${id}/users`, { method: 'POST', body: { users } })
    assert.deepEqual([given.statusCode, given.json()], [200, {}])
    const listed = (await wing.ask(`/roles/${id}/users`)).json()
    assert.deepEqual(listed.map((one: { user_id: string }) => one.user_id).toSorted(), users.toSorted())
    assert.deepEqual(Object.keys(listed[0]).toSorted(), ['email', 'name', 'picture', 'user_id'])
    const first = (await wing.ask(`/roles/${id}/users?take=2`)).json()
    const rest = (await wing.ask(`/roles/${id}/users?take=2&from=${first.next}`)).json()
    assert.deepEqual([first.users.length, rest.users.length, rest.next], [2, 1, undefined])
    const stranger = { users: ['auth0|nobody'] }
    assert.equal((await wing.ask(`/roles/${id}/users`, { method: 'POST', body: stranger })).statusCode, 404)
  })
})

describe('a user', () => {
  test('has permissions of its own and of roles, each with where it comes from', async () => {
    const { user_id } = await made.user()
    const { id } = await role('Clerk')
    await wing.ask(`/roles/${id}/permissions`, { method: 'POST', body: of('read:orders', 'write:orders') })
    const url = `/users/${encodeURIComponent(user_id)}`
    assert.equal((await wing.ask(`${url}/roles`, { method: 'POST', body: { roles: [id] } })).statusCode, 204)
    const given = await wing.ask(`${url}/permissions`, { method: 'POST', body: of('read:orders') })
    assert.deepEqual([given.statusCode, given.json()], [201, {}])
    assert.deepEqual((await wing.ask(`${url}/roles`)).json(), [{ id, name: 'Clerk' }])
    const held = (await wing.ask(`${url}/permissions`)).json()
    assert.deepEqual(
      held.map(({ permission_name, sources }: { permission_name: string; sources: { source_type: string }[] }) => [
        permission_name,
        sources.map(({ source_type }) => source_type),
      ]),
      [
        ['read:orders', ['DIRECT', 'ROLE']],
        ['write:orders', ['ROLE']],
      ],
    )
    assert.deepEqual(await rightsOf(user_id), ['read:orders', 'write:orders'])
    assert.equal((await wing.ask(`${url}/roles`, { method: 'DELETE', body: { roles: [id] } })).statusCode, 204)
    assert.deepEqual(await rightsOf(user_id), ['read:orders'])
    assert.equal((await wing.ask(`${url}/permissions`, { method: 'DELETE', body: of('read:orders') })).statusCode, 204)
    assert.deepEqual(await rightsOf(user_id), [])
    assert.equal((await wing.ask(`${url}/roles`, { method: 'POST', body: { roles: ['rol_nothing'] } })).statusCode, 404)
  })

  test('loses what a role gave when the role is deleted', async () => {
    const { user_id } = await made.user()
    const { id } = await role('Passing')
    await wing.ask(`/roles/${id}/permissions`, { method: 'POST', body: of('read:orders') })
    await wing.ask(`/roles/${id}/users`, { method: 'POST', body: { users: [user_id] } })
    assert.deepEqual(await rightsOf(user_id), ['read:orders'])
    await wing.ask(`/roles/${id}`, { method: 'DELETE' })
    assert.deepEqual(await rightsOf(user_id), [])
    assert.deepEqual((await wing.ask(`/users/${encodeURIComponent(user_id)}/roles`)).json(), [])
  })

  test('does not get a right back that its API had lost', async () => {
    const { user_id } = await made.user()
    const { id } = await role('Writer')
    await wing.ask(`/roles/${id}/permissions`, { method: 'POST', body: of('write:orders') })
    await wing.ask(`/roles/${id}/users`, { method: 'POST', body: { users: [user_id] } })
    const url = `/users/${encodeURIComponent(user_id)}/permissions`
    await wing.ask(url, { method: 'POST', body: of('write:orders') })
    const scopes = (list: readonly object[]) =>
      wing.ask(`/resource-servers/${api_id}`, { method: 'PATCH', body: { scopes: list } })
    await scopes(SCOPES.slice(0, 1))
    assert.deepEqual(await rightsOf(user_id), [])
    assert.deepEqual((await wing.ask(url)).json(), [])
    await scopes(SCOPES)
    assert.deepEqual(await rightsOf(user_id), [])
  })
})
