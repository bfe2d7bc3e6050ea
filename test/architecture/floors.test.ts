// The dependency rule, held against every import there is. ARCHITECTURE.md says it in words.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'

/** What the code of each workspace may import of ours and from outside; tests may import anything. */
const WALLS: Readonly<Record<string, RegExp>> = {
  'packages/protocol': /^typebox(?:\/|$)/,
  'packages/core': /^(?:@symbolon\/protocol\/|jose$|liquidjs$|node:crypto$|node:buffer$)/,
  'packages/validator': /^(?:@symbolon\/protocol\/|#crypto$|node:)/,
  'packages/management': /^@symbolon\/protocol\//,
  'packages/browser': /^(?!)/,
  'packages/texts': /^(?!)/,
  'packages/widget': /^(?:@symbolon\/(?:browser|texts)(?:\/|$)|preact(?:\/|$))/,
  'packages/cdn': /^node:/,
  'packages/sandbox': /^(?:quickjs-wasi$|node:)/,
  'packages/storage': /^(?:@symbolon\/protocol\/|@symbolon\/core\/|kysely|lru-cache$|pg$|node:)/,
  'apps/dashboard':
    /^(?:@symbolon\/(?:protocol\/|browser$|texts(?:\/|$))|@codemirror\/|@lezer\/|@mantine\/|@tanstack\/|react(?:$|\/)|react-dom\/|uplot$)/,
  'apps/server':
    /^(?:@symbolon\/(?:protocol|core|storage|sandbox)\/|@symbolon\/texts(?:\/|$)|@symbolon\/(?:dashboard\/build|cdn)$|fastify$|@fastify\/busboy$|@node-rs\/|mmdb-lib$|nodemailer$|node:)/,
  'apps/cli': /^(?:@symbolon\/(?:protocol|server)\/|commander$|yaml$|node:)/,
}

/** Rooms of core by floor, from the ground up. Files beside the rooms are the ground itself. */
const FLOORS: readonly (readonly string[])[] = [
  ['', 'jose'],
  ['clients', 'resource-servers', 'audit', 'users', 'connections', 'sessions', 'mail'],
  ['organizations'],
  ['tokens'],
  ['rules'],
  ['login'],
  [
    'grants',
    'authorize',
    'machine-tokens',
    'signals',
    'log-streams',
    'jobs',
    'logout',
    'discovery',
    'tenants',
    'network-acls',
  ],
  ['explain'],
  ['manage'],
]

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|(?:^|\n)import\s+'([^']+)'/g

type Import = { readonly file: string; readonly target: string; readonly isType: boolean }

const importsOf = (workspace: string): readonly Import[] =>
  globSync(`${workspace}/src/**/*.{ts,tsx}`)
    .filter((file) => !/\.(?:test|fixture|conformance)\.ts$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, from, bare]) => ({
        file,
        target: from ?? bare ?? '',
        isType: type !== undefined,
      })),
    )

const roomOf = (file: string): string => {
  const [room, ...rest] = relative('packages/core/src', file).split('/')
  return rest.length === 0 ? '' : (room ?? '')
}

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room))

describe('the house', () => {
  for (const [workspace, wall] of Object.entries(WALLS)) {
    test(`${workspace} imports nothing from above it`, () => {
      const through = importsOf(workspace).filter(({ target }) => !target.startsWith('.') && !wall.test(target))
      assert.deepEqual(through, [])
    })
  }

  test('B13, F4: one file makes tokens, and only what has asked all questions comes to it', () => {
    const importing = (path: RegExp): readonly string[] =>
      [...importsOf('packages/core'), ...importsOf('apps/server')]
        .filter(
          ({ file, target, isType }) => !isType && path.test(target) && !file.startsWith('packages/core/src/jose/'),
        )
        .map(({ file }) => relative('packages/core/src', file))
        .sort()
    assert.deepEqual(importing(/jose\/sign(?:\.ts)?$/), [])
    // Neither a page of revocations nor a security event is a token.
    assert.deepEqual(importing(/jose\/signed-jwt(?:\.ts)?$/), [
      'signals/security-events.ts',
      'tokens/issue.ts',
      'tokens/revocation-feed.ts',
    ])
    assert.deepEqual(importing(/tokens\/issue(?:\.ts)?$|^\.\/issue\.ts$/), [
      'authorize/answer.ts',
      'grants/exchange.ts',
      'machine-tokens/issue-machine-token.ts',
      'rules/api-token.ts',
    ])
  })

  test('the validator runs where there is no Node: one file knows it, and it takes the place of another', () => {
    const ofNode = importsOf('packages/validator')
      .filter(({ target, isType }) => target.startsWith('node:') && !isType)
      .map(({ file }) => relative('packages/validator/src', file))
    assert.deepEqual([...new Set(ofNode)], ['crypto/node.ts'])
  })

  test('storage takes from core its ports alone, and only as types', () => {
    const taken = importsOf('packages/storage').filter(({ target }) => target.startsWith('@symbolon/core/'))
    const decisions = taken.filter(
      ({ target, isType }) =>
        !isType ||
        !/\/(?:ports|collections|record-store|right-store|records|one-time|user-search|revocation-store|job-store|log-stream-store|log-count-store|userinfo-claims-store|kept-execution|soon)$/.test(
          target,
        ),
    )
    assert.deepEqual(decisions, [])
    assert.notEqual(taken.length, 0)
  })

  test('every room of core stands on a floor, and imports only from lower ones', () => {
    const upward = importsOf('packages/core')
      .filter(({ target }) => target.startsWith('.'))
      .map(({ file, target }) => ({ file, from: roomOf(file), to: roomOf(join(dirname(file), target)), target }))
      .filter(({ from, to }) => {
        assert.notEqual(floorOf(from), -1, `the room ${from} of core has no floor`)
        const isSameRoom = from === to
        const isGround = floorOf(from) === 0 && floorOf(to) === 0
        return !isSameRoom && !isGround && floorOf(to) >= floorOf(from)
      })
    assert.deepEqual(upward, [])
  })

  test('no file is two things: none is past 250 lines', () => {
    const isTable = (file: string): boolean => /\/(?:entities|migrations)\//.test(file)
    const long = globSync('{packages,apps}/*/src/**/*.{ts,tsx}')
      .filter((file) => !/\.(?:test|fixture|conformance)\.ts$/.test(file) && !isTable(file))
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 251)
    assert.deepEqual(long, [])
  })
})
