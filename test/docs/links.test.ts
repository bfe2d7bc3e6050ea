import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { anchorsOf, pages, readPage, withoutCode } from './pages.ts'

test('every link of the documentation leads somewhere', () => {
  const broken = pages().flatMap((page) =>
    [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return []
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(file)) return [`${page}: ${target}`]
      if (anchor === undefined || anchorsOf(readPage(file)).has(anchor)) return []
      return [`${page}: ${target} (no such heading)`]
    }),
  )
  assert.deepEqual(broken, [])
})

test('every npm script that the documentation names exists', () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'))
  const scripts: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'scripts') : {}
  const known = new Set([...Object.keys(typeof scripts === 'object' && scripts !== null ? scripts : {}), 'run'])
  const missing = pages().flatMap((page) => {
    const named = readPage(page).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)
    return [...named].flatMap(([, script, builtin]) => {
      const name = script ?? builtin ?? ''
      return known.has(name) ? [] : [`${page}: npm ${name}`]
    })
  })
  assert.deepEqual(missing, [])
})
