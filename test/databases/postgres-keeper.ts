// The process beside a test run that keeps its PostgreSQL. When its standard input ends, however the test run has ended, it stops the
// server and removes everything. Standard output: the port, once the server answers.
import { execFileSync, type ChildProcess, spawn } from 'node:child_process'
import { lchownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../ports.ts'
import { copyEmbeddedBinaries, findEmbeddedBinaries, findInstalledBinaries } from './postgres-binaries.ts'

const [password = '', kind = ''] = process.argv.slice(2)

/** initdb and postgres refuse to run as root. */
const unprivileged = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      continue
    }
  }
  return { uid: 65_534, gid: 65_534 }
}

const user = unprivileged()
const folder = mkdtempSync(join(tmpdir(), 'symbolon-postgres-'))
let server: ChildProcess | undefined
let ending = false

const end = async (status: number): Promise<void> => {
  if (ending) return
  ending = true
  if (server !== undefined && server.exitCode === null) {
    const gone = new Promise((resolve) => server?.once('exit', resolve))
    server.kill('SIGINT')
    await Promise.race([gone, wait(5_000)])
    if (server.exitCode === null) server.kill('SIGKILL')
    await Promise.race([gone, wait(2_000)])
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(status)
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

const binaries = (): string => {
  const installed = kind === 'embedded' ? undefined : findInstalledBinaries()
  if (installed !== undefined) return installed
  const embedded = findEmbeddedBinaries()
  if (embedded === undefined) throw new Error('There is no PostgreSQL on this machine and none for it from npm.')
  return copyEmbeddedBinaries(embedded, join(folder, 'native'))
}

const give = (path: string): void => {
  if (user.uid !== undefined && user.gid !== undefined) lchownSync(path, user.uid, user.gid)
}

const start = async (): Promise<void> => {
  const bin = binaries()
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) give(path)
  const options = { ...user, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TMPDIR: folder } }
  execFileSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--encoding=UTF8',
      '--locale=C',
      '--auth=password',
      `--pwfile=${passwordFile}`,
      '--no-sync',
    ],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: 200,
    shared_buffers: '32MB',
    logging_collector: 'off',
    log_min_messages: 'panic',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...options, stdio: 'ignore' })
  server.once('error', () => void end(1))
  server.once('exit', () => void end(1))
  while (!(await accepts(port))) await wait(20)
  process.stdout.write(`${port}\n`)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0))
process.stdin
  .on('end', () => void end(0))
  .on('error', () => void end(0))
  .resume()
try {
  await start()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  await end(1)
}
