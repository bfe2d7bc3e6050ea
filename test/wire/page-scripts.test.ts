// The scripts that pages load from the server: what there is, what may be kept, and that nothing else can be reached.
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startWorld, type World } from './world.ts'

const AUTH0 = '10.2.1'
const LOCK = '14.3.0'

/** What npm has brought of auth0-js. */
const published = (file: string): Buffer =>
  readFileSync(join(dirname(createRequire(import.meta.url).resolve('auth0-js/package.json')), 'dist', file))

const integrityOf = (bytes: Buffer): string => `sha384-${createHash('sha384').update(bytes).digest('base64')}`

describe('scripts for pages', () => {
  let world: World
  before(async () => (world = await startWorld()))
  after(() => world.stop())

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${world.issuer}js/${path}`, { headers })

  test('are made once and one after the other, however many ask for all of them at once; what there is not starts nothing', async (t) => {
    const running = new Set<ChildProcess>()
    const started: string[] = []
    let most = 0
    const onProcess = (message: unknown): void => {
      const { process: maker } = message as { readonly process: ChildProcess }
      maker.once('spawn', () => {
        const [, program = '', product = ''] = maker.spawnargs
        if (!program.endsWith('make.ts')) return
        started.push(product)
        most = Math.max(most, running.add(maker).size)
      })
      maker.once('close', () => running.delete(maker))
    }
    subscribe('child_process', onProcess)
    t.after(() => unsubscribe('child_process', onProcess))
    const versions = [`auth0/${AUTH0}`, 'auth0/9.32.0', `lock/${LOCK}`, 'auth0-spa-js/2', 'symbolon/0.1.0']
    const none = ['auth0/9999.0.0', 'auth0/__proto__', '__proto__/1', `auth0/${'1'.repeat(64)}`, 'jquery/3.7.1']
    const asked = Array.from({ length: 20 }, () => [...versions, ...none].map((one) => get(`${one}/no-such-file.js`)))
    assert.deepEqual(new Set((await Promise.all(asked.flat())).map(({ status }) => status)), new Set([404]))
    await (await get('scripts.json')).arrayBuffer()
    assert.deepEqual(started.toSorted(), ['auth0', 'auth0', 'auth0-spa-js', 'lock', 'lock', 'symbolon'])
    assert.equal(most, 1)
  })

  test('are what their authors publish, byte for byte, for pages of any site, and may be kept forever', async () => {
    const response = await get(`auth0/${AUTH0}/auth0.min.js`)
    assert.equal(response.status, 200)
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), published('auth0.min.js'))
    const expected = {
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      'set-cookie': null,
    }
    const said = Object.fromEntries(Object.keys(expected).map((name) => [name, response.headers.get(name)]))
    assert.deepEqual(said, expected)
    const again = await get(`auth0/${AUTH0}/auth0.min.js`, { 'if-none-match': response.headers.get('etag') ?? '' })
    assert.equal(again.status, 304)
  })

  test('come compressed as the browser takes it, and plain where it takes nothing', async () => {
    const plain = published('auth0.min.js')
    for (const [accepted, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const response = await get(`auth0/${AUTH0}/auth0.min.js`, { 'accept-encoding': accepted })
      assert.equal(response.headers.get('content-encoding'), encoding)
      assert.equal(response.headers.get('vary'), 'accept-encoding')
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), plain)
    }
  })

  test('of a version that is named in part are kept for an hour; those of ours likewise', async () => {
    for (const path of ['auth0/10/auth0.min.js', 'auth0/10.2/auth0.min.js', 'symbolon/0/symbolon.js']) {
      const response = await get(path)
      assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'public, max-age=3600'], path)
    }
  })

  test('are listed with their integrity', async () => {
    const { scripts } = Object(await (await get('scripts.json')).json())
    const paths = scripts.map(({ path }: { path: string }) => path)
    for (const path of [
      `/js/auth0/${AUTH0}/auth0.min.js`,
      '/js/auth0/9.32.0/auth0.min.js',
      `/js/lock/${LOCK}/lock.min.js`,
      '/js/lock/11.35.1/lock.min.js',
      '/js/symbolon/0.1.0/symbolon.js',
      '/js/symbolon/0.1.0/symbolon-widget.js',
    ])
      assert.ok(paths.includes(path), path)
    const looked = scripts.filter(({ path }: { path: string }) =>
      /\/(?:auth0|lock\.min|symbolon(?:-widget)?)\.(?:min\.)?js$/.test(path),
    )
    assert.equal(looked.length, 8)
    for (const { path, bytes, integrity } of looked) {
      const body = Buffer.from(await (await fetch(new URL(path, world.issuer))).arrayBuffer())
      assert.deepEqual([body.length, integrityOf(body)], [bytes, integrity], path)
    }
  })

  test('languages of Lock name their dictionary, and Lock keeps its licence', async () => {
    const dictionary = await (await get(`lock/${LOCK}/es.js`)).text()
    const [, language, json = ''] = /^Auth0\.registerLanguageDictionary\("(es)",(.*)\);\n$/.exec(dictionary) ?? []
    assert.equal(language, 'es')
    assert.equal(JSON.parse(json).error.login.blocked_user, 'El usuario se encuentra bloqueado.')
    assert.match(await (await get(`lock/${LOCK}/lock.min.js`)).text(), /^\/\*!\nThe MIT License \(MIT\)/)
  })

  test('what is not there is said clearly, and no path leads anywhere else', async () => {
    const missing = await get('lock/12.0.0/lock.min.js')
    const { error, error_description } = Object(await missing.json())
    assert.deepEqual([missing.status, error, missing.headers.get('cache-control')], [404, 'not_found', 'no-store'])
    assert.match(error_description, /Versions: 14\.3\.0, 11\.35\.1\./)
    for (const path of [
      'nobody/1/nobody.js',
      '__proto__/1/x.js',
      'lock/__proto__/lock.min.js',
      `lock/${LOCK}/__proto__`,
      `lock/${LOCK}/constructor`,
      'lock/1/lock.min.js',
      'lock//lock.min.js',
      `auth0/${AUTH0}/..%2fpackage.json`,
      `auth0/${AUTH0}/..%2f..%2f..%2f..%2fpackage.json`,
      `auth0/..%2fdist/auth0.min.js`,
      `auth0/${AUTH0}/${'a'.repeat(2000)}.js`,
      `${'a'.repeat(2000)}/1/auth0.js`,
    ]) {
      const response = await get(path)
      assert.equal(response.status, 404, path)
      assert.equal(Object(await response.json()).error, 'not_found', path)
    }
  })
})
