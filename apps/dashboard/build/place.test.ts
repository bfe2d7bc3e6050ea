import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { placeOf } from './place.ts'

describe('the files of the dashboard', () => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-place-'))
  after(() => rmSync(folder, { recursive: true }))

  test('are kept beside the sources', async () => {
    const beside = join(folder, 'dist')
    assert.equal(await placeOf(beside, 'abc'), join(beside, 'abc'))
    mkdirSync(join(beside, 'abc'))
    assert.equal(await placeOf(beside, 'abc'), join(beside, 'abc'))
  })

  test('lie where nobody else can put any, when nothing may be written there', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const [one, other] = [await placeOf(join(file, 'dist'), 'abc'), await placeOf(join(file, 'dist'), 'abc')]
    assert.notEqual(dirname(one), dirname(other))
    for (const place of [one, other]) assert.equal(statSync(dirname(place)).mode & 0o077, 0)
  })
})
