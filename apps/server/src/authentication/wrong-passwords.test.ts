// Where hashes of other systems are kept, a name that nobody has costs what somebody's wrong password does, and opens nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loginWithPassword } from '@symbolon/core/login/password'
import { runJob } from '@symbolon/core/jobs/run-job'
import { DATABASE, people } from '../manage/people.fixture.ts'
import { openSampleWing, type SampleWing } from '../manage/sample-wing.fixture.ts'

let wing: SampleWing
before(async () => void (wing = await openSampleWing()))
after(() => wing.close())

const form = (users: unknown, connection_id: string): string =>
  [
    `--b\r\nContent-Disposition: form-data; name="users"; filename="users.json"\r\n\r\n${JSON.stringify(users)}\r\n`,
    `--b\r\nContent-Disposition: form-data; name="connection_id"\r\n\r\n${connection_id}\r\n--b--\r\n`,
  ].join('')

test('the password that is looked at for nobody is one of the connection, always the same for the same name', async () => {
  const { tenancy } = wing
  const [connection] = await tenancy.store.all('connections', { name: DATABASE })
  assert.ok(connection)
  const client_id = await people(wing).client()
  const enabled = [{ client_id, status: true }]
  await wing.ask(`/connections/${connection.id}/clients`, { method: 'PATCH', body: enabled })
  const client = await tenancy.store.find('clients', { client_id })
  assert.ok(client)
  const bcrypt = (n: number) => `$2b$10$${String(n).padStart(53, 'a')}`
  const rows = Array.from({ length: 40 }, (_, n) => ({ email: `old${n}@example.com`, password_hash: bcrypt(n) }))
  const started = await wing.ask('/jobs/users-imports', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: form(rows, connection.id),
  })
  await runJob(tenancy, started.json().id, 'me', () => false)

  const seen: string[] = []
  const verify = async (_password: string, hash: string) => {
    seen.push(hash)
    return { right: true, outdated: false }
  }
  const login = (username: string) =>
    loginWithPassword(
      { ...tenancy, hasher: { ...tenancy.hasher, verify } },
      {
        client,
        connection: DATABASE,
        username,
        password: 'a guess',
        visitor: { ip: undefined, user_agent: undefined },
      },
    )
  const names = Array.from({ length: 24 }, (_, n) => `nobody${n}@example.com`)
  const looked = async () => {
    seen.length = 0
    // Right for whom it is of, and for nobody else.
    for (const name of names) await assert.rejects(login(name), { code: 'invalid_user_password' })
    return [...seen]
  }
  const first = await looked()
  assert.ok(first.every((hash) => rows.some(({ password_hash }) => password_hash === hash)))
  assert.ok(new Set(first).size > 1)
  assert.deepEqual(await looked(), first)
  seen.length = 0
  assert.equal((await login('old2@example.com')).user.email, 'old2@example.com')
  assert.deepEqual(seen, [bcrypt(2)])
})
