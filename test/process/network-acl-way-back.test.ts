// Whoever has turned themselves away comes back by the command line.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestServer } from '../server.ts'
import { until } from '../wire/until.ts'
import { symbolon } from './command-line.ts'

test('an ACL that turns everybody away is switched off beside the server, which lets in again by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-way-back-'))
  const environment = { SYMBOLON_DATA: folder }
  const server = await startTestServer({ environment })
  try {
    const rule = { match_all: true, scope: 'tenant', action: { block: true } }
    const made = await server.manage('POST', '/network-acls', { description: 'Nobody', active: true, rule })
    assert.equal(made.status, 201, await made.text())
    assert.equal((await server.manage('GET', '/network-acls')).status, 403)
    const { code, err } = await symbolon(['tenant', 'let-in', server.issuer], { environment })
    assert.deepEqual([code, err], [0, 'Switched off: 1.\n'])
    await until('the server has seen it', async () => (await server.manage('GET', '/network-acls')).status === 200)
    const again = await symbolon(['tenant', 'let-in', server.issuer], { environment })
    assert.deepEqual([again.code, again.err], [0, 'No network ACL was on.\n'])
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
