// databases: a PostgreSQL for tests. SYMBOLON_TEST_POSTGRES: the URL of one whose role may create databases, or `embedded` for the one
// npm brings; without it the machine's own is started, or else npm's. It is gone when the test process is, even after a crash.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

export type TestPostgres = {
  /** Of its first database, with the role that may do everything. */
  readonly url: string
  /** Makes an empty database and answers with its URL. */
  createDatabase(): Promise<string>
  /** Removes the databases this caller made. The server itself ends with the process, so that the next file finds it running. */
  stop(): Promise<void>
}

const START_LIMIT = 60_000

const readPort = async (keeper: ChildProcess): Promise<string> => {
  const output = keeper.stdout
  if (output === null) throw new Error('The keeper of PostgreSQL has no output.')
  const exited = once(keeper, 'exit').then(() => [])
  const [line] = await Promise.race([once(output, 'data', { signal: AbortSignal.timeout(START_LIMIT) }), exited])
  if (line === undefined) throw new Error('PostgreSQL for tests did not start.')
  return String(line).trim()
}

const runStatement = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A server takes connections a little before it answers them: "the database system is starting up". */
const untilReady = async (url: string): Promise<void> => {
  const isStarting = await runStatement(url, 'select 1').then(
    () => false,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === '57P03') return true
      throw error
    },
  )
  if (isStarting) await wait(20).then(() => untilReady(url))
}

/** Starts the server beside this process and answers with its URL. */
const startServer = async (kind: string): Promise<string> => {
  const password = randomBytes(12).toString('hex')
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'postgres-keeper.ts'), password, kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A Ctrl-C at the terminal is for the tests; the keeper learns of their end by itself.
    detached: true,
  })
  const port = await readPort(keeper)
  keeper.unref()
  // A pipe to a child is a socket, which keeps a process alive unless told otherwise.
  for (const stream of [keeper.stdin, keeper.stdout]) if (stream && 'unref' in stream) (stream.unref as () => void)()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  await untilReady(url)
  return url
}

let running: Promise<string> | undefined

/** The PostgreSQL of this process, started with the first call. Rejects when there is none to be had. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const configured = process.env['SYMBOLON_TEST_POSTGRES'] ?? ''
  running ??= configured.includes('://') ? Promise.resolve(configured) : startServer(configured)
  const url = await running
  const made: string[] = []
  return {
    url,
    async createDatabase() {
      const name = `symbolon_test_${randomBytes(6).toString('hex')}`
      await runStatement(url, `create database ${name}`)
      made.push(name)
      const address = new URL(url)
      address.pathname = `/${name}`
      return address.href
    },
    async stop() {
      for (const name of made.splice(0)) await runStatement(url, `drop database if exists ${name} with (force)`)
    },
  }
}
