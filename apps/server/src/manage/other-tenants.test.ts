// Nothing of one tenant is seen, changed or ended by an administrator of another, by whatever id. Made from the list of endpoints.
// security.md B20
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ENDPOINTS } from '@symbolon/core/manage/endpoints'
import { furnish } from './furnished.fixture.ts'
import { openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

const HOST = 'two.example'

let wing: SampleWing
let snapshot: () => Promise<string>

let furnished: Awaited<ReturnType<typeof furnish>>

before(async () => {
  wing = await openSampleWing()
  furnished = await furnish(wing, HOST)
  const { tenancy, user_id, session, token, consent, role, connection, organization } = furnished
  snapshot = async () => {
    const { store } = tenancy
    const all = await Promise.all([
      store.findUser(user_id),
      store.findSession(session.id),
      store.findRefreshToken(token.id),
      store.findConsentById(consent),
      store.rolesOfUser(user_id),
      store.permissionsOfUser(user_id),
      store.find('roles', { id: role['id'] ?? '' }),
      store.find('connections', { id: connection['id'] ?? '' }),
      store.all('enabled_clients', { connection_id: connection['id'] ?? '' }),
      store.all('actions', {}),
      store.all('action_versions', {}),
      store.all('action_modules', {}),
      store.all('action_bindings', {}),
      store.all('hooks', {}),
      store.findJob(furnished.ids['jobs'] ?? ''),
      store.all('organizations', {}),
      store.all('organization_connections', {}),
      store.all('organization_client_grants', {}),
      store.membersOf(organization['id'] ?? '', { limit: 9 }),
      store.rolesOfMember(organization['id'] ?? '', user_id),
      store.invitationsOf(organization['id'] ?? '', { limit: 9 }),
    ])
    assert.ok(all.slice(0, 4).every((one) => one !== undefined))
    return JSON.stringify(all)
  }
})
after(() => wing.close())

/** Named the same in every tenant. */
const SHARED = /^\/(?:anomaly|actions\/triggers|prompts)\//

describe('an administrator of another tenant', () => {
  for (const { method, path } of ENDPOINTS) {
    test(`gets and does nothing by ${method} ${path}`, async () => {
      const before_it = await snapshot()
      const url = furnished.pathOf(path) + (furnished.queries[`${method} ${path}`] ?? '')
      const body = furnished.bodies[path] ?? (method === 'POST' || method === 'PATCH' ? {} : undefined)
      const asked: Asked = body === undefined ? { method } : { method, body }
      const answer = await wing.ask(url, asked)
      const isAbout = path.includes(':id') && !SHARED.test(path)
      // Of what is not there, some ways of getting rid say nothing.
      const quiet = ['/users/:id', '/connections/:id/users', '/rules-configs/:id']
      const isQuiet = method === 'DELETE' && quiet.includes(path)
      if (isAbout && !isQuiet) assert.ok([400, 404].includes(answer.statusCode), `${answer.statusCode} ${answer.body}`)
      // What was asked for by its id may be named so in the words that it is not there.
      const strange = Object.values(furnished.ids).filter((id) => !decodeURIComponent(url).includes(id))
      for (const id of strange) assert.ok(!answer.body.includes(id), answer.body)
      assert.equal(await snapshot(), before_it)
    })
  }

  test('would see all of it where it is', async () => {
    for (const { method, path } of ENDPOINTS.filter((one) => one.method === 'GET' && one.path.includes(':id'))) {
      if (path.startsWith('/anomaly')) continue
      const answer = await wing.ask(furnished.pathOf(path), { method, host: HOST })
      assert.equal(answer.statusCode, 200, `${path} ${answer.body}`)
    }
  })
})
