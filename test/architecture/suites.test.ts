import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { test } from 'node:test'
import { SUITES } from '../suites.ts'

/** Run where somebody asks for them: see languages.ts. */
const ASKED_FOR = 'test/examples/languages/*.test.ts'

test('every test file belongs to one suite, so that a whole run leaves none out', () => {
  const files = globSync('{packages,apps,benchmarks,scripts,test,examples}/**/*.test.ts', {
    exclude: (path) => path.includes('node_modules'),
  })
  assert.ok(files.length > 100, `${files.length} files`)
  const suitesOf = (file: string) => SUITES.filter(({ files }) => files.some((pattern) => matchesGlob(file, pattern)))
  const alone = files.filter((file) => !matchesGlob(file, ASKED_FOR) && suitesOf(file).length !== 1)
  assert.deepEqual(alone, [])
})
