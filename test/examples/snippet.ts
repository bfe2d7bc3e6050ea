// What the dashboard's guided start tells people to run for a first token, in one language: to be called where the tests of a `describe` stand.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { TOKEN_SNIPPETS } from '@symbolon/dashboard/start-snippets'
import { decodeJwt } from 'jose'
import { CLIENT_ID, CLIENT_SECRET, type TestServer } from '../server.ts'
import { DEMO_API } from './example.ts'

/** What a program of one's own has around it: no proxy stands between it and this machine. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/proxy|java_tool/i.test(name)))

export function promiseOfASnippet(language: string, getServer: () => TestServer): void {
  test('the program that the guided start shows prints a token', async () => {
    const { issuer } = getServer()
    const snippet = TOKEN_SNIPPETS.find(({ name }) => name === language)
    assert.ok(snippet?.file && snippet.run)
    const folder = mkdtempSync(join(tmpdir(), 'symbolon-snippet-'))
    try {
      const values = { issuer, audience: DEMO_API, alg: 'RS256', scope: undefined }
      writeFileSync(
        join(folder, snippet.file),
        snippet.write({ ...values, client_id: CLIENT_ID, client_secret: CLIENT_SECRET }),
      )
      const [command = '', ...parameters] = snippet.run.split(' ')
      const { stdout } = await promisify(execFile)(command, parameters, { cwd: folder, env: ENVIRONMENT })
      assert.equal(decodeJwt(stdout.trim()).aud, DEMO_API)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
