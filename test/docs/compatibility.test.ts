import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readPage } from './pages.ts'

const PAGE = 'docs/compatibility.md'

test('the page about compatibility names the versions that are judged, and no others', () => {
  const named = [...readPage(PAGE).matchAll(/`((?:@[\w-]+\/)?[\w-]+)` (\d+\.\d+\.\d+)/g)]
  assert.ok(named.length > 10)
  const wrong = named.filter(([, name = '', version]) => installed(name) !== version).map(([text]) => text)
  assert.deepEqual(wrong, [])
})

test('each file that is to show compatibility drives the client of its row', () => {
  const rows = readPage(PAGE)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  for (const row of rows) {
    const name = /`([^`]+)`/.exec(row)?.[1] ?? ''
    for (const [, path = ''] of row.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)) {
      assert.ok(drives(path, name), `${path} has nothing of ${name}`)
    }
  }
})

function installed(name: string): unknown {
  return Object(JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'))).version
}

/** Whether the test, or the program of one of its pages, imports the client, or it runs the client as the command that it is. */
function drives(path: string, name: string): boolean {
  const test = readFileSync(path, 'utf8')
  const programs = [...test.matchAll(/(?:startPageApp|useOrdersApp)\('([^']+)'/g)].map(
    ([, program]) => `test/browser/apps/${program}`,
  )
  const texts = [test, ...programs.map((program) => readFileSync(program, 'utf8'))]
  return texts.some((text) => new RegExp(`from '${name}(/[\\w-]+)?'|import.meta.resolve\\('${name}'\\)`).test(text))
}
