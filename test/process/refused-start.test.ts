import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { freePort } from '../ports.ts'
import { localCertificate } from '../tls.ts'
import { newFolder, startProcess, type Environment } from './server-process.ts'

/** One sentence on standard error, no stack, exit code not 0. */
async function refuses(cwd: string, environment: Environment, ...expected: readonly RegExp[]): Promise<void> {
  const server = startProcess(cwd, { SYMBOLON_PORT: '0', ...environment })
  const tooLong = setTimeout(() => server.child.kill('SIGKILL'), 60_000)
  const code = await server.exited
  clearTimeout(tooLong)
  assert.equal(code, 1, server.output())
  for (const pattern of expected) assert.match(server.errors(), pattern)
  assert.ok(!/^ {4}at /m.test(server.errors()), server.errors())
  assert.ok(!server.errors().includes('a fault of its own'), server.errors())
  assert.ok(!server.output().includes('ready'))
}

const oneLine = /^Symbolon does not start\. [^\n]+\n$/

describe('a start that cannot be', () => {
  const folder = newFolder()
  const isRoot = process.getuid?.() === 0
  before(async () => {
    const first = startProcess(folder.path, { SYMBOLON_PORT: '0', SYMBOLON_URL: 'http://localhost:7001' })
    await first.ready()
    await first.kill('SIGTERM')
  })
  after(() => folder.remove())

  test('a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    assert.ok(typeof address === 'object' && address)
    const SYMBOLON_PORT = String(address.port)
    const environment = { SYMBOLON_PORT, SYMBOLON_URL: 'http://localhost:7001' }
    await refuses(folder.path, environment, oneLine, new RegExp(`Port ${SYMBOLON_PORT} is in use`))
    other.close()
  })

  test('an address that this machine does not have', async () => {
    const environment = { SYMBOLON_HOST: '192.0.2.1', SYMBOLON_URL: 'http://localhost:7001' }
    await refuses(folder.path, environment, oneLine, /192\.0\.2\.1/)
    await refuses(folder.path, { ...environment, SYMBOLON_HOST: 'no.such.host.invalid' }, oneLine, /no\.such\.host/)
  })

  test('a data folder that is a file, or below a file, or cannot be written', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, 'x')
    await refuses(folder.path, { SYMBOLON_DATA: file }, oneLine, /data folder/)
    await refuses(folder.path, { SYMBOLON_DATA: join(file, 'below') }, oneLine, /data folder/)
    const closed = join(folder.path, 'closed')
    mkdirSync(closed, { mode: 0o500 })
    // The administrator of a machine may write everywhere, but not into what is no folder of files.
    await refuses(folder.path, { SYMBOLON_DATA: isRoot ? '/sys/kernel' : closed }, oneLine, /kernel|closed/)
  })

  test('a database that is a folder, no database, or where none can be', async () => {
    const text = join(folder.path, 'text.db')
    writeFileSync(text, 'this is no database, whatever it is called; '.repeat(100))
    for (const path of [folder.path, text, join(folder.path, 'no', 'such', 'folder.db')]) {
      await refuses(folder.path, { SYMBOLON_DATABASE: `sqlite:${path}` }, oneLine, /database file/)
    }
  })

  test('a database of a newer version', async () => {
    const other = newFolder()
    const path = join(other.path, 'newer.db')
    const database = new DatabaseSync(path)
    database.exec('pragma user_version = 999999')
    database.close()
    const server = startProcess(other.path, { SYMBOLON_PORT: '0', SYMBOLON_DATABASE: `sqlite:${path}` })
    // A file that another program made may be used or refused, and is never taken with a fault.
    await Promise.race([server.exited, server.ready().catch(() => {})])
    assert.ok(!server.errors().includes('a fault of its own'))
    await server.kill('SIGKILL')
    other.remove()
  })

  test('a PostgreSQL that is not there, without its password in the sentence', async () => {
    const port = await freePort()
    const SYMBOLON_DATABASE = `postgres://someone:hidden-password@127.0.0.1:${port}/nowhere`
    const server = startProcess(folder.path, { SYMBOLON_PORT: '0', SYMBOLON_DATABASE })
    assert.equal(await server.exited, 1)
    assert.match(server.errors(), oneLine)
    assert.match(server.errors(), new RegExp(`127\\.0\\.0\\.1:${port}/nowhere`))
    assert.ok(!server.errors().includes('hidden-password'))
  })

  test('another SYMBOLON_URL than the database has', async () => {
    const environment = { SYMBOLON_URL: 'http://localhost:7002' }
    await refuses(folder.path, environment, oneLine, /http:\/\/localhost:7002\//, /http:\/\/localhost:7001\//)
  })

  test('a wrong master key, by setting and by file', async () => {
    const SYMBOLON_URL = 'http://localhost:7001'
    const SYMBOLON_MASTER_KEY = randomBytes(32).toString('base64')
    await refuses(folder.path, { SYMBOLON_URL, SYMBOLON_MASTER_KEY }, oneLine, /master key/)
    const other = newFolder()
    const SYMBOLON_DATABASE = `sqlite:${join(folder.path, 'data', 'symbolon.db')}`
    await refuses(other.path, { SYMBOLON_URL, SYMBOLON_DATABASE }, oneLine, /master key/)
    writeFileSync(join(other.path, 'data', 'master.key'), 'short\n')
    await refuses(other.path, { SYMBOLON_URL, SYMBOLON_DATABASE }, oneLine, /master key/)
    other.remove()
  })

  test('a master key that has been lost is missed, and none is made in its place', async () => {
    const key = join(folder.path, 'data', 'master.key')
    const aside = `${key}.aside`
    renameSync(key, aside)
    await refuses(folder.path, { SYMBOLON_URL: 'http://localhost:7001' }, oneLine, /master\.key is missing/)
    assert.ok(!existsSync(key))
    renameSync(aside, key)
  })

  test('certificates that are none, of another key, or not there', async () => {
    const { cert, key } = localCertificate()
    const nothing = join(folder.path, 'nothing.pem')
    writeFileSync(nothing, 'nothing')
    const SYMBOLON_URL = 'http://localhost:7001'
    for (const [SYMBOLON_TLS_CERT, SYMBOLON_TLS_KEY] of [
      [nothing, key],
      [cert, nothing],
      [key, cert],
    ] as const) {
      await refuses(folder.path, { SYMBOLON_URL, SYMBOLON_TLS_CERT, SYMBOLON_TLS_KEY }, oneLine, /SYMBOLON_TLS_CERT/)
    }
    const missing = { SYMBOLON_TLS_CERT: join(folder.path, 'missing.pem'), SYMBOLON_TLS_KEY: key }
    await refuses(folder.path, missing, /SYMBOLON_TLS_CERT must be a file that can be read/)
    await refuses(folder.path, { SYMBOLON_TLS_CERT: cert }, /belong together/)
  })

  test('all mistakes in the settings at once, each with its name, and no secret', async () => {
    const wrong = {
      SYMBOLON_PORT: '70000',
      SYMBOLON_URL: 'ftp://x/',
      SYMBOLON_DATABASE: 'mysql://root:hidden-password@localhost/x',
      SYMBOLON_TLS_CERT: '/no/such/file',
      SYMBOLON_MASTER_KEY: 'hidden-master-key',
      SYMBOLON_TRUSTED_PROXIES: '10.0.0.0/99',
      SYMBOLON_MAIL: 'x',
      SYMBOLON_BOOTSTRAP_CLIENT_ID: 'a b',
      SYMBOLON_BOOTSTRAP_CLIENT_SECRET: 'hidden',
      SYMBOLON_LOG_LEVEL: 'loud',
      SYMBOLON_LOG_RETENTION_DAYS: '-1',
    }
    const names = Object.keys(wrong).map((name) => new RegExp(`^  ${name} must `, 'm'))
    const server = startProcess(folder.path, wrong)
    assert.equal(await server.exited, 1)
    for (const name of names) assert.match(server.errors(), name)
    assert.equal(server.errors().trim().split('\n').length, names.length + 1)
    assert.ok(!server.errors().includes('hidden'), server.errors())
  })

  test('a setting that is spelled wrong does not stop the start, and is named', async () => {
    const environment = { SYMBOLON_PORT: '0', SYMBOLON_URL: 'http://localhost:7001', SYMBOLON_DATABSE: 'hidden' }
    const server = startProcess(folder.path, environment)
    await server.ready()
    assert.match(server.errors(), /SYMBOLON_DATABSE is not a setting/)
    assert.ok(!server.errors().includes('hidden'))
    assert.equal(await server.kill('SIGTERM'), 0)
  })
})
