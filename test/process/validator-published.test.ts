// @symbolon/validator as others get it: packed, installed into an empty folder, and run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const home = new URL('../../packages/validator/', import.meta.url).pathname
const GOOD = 'RS256 true, PS256 true, ES256 true, EdDSA true\n'

describe('the published validator', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'symbolon-validator-'))
    execFileSync(process.execPath, ['publish.ts'], { cwd: home })
    execFileSync('npm', ['pack', '--silent', join(home, 'dist')], { cwd: folder })
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const [packed = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund', `./${packed}`], { cwd: folder })
    copyFileSync(new URL('published-validator.js', import.meta.url), join(folder, 'api.js'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...flags: readonly string[]): string =>
    execFileSync(process.execPath, [...flags, 'api.js'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    })

  test('runs on Node', () => assert.equal(run(), GOOD))

  test('runs on what a worker has: Web APIs, and nothing of Node', () =>
    assert.equal(run('--conditions=workerd'), GOOD))

  test('has no dependencies, and nothing that it does not need', () => {
    const installed = join(folder, 'node_modules', '@symbolon', 'validator')
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    assert.deepEqual([manifest.dependencies, manifest.private], [undefined, undefined])
    assert.deepEqual(
      readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['@symbolon'],
    )
    const files = readdirSync(installed, { recursive: true }).map(String)
    assert.deepEqual(
      files.filter((name) => /\.(?:test|fixture)\./.test(name)),
      [],
    )
    for (const name of files.filter((name) => /\.(?:js|d\.ts)$/.test(name))) {
      const text = readFileSync(join(installed, name), 'utf8')
      assert.doesNotMatch(text, /from '@symbolon|\.ts'/, name)
    }
  })
})
