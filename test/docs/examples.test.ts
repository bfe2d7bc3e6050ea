// The examples marked `<!-- run -->` are run as they stand there, one after another in one shell, against a server of their own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CLIENT_ID, CLIENT_SECRET, startTestServer, type TestServer } from '../server.ts'
import { readPage, runnable, type Example } from './pages.ts'

/** Any status of 400 or above fails, in a pipe too, and says where. */
const PRELUDE = `set -eEuo pipefail
set -a
curl() { command curl --fail-with-body "$@"; }
`

const asShell = ({ language, code }: Example): string =>
  language === 'js' ? `node --input-type=module - <<'END_OF_EXAMPLE'\n${code}END_OF_EXAMPLE\n` : code

function scriptOf(page: string, issuer: string): string {
  const examples = runnable(readPage(page))
  assert.ok(examples.length > 0, `${page} has examples to run`)
  const steps = examples.map((example) => `echo "=== ${page}, line ${example.line}"\n${asShell(example)}`)
  return PRELUDE + steps.join('\n').replaceAll('http://localhost:3000/', issuer)
}

type Outcome = { readonly code: number | null; readonly output: string }

function runScript(script: string, folder: string): Promise<Outcome> {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  const shell = spawn('bash', ['-c', script], { cwd: folder, env: { PATH, CLIENT_ID, CLIENT_SECRET } })
  return new Promise((done, fail) => {
    let output = ''
    shell.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()))
    shell.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()))
    shell.on('error', fail)
    shell.on('close', (code) => done({ code, output }))
  })
}

describe('the examples of the documentation', () => {
  let server: TestServer
  let folder: string
  before(async () => {
    server = await startTestServer()
    folder = mkdtempSync(join(tmpdir(), 'symbolon-docs-'))
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const page of [
    'docs/machine-to-machine.md',
    'docs/people-tokens.md',
    'docs/when-to-use-which.md',
    'docs/management-api.md',
  ]) {
    test(`${page}: each answers as a reader expects`, async () => {
      const { code, output } = await runScript(scriptOf(page, server.issuer), folder)
      assert.equal(code, 0, output.slice(-3000))
    })
  }

  test('an example that is refused would be noticed', async () => {
    const { code } = await runScript(
      `${PRELUDE}curl -s ${server.issuer}oauth/token -d grant_type=client_credentials | cat`,
      folder,
    )
    assert.notEqual(code, 0)
  })
})
