// auth0-deploy-cli as published, run as people run it: a process of its own, with a machine's credentials, over https. The tenant that
// it brings is the folder beside this file.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { symbolon } from '../process/command-line.ts'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { until } from './until.ts'

const COMMAND = fileURLToPath(import.meta.resolve('auth0-deploy-cli'))
const RICH = join(import.meta.dirname, 'rich-tenant')

/** The command replaces what is secret in an export by names like `##SMTP_PASS##`, and these by what it is told. */
const SECRETS = { SMTP_USER: 'shop', SMTP_PASS: 'hush' }

type Ended = { readonly code: number | null; readonly said: string }

function deploy(server: TestServer, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [COMMAND, ...words], {
    env: {
      ...process.env,
      AUTH0_DOMAIN: server.host,
      AUTH0_CLIENT_ID: CLIENT_ID,
      AUTH0_CLIENT_SECRET: CLIENT_SECRET,
      AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify(SECRETS),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void (said += text))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}

const succeeds = async (server: TestServer, ...words: readonly string[]): Promise<void> => {
  const { code, said } = await deploy(server, ...words)
  assert.equal(code, 0, said.slice(-3000))
}

/** Every file of a folder by its path. */
const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path): [string, string] => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What of `got` was brought: the members that `brought` has, at any depth. Secrets never come out again. */
const sameMembers = (got: unknown, brought: unknown): unknown => {
  if (Array.isArray(brought) && Array.isArray(got)) return got.map((one, at) => sameMembers(one, brought[at]))
  if (!isMap(brought) || !isMap(got)) return got
  return Object.fromEntries(Object.keys(brought).map((name) => [name, sameMembers(got[name], brought[name])]))
}

const withoutSecrets = (document: unknown): unknown =>
  JSON.parse(
    JSON.stringify(document, (name, value: unknown) =>
      ['secrets', 'smtp_user', 'smtp_pass'].includes(name) ? {} : value,
    ),
  )

describe('auth0-deploy-cli', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    server = await startTestServer({ tls: true })
    folder = mkdtempSync(join(tmpdir(), 'symbolon-deploy-'))
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('exports a tenant in which nobody has done anything, as one file', async () => {
    const output = join(folder, 'empty')
    await succeeds(server, 'export', '--format', 'yaml', '--output_folder', output)
    const exported = readFileSync(join(output, 'tenant.yaml'), 'utf8')
    for (const family of ['resourceServers:', 'clients:', 'databases:', 'tenant:', 'attackProtection:', 'prompts:']) {
      assert.ok(exported.includes(`\n${family}`), family)
    }
  })

  test('brings a rich tenant, and takes away what it brought', async () => {
    await succeeds(server, 'import', '--input_file', RICH)
    await succeeds(server, 'export', '--format', 'directory', '--output_folder', join(folder, 'rich'))
    const exported = filesOf(join(folder, 'rich'))
    for (const [path, text] of filesOf(RICH)) {
      // The values of these come out of no tenant.
      if (path.startsWith('rules-configs')) continue
      const came = exported.get(path)
      assert.ok(came !== undefined, `${path} is missing`)
      if (!path.endsWith('.json')) {
        assert.equal(came, text, path)
        continue
      }
      const brought = withoutSecrets(JSON.parse(text))
      assert.deepEqual(sameMembers(withoutSecrets(JSON.parse(came)), brought), brought, path)
    }
  })

  test('brings its own export again, and nothing has changed', async () => {
    await succeeds(server, 'import', '--input_file', join(folder, 'rich'))
    await succeeds(server, 'export', '--format', 'directory', '--output_folder', join(folder, 'again'))
    assert.deepEqual(filesOf(join(folder, 'again')), filesOf(join(folder, 'rich')))
  })

  test('what it has exported is, for symbolon diff, what is there; and moves into an empty tenant, which is the same then', async () => {
    const exported = join(folder, 'rich')
    const run = async (at: string, data: string, ...words: readonly string[]): Promise<void> => {
      const environment = {
        SYMBOLON_URL: at,
        SYMBOLON_DATA: data,
        SYMBOLON_CLIENT_ID: CLIENT_ID,
        SYMBOLON_CLIENT_SECRET: CLIENT_SECRET,
        NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? '',
      }
      const { code, out, err } = await symbolon(words, { environment })
      assert.equal(code, 0, `${out}${err}`)
    }
    await run(server.issuer, folder, 'diff', exported)
    const data = join(folder, 'data')
    const empty = await startTestServer({ environment: { SYMBOLON_DATA: data } })
    try {
      await run(empty.issuer, data, 'import', 'auth0', exported, '--yes')
      // What another process has changed a server hears of in its own time; the settings are changed last.
      await until(async () => {
        const settings = (await (await empty.manage('GET', '/tenants/settings')).json()) as { friendly_name?: string }
        return settings.friendly_name === 'The Shop' || undefined
      })
      await run(empty.issuer, data, 'diff', exported)
    } finally {
      await empty.stop()
    }
  })
})
