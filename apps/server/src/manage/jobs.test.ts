// Users in bulk: imported with what they were, exported as they are, and told what went wrong.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { findDownload } from '@symbolon/core/jobs/download'
import { runJob } from '@symbolon/core/jobs/run-job'
import { newAdministrators } from '@symbolon/core/tenants/set-up'
import { newUserDocument } from '@symbolon/core/users/new-user'
import { DATABASE, people, type People } from './people.fixture.ts'
import { openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let connection_id: string
let make: People
before(async () => {
  wing = await openSampleWing()
  make = people(wing)
  const [connection] = await wing.tenancy.store.all('connections', { name: DATABASE })
  connection_id = connection?.id ?? ''
})
after(() => wing.close())

const form = (parts: Readonly<Record<string, string>>) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  body: `${Object.entries(parts)
    .map(([name, text]) => {
      const file = name === 'users' ? '; filename="users.json"' : ''
      return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`
    })
    .join('')}--b--\r\n`,
})

const askImport = (users: unknown, more: Readonly<Record<string, string>> = {}, asked: Partial<Asked> = {}) => {
  const text = typeof users === 'string' ? users : JSON.stringify(users)
  return wing.ask('/jobs/users-imports', { ...form({ users: text, connection_id, ...more }), ...asked })
}

const done = async (id: string) => {
  await runJob(wing.tenancy, id, 'me', () => false)
  return (await wing.ask(`/jobs/${id}`)).json()
}

const imported = async (users: unknown, more: Readonly<Record<string, string>> = {}) => {
  const answer = await askImport(users, more)
  assert.equal(answer.statusCode, 202, answer.body)
  return done(answer.json().id)
}

const errorsOf = async (id: string) => {
  const answer = await wing.ask(`/jobs/${id}/errors`)
  return answer.statusCode === 204 ? [] : answer.json()
}

const exported = async (body: object) => {
  const answer = await wing.ask('/jobs/users-exports', { method: 'POST', body })
  assert.equal(answer.statusCode, 200, answer.body)
  const job = await done(answer.json().id)
  assert.equal(job.status, 'completed')
  return { job, text: await fetched(job.location) }
}

const fetched = async (location: string): Promise<string | undefined> => {
  const found = await findDownload(wing.tenancy, new URL(location).pathname.split('/').at(-1) ?? '')
  return found && (await Array.fromAsync(found.pieces)).join('')
}

/** Mails that have been written since the last time somebody looked. */
const newMails = async () => {
  // What is done in the background orders mails, which are written there too.
  await wing.mailsSent()
  await wing.mailsSent()
  return wing.mails.splice(0)
}

describe('an import of users', () => {
  test('tells the administrators by mail how it ended, unless it is to be silent', async () => {
    const { tenancy } = wing
    const connection = newAdministrators(tenancy)
    assert.deepEqual(await tenancy.store.apply([{ insert: 'connections', document: connection }]), {
      outcome: 'applied',
    })
    for (const [email, blocked] of [
      ['ada@example.com', false],
      ['gone@example.com', true],
    ] as const) {
      await tenancy.store.insertUser(newUserDocument(tenancy, connection, { email, blocked }))
    }
    await newMails()
    const rows = [{ email: 'told@example.com' }, { email: 'told@example.com' }, { email: 'no address' }]
    const { id } = await imported(rows)
    const [mail, ...others] = await newMails()
    assert.deepEqual([mail?.to, others], ['ada@example.com', []])
    assert.equal(mail?.subject, 'The import of users at one is done')
    assert.match(
      mail?.text ?? '',
      new RegExp(`Of 3 rows for ${DATABASE} 1 became users, 0 changed one, and 2 were left out\\.`),
    )
    assert.match(mail?.text ?? '', new RegExp(`errors of the job ${id}\\.`))
    const failed = await imported('no JSON')
    const [why] = await newMails()
    assert.equal(why?.subject, 'The import of users at one has failed')
    assert.match(why?.text ?? '', new RegExp(`The job ${failed.id}, [^:]*: Failed to parse users file JSON`))
    await imported([{ email: 'silent@example.com' }], { send_completion_email: 'false' })
    assert.deepEqual(await newMails(), [])
  })

  test('is told in the words of the wire, from pending to completed', async () => {
    const answer = await askImport([{ email: 'first@example.com' }], {
      external_id: 'mine',
      send_completion_email: 'false',
    })
    assert.equal(answer.statusCode, 202)
    const { id, created_at, ...job } = answer.json()
    assert.match(id, /^job_[A-Za-z0-9]{16}$/)
    assert.equal(created_at, new Date(wing.clock.now).toISOString())
    const words = { type: 'users_import', connection_id, connection: DATABASE, external_id: 'mine' }
    assert.deepEqual(job, { ...words, status: 'pending' })
    assert.deepEqual((await wing.ask(`/jobs/${id}`)).json(), answer.json())
    assert.deepEqual(await done(id), {
      ...words,
      id,
      created_at,
      status: 'completed',
      summary: { failed: 0, updated: 0, inserted: 1, total: 1 },
    })
    assert.equal((await wing.ask(`/jobs/${id}/errors`)).statusCode, 204)
  })

  test('keeps who users were, and their passwords', async () => {
    const row = {
      user_id: 'old-1',
      email: 'Moved@Example.com',
      email_verified: true,
      name: 'Moved In',
      user_metadata: { theme: 'dark' },
      app_metadata: { plan: 'gold' },
      custom_password_hash: {
        algorithm: 'sha256',
        hash: { value: createHash('sha256').update('saltpassword').digest('hex'), encoding: 'hex' },
        salt: { value: 'salt', position: 'prefix' },
      },
    }
    assert.equal((await imported([row])).summary.inserted, 1)
    const user = (await wing.ask('/users/auth0%7Cold-1')).json()
    assert.deepEqual([user.email, user.email_verified, user.name], ['moved@example.com', true, 'Moved In'])
    assert.deepEqual([user.user_metadata, user.app_metadata], [row.user_metadata, row.app_metadata])
    assert.deepEqual(user.identities, [{ connection: DATABASE, provider: 'auth0', user_id: 'old-1', isSocial: false }])
    const kept = await wing.tenancy.store.findPassword('auth0|old-1')
    assert.deepEqual(await wing.tenancy.hasher.verify('password', kept?.hash ?? ''), { right: true, outdated: true })
    assert.doesNotMatch(JSON.stringify(wing.recorded), /sha256|saltpassword/)
  })

  test('what cannot be imported hinders nobody else, and says why without its password', async () => {
    await make.user({ email: 'there@example.com' })
    const users = [
      { email: 'there@example.com', password_hash: '$2b$10$secret' },
      { email: 'THERE@example.com', user_metadata: { a: 1 } },
      { email: 'fine@example.com' },
      { email: 'Fine@example.com' },
      { email: 7 },
      'nobody',
      { email: 'deep@example.com', app_metadata: JSON.parse('{"__proto__":{"admin":true}}') },
    ]
    const job = await imported(JSON.stringify(users).replace('{}', '{"__proto__":{"admin":true}}'))
    assert.deepEqual(job.summary, { failed: 6, updated: 0, inserted: 1, total: 7 })
    const errors = await errorsOf(job.id)
    assert.deepEqual(
      errors.map(({ user, errors: [error] }: { user: unknown; errors: { code: string; path?: string }[] }) => [
        JSON.stringify(user),
        error?.code,
        error?.path,
      ]),
      [
        ['{"email":"there@example.com"}', 'NOT_PASSED', 'password_hash'],
        ['{"email":"THERE@example.com","user_metadata":{"a":1}}', 'DUPLICATED_USER', undefined],
        ['{"email":"Fine@example.com"}', 'DUPLICATED_USER', undefined],
        ['{"email":7}', 'INVALID_TYPE', 'email'],
        ['"nobody"', 'INVALID_TYPE', undefined],
        ['{"email":"deep@example.com","app_metadata":{"__proto__":{"admin":true}}}', 'NOT_PASSED', 'app_metadata'],
      ],
    )
  })

  test('changes who is there when it may, and then no more than a profile', async () => {
    const there = await make.user({ email: 'known@example.com', user_metadata: { a: 1, b: 1 } })
    const rows = [
      {
        email: 'known@example.com',
        name: 'Known',
        blocked: true,
        user_metadata: { b: 2 },
        password_hash: `$2b$10$${'a'.repeat(53)}`,
      },
      { email: 'unknown@example.com' },
    ]
    const job = await imported(rows, { upsert: 'true' })
    assert.deepEqual(job.summary, { failed: 0, updated: 1, inserted: 1, total: 2 })
    const user = (await wing.ask(`/users/${encodeURIComponent(there.user_id)}`)).json()
    assert.deepEqual([user.name, user.blocked, user.user_metadata], ['Known', undefined, { a: 1, b: 2 }])
    // A password that was set here is nobody's to replace.
    assert.match((await wing.tenancy.store.findPassword(there.user_id))?.hash ?? '', /^\$argon2id\$/)
  })

  test('a hash that was imported can be replaced by another import until its user has logged in', async () => {
    const row = (value: string) => ({
      email: 'twice@example.com',
      custom_password_hash: { algorithm: 'md5', hash: { value, encoding: 'hex' } },
    })
    await imported([row('0'.repeat(32))])
    assert.equal((await imported([row('f'.repeat(32))], { upsert: 'true' })).summary.updated, 1)
    const user = await wing.tenancy.store.findUserByIdentifier(DATABASE, 'email', 'twice@example.com')
    const user_id = user?.user_id ?? ''
    const kept = await wing.tenancy.store.findPassword(user_id)
    assert.match(kept?.hash ?? '', /\/{21}/)
    // Nobody gets at the login of an administrator so.
    const { store, tenant } = wing.tenancy
    const right = { resource_server_identifier: `${tenant.home}api/v2/`, permission_name: 'read:logs' }
    await store.grantPermissions(user_id, [right])
    await imported([row('0'.repeat(32))], { upsert: 'true' })
    assert.deepEqual(await store.findPassword(user_id), kept)
    await store.withdrawPermissions(user_id, [right])
    await store.countLogin(user_id, undefined, wing.clock.now / 1000)
    await imported([row('0'.repeat(32))], { upsert: 'true' })
    assert.deepEqual(await store.findPassword(user_id), kept)
  })

  test('goes on where a process that died has left it, and does nothing twice', async () => {
    const users = Array.from({ length: 175 }, (_, n) => ({ email: n % 50 === 7 ? 'x' : `row${n}@example.com` }))
    const { id } = (await askImport(users)).json()
    let steps = 0
    // It dies in the middle: nobody says goodbye.
    const dying = { ...wing.tenancy, store: { ...wing.tenancy.store, leaveJob: async () => undefined } }
    await runJob(dying, id, 'dying', () => (steps += 1) > 2)
    const half = (await wing.ask(`/jobs/${id}`)).json()
    assert.deepEqual([half.status, half.percentage_done], ['processing', 57])
    await runJob(wing.tenancy, id, 'too early', () => false)
    assert.equal((await wing.ask(`/jobs/${id}`)).json().status, 'processing')
    wing.clock.now += 10_000
    const job = await done(id)
    assert.deepEqual([job.status, job.summary], ['completed', { failed: 4, updated: 0, inserted: 171, total: 175 }])
    assert.equal((await errorsOf(id)).length, 4)
  })

  test('what is no JSON array fails whole', async () => {
    for (const text of ['{"email":"a@example.com"}', '[{"email":', '[]trailing', '\0', '\ufffd\ud800']) {
      const job = await imported(text)
      assert.deepEqual([job.status, job.summary], ['failed', undefined], text)
      assert.match(job.status_details, /^Failed to parse users file JSON/)
    }
    assert.deepEqual((await imported('[]')).summary, { failed: 0, updated: 0, inserted: 0, total: 0 })
  })

  test('is refused in the words of the wire', async () => {
    const users = '[]'
    const cases: readonly (readonly [Asked, number, string])[] = [
      [form({ connection_id }), 400, "Must provide 'users' file as multipart part."],
      [{ method: 'POST', body: { users, connection_id } }, 400, "Must provide 'users' file as multipart part."],
      [form({ users: '', connection_id }), 400, 'Users file must not be empty.'],
      [form({ users }), 400, "Must provide 'connection_id' as multipart part."],
      [form({ users, connection_id: 'con_nowhere' }), 400, 'The connection does not exist'],
      [
        form({ users, connection_id, upsert: 'perhaps' }),
        400,
        "Payload validation error: 'Expected true or false' on property upsert.",
      ],
      [
        form({ users, connection_id, more: 'x' }),
        400,
        "Payload validation error: 'Additional properties not allowed: more'.",
      ],
      [{ ...form({}), body: 'no form' }, 400, 'Invalid multipart payload format'],
      [
        form({ users: `[${' '.repeat(512_000)}]`, connection_id }),
        413,
        'Payload content length greater than maximum allowed: 512000.',
      ],
      [
        form({ users: `[${' '.repeat(600_000)}]`, connection_id }),
        413,
        'Payload content length greater than maximum allowed: 512000.',
      ],
    ]
    for (const [asked, status, message] of cases) {
      const answer = await wing.ask('/jobs/users-imports', asked)
      assert.deepEqual([answer.statusCode, answer.json().message], [status, message])
    }
    const elsewhere = await wing.ask('/users', { ...form({ users, connection_id }), method: 'POST' })
    assert.equal(elsewhere.statusCode, 415)
    const largest = await askImport(`[${' '.repeat(511_998)}]`)
    assert.equal((await done(largest.json().id)).status, 'completed')
  })

  test('goes into databases alone, and two at a time', async () => {
    const body = {
      name: 'a-provider',
      strategy: 'oidc',
      options: { client_id: 'x', discovery_url: 'https://idp.example/' },
    }
    const other = (await wing.ask('/connections', { method: 'POST', body })).json()
    const refused = await askImport('[]', { connection_id: other.id })
    assert.deepEqual([refused.statusCode, refused.json().message], [400, 'Connection must be a database connection.'])
    const open = [await askImport('[]'), await askImport('[]')].map((answer) => answer.json().id)
    const third = await askImport('[]')
    assert.deepEqual(
      [third.statusCode, third.json().message],
      [429, 'There are 2 active import users jobs, please wait until some of them are finished and try again'],
    )
    for (const id of open) assert.equal((await done(id)).status, 'completed')
    assert.equal((await done((await askImport('[]')).json().id)).status, 'completed')
  })

  test('ends, whatever rows it has', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.boolean(), async (rows, upsert) => {
        const job = await imported(rows, { upsert: String(upsert) })
        assert.equal(job.status, 'completed')
        const { failed, inserted, updated, total } = job.summary
        assert.deepEqual([failed + inserted + updated, total], [rows.length, rows.length])
        assert.equal((await errorsOf(job.id)).length, failed)
      }),
      { numRuns: 25 },
    ))
})

describe('an export of users', () => {
  test('has everybody, as lines of JSON, without passwords', async () => {
    const { job, text } = await exported({})
    assert.deepEqual([job.type, job.format], ['users_export', 'json'])
    const lines = (text ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const moved = lines.find(({ user_id }) => user_id === 'auth0|old-1')
    assert.deepEqual(moved, (await wing.ask('/users/auth0%7Cold-1')).json())
    const { total } = (await wing.ask('/users?include_totals=true&per_page=1')).json()
    assert.equal(lines.length, total)
    assert.doesNotMatch(text ?? '', /hash|argon2/)
  })

  test('has the columns that were asked for, and no more users than that', async () => {
    const fields = [
      { name: 'email' },
      { name: 'identities[0].connection', export_as: 'provider' },
      { name: 'user_metadata.theme' },
      { name: 'constructor.name', export_as: '__proto__' },
    ]
    const { text } = await exported({ format: 'csv', fields, connection_id })
    const [head, ...rows] = (text ?? '').split('\r\n')
    assert.equal(head, 'email,provider,user_metadata.theme,__proto__')
    assert.ok(rows.includes(`moved@example.com,${DATABASE},dark,`))
    const limited = await exported({ fields: [{ name: 'user_id', export_as: 'id' }], limit: 2 })
    const lines = (limited.text ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual([lines.length, Object.keys(lines[0])], [2, ['id']])
  })

  test('quotes what must be quoted, and no cell is a formula', async () => {
    const name = '=HYPERLINK("https://evil.example"),\nx'.replace('\n', ' ')
    await imported([
      {
        email: 'formula@example.com',
        name,
        user_metadata: {
          sum: '=1+1',
          minus: -5.5,
          list: [1, 'a"b'],
          wide: '\uff1d1+1',
          line: '\n=1+1',
          phone: '+15551',
        },
      },
    ])
    const fields = ['name', ...['sum', 'minus', 'list', 'wide', 'line', 'phone'].map((one) => `user_metadata.${one}`)]
    const { text } = await exported({ format: 'csv', fields: fields.map((one) => ({ name: one })) })
    const row = `"'=HYPERLINK(""https://evil.example""), x",'=1+1,-5.5,"[1,""a\\""b""]",'\uff1d1+1,"'\n=1+1",+15551`
    assert.ok(text?.split('\r\n').includes(row), text ?? '')
  })

  test('goes on where a process that died has left it', async () => {
    await imported(Array.from({ length: 450 }, (_, n) => ({ email: `many${n}@example.com` })))
    const { id } = (await wing.ask('/jobs/users-exports', { method: 'POST', body: {} })).json()
    let steps = 0
    await runJob(wing.tenancy, id, 'stopping', () => (steps += 1) > 1)
    assert.equal((await wing.ask(`/jobs/${id}`)).json().location, undefined)
    const job = await done(id)
    const lines = (await fetched(job.location))?.trimEnd().split('\n') ?? []
    const ids = lines.map((line) => JSON.parse(line).user_id)
    assert.equal(new Set(ids).size, ids.length)
    const { total } = (await wing.ask('/users?include_totals=true&per_page=1')).json()
    assert.equal(ids.length, total)
  })

  test('is fetched by an address that is good for a minute, for one file of one tenant', async () => {
    const { job } = await exported({ limit: 1 })
    const handle: string = new URL(job.location).pathname.replace('/exports/', '')
    assert.ok(job.location.startsWith('https://one.example/exports/'))
    const again = (await wing.ask(`/jobs/${job.id}`)).json().location
    assert.notEqual(again, job.location)
    assert.equal(await findDownload(wing.tenancyOf('two.example'), handle), undefined)
    for (const wrong of [
      '',
      'x',
      job.id,
      `${handle.slice(0, 40)}${handle[40] === 'A' ? 'B' : 'A'}${handle.slice(41)}`,
      handle.repeat(20),
    ]) {
      assert.equal(await findDownload(wing.tenancy, wrong), undefined)
    }
    wing.clock.now += 59_000
    assert.ok(await findDownload(wing.tenancy, handle))
    wing.clock.now += 1000
    assert.equal(await findDownload(wing.tenancy, handle), undefined)
  })

  test('is refused when it cannot be', async () => {
    for (const body of [
      { format: 'xml' },
      { limit: 0 },
      { fields: [] },
      { fields: [{}] },
      { connection_id: 'con_x' },
      { more: 1 },
    ]) {
      const answer = await wing.ask('/jobs/users-exports', { method: 'POST', body })
      assert.equal(answer.statusCode, 400, JSON.stringify(body))
    }
  })
})

test('a job is of one tenant, and 404 where there is none', async () => {
  const job = await imported('[]')
  for (const url of [`/jobs/${job.id}`, `/jobs/${job.id}/errors`]) {
    assert.equal((await wing.ask(url, { host: 'two.example' })).statusCode, 404)
  }
  assert.deepEqual((await wing.ask('/jobs/job_nowhere')).json(), {
    statusCode: 404,
    error: 'Not Found',
    message: 'The job does not exist.',
    errorCode: 'inexistent_job',
  })
})

test('a verification mail is a job that is done', async () => {
  const { user_id } = await make.user()
  const { id, status } = (await wing.ask('/jobs/verification-email', { method: 'POST', body: { user_id } })).json()
  assert.equal(status, 'pending')
  const job = (await wing.ask(`/jobs/${id}`)).json()
  assert.deepEqual([job.type, job.status], ['verification_email', 'completed'])
  assert.equal((await wing.ask(`/jobs/${id}/errors`)).statusCode, 204)
})

describe('who may do what in bulk', () => {
  test('whoever may only make users changes none that is there', async () => {
    const users = [{ email: 'bulk@people.example', app_metadata: { admin: true } }]
    const refused = await askImport(users, { upsert: 'true' }, { scopes: ['create:users'] })
    assert.equal(refused.statusCode, 403)
    assert.equal(refused.json().message, 'Insufficient scope, expected any of: update:users')
    const taken = await askImport(users, { upsert: 'true' }, { scopes: ['create:users', 'update:users'] })
    assert.equal(taken.statusCode, 202)
    await done(taken.json().id)
  })

  test('the address of an export is for those who may read users', async () => {
    const { job } = await exported({ format: 'json', connection_id })
    const shown = async (...scopes: readonly string[]) => (await wing.ask(`/jobs/${job.id}`, { scopes })).json()
    assert.equal(typeof (await shown('read:users')).location, 'string')
    const narrow = await shown('create:users')
    assert.deepEqual([narrow.status, narrow.location], ['completed', undefined])
  })

  test('a row that failed is told without the secrets in it, however deep', async () => {
    const row = {
      email: 7,
      app_metadata: {
        plan: 'gold',
        api_key: 'S1',
        nested: [{ Password: 'S2', list: [{ refreshToken: 'S3', ok: 1 }] }],
      },
      user_metadata: { pwd: 'S4', colour: 'red' },
    }
    const listed = [{ email: 'a@people.example', password_hash: 'S5' }]
    // Nothing that is told of them is as deep as these are.
    const deep = `[${JSON.stringify(row)},${JSON.stringify(listed)},${'['.repeat(20_000)}${']'.repeat(20_000)},{"email":7,"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}]`
    const job = await imported(deep)
    assert.deepEqual([job.status, job.summary.failed], ['completed', 4])
    const [first, second, ...others] = await errorsOf(job.id)
    assert.deepEqual(first.user, {
      email: 7,
      app_metadata: { plan: 'gold', nested: [{ list: [{ ok: 1 }] }] },
      user_metadata: { colour: 'red' },
    })
    assert.deepEqual(second.user, [{ email: 'a@people.example' }])
    assert.equal(others.length, 2)
  })

  test('a row that hides what it is spoils no other', async () => {
    const strange = { email: { toString: 1, valueOf: 1 }, constructor: 'x', more: 'a'.repeat(5000) }
    const job = await imported([strange, { email: 'good@people.example' }])
    assert.deepEqual([job.status, job.summary.inserted, job.summary.failed], ['completed', 1, 1])
  })
})
