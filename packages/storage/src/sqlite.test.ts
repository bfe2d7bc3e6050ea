import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { after, mock, test } from 'node:test'
import { CompiledQuery, sql } from 'kysely'
import { migrate } from './migrate.ts'
import { sampleClient, sampleLogEvent, sampleTenant } from './sample-documents.ts'
import { sampleCode, sampleIdentity, sampleSession, sampleUser } from './sample-records.ts'
import { openSqlite } from './sqlite.ts'
import { statement } from './statement.ts'
import { createStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'symbolon-sqlite-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
const newPath = () => join(folder, `${(files += 1)}.db`)

const assemble = async (path: string, uptime = () => 0, lockPatience = 60) => {
  const opening = openSqlite(path, lockPatience)
  await migrate(opening, () => 1)
  const opened = createStore(opening, { now: () => 1, operatorLog: () => {}, uptime })
  return { ...opened, database: opening.database, opening }
}

const client = sampleClient('c')
const insert = (id: string, more: object = {}) =>
  ({ insert: 'clients', document: sampleClient(id, { ...more }) }) as const

/** Every way to write is refused as unavailable, and afterwards nothing is there. */
const assertNothingCanBeWritten = async (path: string, hinder: (database: DatabaseSync) => () => void) => {
  const { store, database } = await assemble(path)
  await store.createTenant(sampleTenant('one'), [insert('c')])
  const tenant = store.tenant('ten_one')
  const relent = hinder(database)
  // More than the free pages there may be.
  const large = 'x'.repeat(200_000)
  const writes = await Promise.allSettled([
    tenant.apply([insert('d', { large }), insert('e')]),
    tenant.apply([{ replace: 'clients', before: client, after: sampleClient('c', { large }) }]),
    store.createTenant(sampleTenant('two'), [insert('f', { large })]),
    store.appendLogEvents([{ tenant_id: 'ten_one', event: sampleLogEvent(1, { description: large }) }]),
  ])
  for (const write of writes) {
    assert.equal(write.status, 'rejected')
    assert.equal(write.reason.code, 'store_unavailable')
    assert.ok(write.reason.cause instanceof Error)
  }
  relent()
  assert.deepEqual(
    (await tenant.all('clients', {})).map(({ client_id }) => client_id),
    ['c'],
  )
  assert.deepEqual(await tenant.find('clients', { client_id: 'c' }), client)
  assert.equal(await store.findTenant('two.example'), undefined)
  assert.deepEqual(await tenant.logEvents({ limit: 1 }), { events: [], total: 0 })
  assert.deepEqual(await tenant.apply([insert('d')]), { outcome: 'applied' })
  await store.close()
}

test('while another process holds the file, writes are refused and reads go on', async () => {
  const path = newPath()
  await assertNothingCanBeWritten(path, () => {
    const other = new DatabaseSync(path)
    other.exec('begin immediate')
    return () => other.close()
  })
})

test('however many things new users bring along, no statement of just so many is kept', async () => {
  const { store } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  const prepare = mock.method(DatabaseSync.prototype, 'prepare')
  const preparedFor = async (id: string): Promise<readonly string[]> => {
    const before = prepare.mock.callCount()
    const identities = Array.from({ length: 7 }, (_, at) => sampleIdentity(`${id}${at}`, { connection: `C${at}` }))
    const user = sampleUser(id, { identities, email: `${id}@example.com` })
    assert.equal(await tenant.insertUser(user), 'written')
    const texts = prepare.mock.calls.slice(before).map(({ arguments: [text] }) => text)
    return texts.flatMap((text) => /insert into (\w+)/.exec(text)?.[1] ?? [])
  }
  await preparedFor('a')
  assert.deepEqual(await preparedFor('b'), ['user_leaves', 'user_identifiers'], 'prepared anew, because not kept')
  prepare.mock.restore()
  await store.close()
})

test('a full disk refuses what does not fit and changes nothing', () =>
  assertNothingCanBeWritten(newPath(), (database) => {
    const { page_count } = database.prepare('pragma page_count').get() as { page_count: number }
    database.exec(`pragma max_page_count = ${page_count + 1}`)
    return () => database.exec('pragma max_page_count = 1000000')
  }))

test('a read-only database refuses to be written', () =>
  assertNothingCanBeWritten(newPath(), (database) => {
    database.exec('pragma query_only = on')
    return () => database.exec('pragma query_only = off')
  }))

test('a write waits for another process that finishes in time', async () => {
  const path = newPath()
  const { store } = await assemble(path, undefined, 60_000)
  await store.createTenant(sampleTenant('one'), [])
  const other = new DatabaseSync(path, { timeout: 5_000 })
  other.exec('begin immediate')
  const spent = store.tenant('ten_one').spendAssertion('c', 'j', 1)
  setTimeout(() => other.exec('commit'), 25)
  assert.equal(await spent, true)
  other.exec('begin immediate')
  const used = store.tenant('ten_one').spendOneTime('authorization_code', 'no such code', 1)
  setTimeout(() => other.exec('commit'), 25)
  assert.equal(await used, false)
  other.close()
  await store.close()
})

test('one who fills the disk does not take with him what others wrote in the same moment', async () => {
  const { store, database } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  const { page_count } = database.prepare('pragma page_count').get() as { page_count: number }
  database.exec(`pragma max_page_count = ${page_count + 3}`)
  const [small, large, last] = await Promise.allSettled([
    tenant.apply([insert('small')]),
    tenant.apply([insert('large', { large: 'x'.repeat(200_000) })]),
    tenant.spendAssertion('c', 'j', 1),
  ])
  assert.equal(large.status, 'rejected')
  // Those who were told that it is done find it done, the others find nothing.
  const written = (await tenant.all('clients', {})).map(({ client_id }) => client_id)
  assert.deepEqual(written, small.status === 'fulfilled' ? ['small'] : [])
  assert.equal(await tenant.spendAssertion('c', 'j', 1), last.status === 'rejected')
  await store.close()
})

test('what nobody has changed is read once, and a login of somebody else changes nobody', async () => {
  const { store } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  await tenant.insertUser(sampleUser('1'))
  await tenant.insertSession(sampleSession('s', 'auth0|1'), 'h')
  const first = [await tenant.findUser('auth0|1'), await tenant.findSession('s')]
  await tenant.insertUser(sampleUser('2'))
  await tenant.insertSession(sampleSession('t', 'auth0|2'), 'i')
  await tenant.keepOneTime(sampleCode('c', 'auth0|1'))
  await tenant.spendOneTime('authorization_code', 'c', 1)
  await store.appendLogEvents([{ tenant_id: 'ten_one', event: sampleLogEvent(1) }])
  const again = [await tenant.findUser('auth0|1'), await tenant.findSession('s')]
  assert.ok(first.every((record, at) => record !== undefined && record === again[at]))
  await store.close()
})

test('a search through a large tenant leaves others their turn, and finds what is there', async () => {
  const { store } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  const users = Array.from({ length: 3_500 }, (_, n) =>
    sampleUser(String(n).padStart(4, '0'), {
      app_metadata: { rest: n % 7, ...(n % 500 === 0 ? {} : { rank: `${n % 90}` }) },
    }),
  )
  await Promise.all(users.map((user) => tenant.insertUser(user)))
  let turns = 0
  const count = () => {
    turns += 1
    counting = setImmediate(count)
  }
  let counting = setImmediate(count)
  const three = { value: '3', inclusive: true }
  // Numbers inside documents are in no index.
  const matching = { is: 'between', field: ['app_metadata', 'rest'], from: three, to: three } as const
  const search = { matching, sort: undefined, limit: 5, offset: 240, withTotal: true }
  const found = await tenant.searchUsers(search)
  clearImmediate(counting)
  assert.ok(turns >= 3, `${turns} turns`)
  assert.deepEqual(found, { users: users.filter((_, n) => n % 7 === 3).slice(240, 245), total: 500 })
  assert.deepEqual((await tenant.searchUsers({ ...search, withTotal: false, offset: 0 })).users.length, 5)
  const sort = { field: ['app_metadata', 'rank'], descending: true }
  const inOrder = users
    .filter((_, n) => n % 7 === 3)
    .toSorted((one, other) => {
      const [a, b] = [one, other].map((user) => String(user.app_metadata?.['rank'] ?? ''))
      return a === b ? 0 : (a ?? '') < (b ?? '') ? 1 : -1
    })
  assert.deepEqual((await tenant.searchUsers({ ...search, sort, limit: 300, offset: 220 })).users, inOrder.slice(220))
  await store.close()
})

test('everything that was answered is there after the process was killed in the middle of writing', async () => {
  for (const lines of [1, 300]) {
    const path = newPath()
    const program = spawn(process.execPath, [join(import.meta.dirname, 'write-until-killed.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: string[] = []
    for await (const line of createInterface({ input: program.stdout })) {
      if (said.push(line) === lines) program.kill('SIGKILL')
    }
    assert.ok(said.length >= lines)
    const { store } = await assemble(path)
    const tenant = store.tenant('ten_one')
    for (const line of said) {
      const [what, id = ''] = line.split(' ')
      if (what === 'client') assert.ok(await tenant.find('clients', { client_id: id }), line)
      if (what === 'replaced') assert.equal((await tenant.find('clients', { client_id: id }))?.name, 'replaced', line)
      if (what === 'spent') assert.equal(await tenant.spendAssertion('c', id, 1), false, line)
      if (what === 'log') assert.ok(await tenant.findLogEvent(id), line)
      if (what === 'user') assert.ok(await tenant.findPassword(`auth0|${id}`), line)
      if (what === 'token') assert.ok(await tenant.findRefreshToken(id), line)
      if (what === 'rotated') {
        assert.equal((await tenant.findRefreshTokenByHandle(id))?.state.token_hash, 'second', line)
      }
      if (what === 'code') assert.ok(await tenant.findOneTime('authorization_code', id), line)
      if (what === 'used') assert.equal(await tenant.spendOneTime('authorization_code', id, 1), false, line)
    }
    await store.close()
  }
})

test('after half a minute without contact the memory is not trusted, and with contact it is again', async () => {
  let uptime = 0
  let isBroken = false
  const opening = openSqlite(newPath())
  await migrate(opening, () => 1)
  const mayHaveChanged = async () => {
    if (isBroken) throw new Error('disk I/O error')
    return opening.mayHaveChanged()
  }
  const lines: string[] = []
  const operatorLog = (_level: string, message: string) => void lines.push(message)
  const { store, watch } = createStore(
    { ...opening, mayHaveChanged },
    { now: () => 1, operatorLog, uptime: () => uptime },
  )
  await store.createTenant(sampleTenant('one'), [insert('c')])
  const find = () => store.tenant('ten_one').find('clients', { client_id: 'c' })
  await watch.check()
  const remembered = find()
  isBroken = true
  uptime = 30_000
  await watch.check()
  assert.equal(find(), remembered, 'for half a minute memory serves')
  uptime = 30_001
  await watch.check()
  assert.notEqual(find(), remembered)
  assert.notEqual(find(), find(), 'every question goes to the database')
  assert.deepEqual(await find(), client)
  isBroken = false
  await watch.check()
  assert.equal(find(), find())
  assert.deepEqual(lines, ['The database does not answer.', 'The database answers again.'])
  opening.database.close()
  isBroken = true
  uptime = 90_000
  await watch.check()
  await assert.rejects(async () => find(), { code: 'store_unavailable' })
  await assert.rejects(async () => store.findTenant('one.example'), { code: 'store_unavailable' })
  await assert.rejects(store.ready(), { code: 'store_unavailable' })
  await store.close()
})

test('what waited in memory is written before the store closes', async () => {
  const path = newPath()
  const { store } = await assemble(path)
  const creating = store.createTenant(sampleTenant('one'), [insert('c')])
  await store.close()
  assert.deepEqual(await creating, { outcome: 'applied' })
  const again = await assemble(path)
  assert.ok(await again.store.findTenant('one.example'))
  await again.store.close()
})

test('only text, numbers, bytes and null are bound to a statement', async () => {
  const { store, opening } = await assemble(newPath())
  for (const value of [new Date(), { a: 1 }, ['a'], true, undefined, Number.NaN, 1n, () => {}]) {
    await assert.rejects(
      opening.db.executeQuery(CompiledQuery.raw('select ? as a, ? as b', [value, 'b'])),
      /cannot be a parameter/,
    )
  }
  const { rows } = await sql`select ${1} as a, ${'b'} as b, ${null} as c`.execute(opening.db)
  assert.deepEqual({ ...(rows[0] as object) }, { a: 1, b: 'b', c: null })
  await store.close()
})

test('a file is durable with every commit, checks references and keeps readers and a writer apart', async () => {
  const { store, database } = await assemble(newPath())
  const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
  assert.deepEqual(['journal_mode', 'synchronous', 'foreign_keys'].map(pragma), ['wal', 2, 1])
  await store.close()
})

test('a commit waits for the disk when anybody’s work in it has to, and only then', async () => {
  const { store, opening } = await assemble(newPath())
  const seen = async (db: typeof opening.db) => {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
    return rows[0]?.synchronous
  }
  assert.equal(await opening.transact(seen), 2)
  assert.equal(await opening.transact(seen, false), 1)
  assert.equal(await opening.statement(seen), 2)
  assert.deepEqual(await Promise.all([opening.statement(seen, false), opening.transact(seen, false)]), [1, 1])
  assert.deepEqual(await Promise.all([opening.statement(seen, false), opening.transact(seen)]), [2, 2])
  await store.appendLogEvents([{ tenant_id: 'ten_one', event: sampleLogEvent(1) }])
  assert.equal(await opening.transact(seen, true), 2)
  await store.close()
})

test('a plain statement waits for the disk when anybody’s in the same commit has to, and only then', async () => {
  const { store, database } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  await tenant.insertUser(sampleUser('1'))
  const mode = () => Object.values(database.prepare('pragma synchronous').get() ?? {})[0]
  const keep = (id: string, durable: boolean) => tenant.keepOneTime(sampleCode(id, 'auth0|1'), { durable })
  await keep('a', false)
  assert.equal(mode(), 1)
  await keep('b', true)
  assert.equal(mode(), 2)
  await Promise.all([keep('c', false), keep('d', false)])
  assert.equal(mode(), 1)
  await Promise.all([keep('e', false), keep('f', true)])
  assert.equal(mode(), 2)
  await store.close()
})

test('of plain statements that share a commit one that fails fails alone', async () => {
  const { store } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  await tenant.insertUser(sampleUser('1'))
  const kept = await Promise.allSettled([
    tenant.keepOneTime(sampleCode('a', 'auth0|1')),
    tenant.keepOneTime(sampleCode('b', 'auth0|nobody')),
    tenant.keepOneTime(sampleCode('a', 'auth0|1')),
    tenant.keepOneTime(sampleCode('c', 'auth0|1')),
  ])
  assert.deepEqual(
    kept.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
  for (const [id, isThere] of Object.entries({ a: true, b: false, c: true })) {
    assert.equal((await tenant.findOneTime('authorization_code', id)) !== undefined, isThere, id)
  }
  await store.close()
})

test('who reads while something is being changed never sees what is not kept', async () => {
  const { store, opening } = await assemble(newPath())
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  await tenant.insertUser(sampleUser('1'))
  await tenant.keepOneTime(sampleCode('a', 'auth0|1'))
  let asked: Promise<unknown> | undefined
  const change = opening.transact(async (db) => {
    await sql`delete from one_times`.execute(db)
    asked = tenant.findOneTime('authorization_code', 'a')
    throw new Error('not kept')
  })
  await assert.rejects(change, /not kept/)
  assert.ok(await asked)
  await store.close()
})

test('what another process has ended before a commit of ours is gone after it', async () => {
  const path = newPath()
  const { store, opening } = await assemble(path)
  await store.createTenant(sampleTenant('one'), [])
  const tenant = store.tenant('ten_one')
  await tenant.insertUser(sampleUser('1'))
  await tenant.insertSession(sampleSession('s', 'auth0|1'), 'h')
  const other = new DatabaseSync(path)
  await tenant.keepOneTime(sampleCode('a', 'auth0|1'))
  assert.ok(await tenant.findSession('s'))
  other.exec('delete from sessions')
  await tenant.keepOneTime(sampleCode('b', 'auth0|1'))
  assert.equal(await tenant.findSession('s'), undefined)
  // The same where two commits of ours follow each other in one turn of the event loop.
  let after: Promise<number | undefined> | undefined
  const before = opening
    .transact(async () => {
      after = opening.run(statement`update one_times set spent_at = ${1}`).then(() => opening.peopleMark?.())
    })
    .then(() => {
      const mark = opening.peopleMark?.()
      other.exec('delete from one_times')
      return mark
    })
  assert.notEqual(await before, await after)
  other.close()
  await store.close()
})
