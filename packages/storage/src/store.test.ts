import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../../../test/databases/postgres.ts'
import { migrate } from './migrate.ts'
import type { Opening } from './opening.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'
import type { Bed } from './bed.fixture.ts'
import { describeStore } from './store.conformance.ts'
import { createStore } from './store.ts'

let time = 1_700_000_000_000
/** Every look at the clock is a millisecond later. */
const now = () => (time += 1)
const options = { now, operatorLog: () => {} }

const assemble = async (opening: Opening) => {
  await migrate(opening, now)
  return createStore(opening, options)
}

describeStore('SQLite in memory', false, async (): Promise<Bed> => ({
  open: () => assemble(openSqlite(':memory:')),
  remove: async () => {},
}))

describeStore('a SQLite file', true, async (): Promise<Bed> => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-store-'))
  return {
    open: () => assemble(openSqlite(join(folder, 'store.db'))),
    remove: async () => rmSync(folder, { recursive: true }),
  }
})

describeStore('PostgreSQL', true, async (): Promise<Bed> => {
  const server = await startPostgres()
  const url = await server.createDatabase()
  return { open: () => assemble(openPostgres(url, options.operatorLog)), remove: () => server.stop() }
})
