// docs/reference.md against the lists that the code works by.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { LOG_EVENTS } from '@symbolon/protocol/auth0/log-events'
import { OAUTH_ERROR_STATUS } from '@symbolon/protocol/auth0/errors'
import { ENTITIES } from '@symbolon/protocol/entities/index'
import { METHOD_OF, pathOf, scopesFor, type Entity } from '@symbolon/protocol/entities/entity'
import { ABSENT_FAMILIES } from '@symbolon/core/manage/absent-families'
import { SETTINGS } from '@symbolon/server/config'
import { browserRoutes } from '@symbolon/server/browser/routes'
import { PROBES } from '@symbolon/server/health'
import { manageRoutes } from '@symbolon/server/manage/routes'
import { OAUTH_ROUTES } from '@symbolon/server/oauth/routes'
import { pageScriptRoutes } from '@symbolon/server/page-scripts'
import { startTestServer, type TestServer } from '../server.ts'
import { authenticationRoutes } from '@symbolon/server/authentication/routes'
import { readPage, section } from './pages.ts'

const REFERENCE = readPage('docs/reference.md')
const OPERATING = readPage('docs/operating.md')

const entities: readonly Entity[] = ENTITIES

/** The rows of a section whose first cell is this. */
const rowsOf = (heading: string, firstCell: string, page = REFERENCE): readonly string[] =>
  section(page, heading)
    .split('\n')
    .filter((line) => line.startsWith(`| ${firstCell} |`))

/** The routes that a plugin adds, taken down by a wing that does nothing else. Methods that a path refuses are no routes. */
async function routesOf(plugin: unknown, options: object = {}): Promise<readonly string[]> {
  const routes: string[] = []
  const add = (method: string) => (path: string) => void routes.push(`${method} ${path}`)
  const verbs = Object.fromEntries(
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((verb) => [verb.toLowerCase(), add(verb)]),
  )
  const nothing = () => {}
  const wing: Readonly<Record<string, unknown>> = {
    ...verbs,
    route: nothing,
    options: nothing,
    register: (inner: unknown) => apply(inner, [wing, {}]),
    removeAllContentTypeParsers: nothing,
    addContentTypeParser: nothing,
    setErrorHandler: nothing,
    setNotFoundHandler: nothing,
    decorateRequest: nothing,
    addHook: nothing,
  }
  await apply(plugin, [wing, options])
  return routes
}

const apply = (plugin: unknown, given: readonly unknown[]): unknown => {
  assert.ok(typeof plugin === 'function')
  return Reflect.apply(plugin, undefined, given)
}

test('every endpoint for programs is in the reference', () => {
  const missing = OAUTH_ROUTES.map(({ method, path }) => `${method} ${path}`).filter(
    (route) => rowsOf('Endpoints for programs', `\`${route}\``).length !== 1,
  )
  assert.deepEqual(missing, [])
})

test('every endpoint for login boxes is in the reference, and no other', async () => {
  const documented = [...section(REFERENCE, 'Endpoints for login boxes').matchAll(/^\| `([A-Z]+ [^`]+)` \|/gm)].map(
    ([, route]) => route,
  )
  assert.deepEqual(
    documented.toSorted(),
    [...(await routesOf(authenticationRoutes)), ...(await routesOf(pageScriptRoutes))].toSorted(),
  )
})

test('every endpoint of the Management API is in the reference, and no other', async () => {
  const routes = await routesOf(manageRoutes)
  assert.ok(routes.length > 20)
  const documented = [...section(REFERENCE, 'Management API').matchAll(/^\| `([A-Z]+ [^`]+)` \|/gm)].map(
    ([, route]) => route,
  )
  assert.deepEqual(documented.toSorted(), routes.toSorted())
})

test('every family that does not exist here is in the reference', () => {
  const text = section(REFERENCE, 'Families that do not exist here')
  assert.deepEqual(
    ABSENT_FAMILIES.filter(({ path }) => !text.includes(`\`${path}\``)),
    [],
  )
})

test('every scope of an entity stands beside its endpoints', () => {
  const missing = entities.flatMap((entity) =>
    entity.verbs.flatMap((verb) => {
      const route = `${METHOD_OF[verb]} ${pathOf(entity, verb)}`
      const needed = verb === 'get' ? [] : scopesFor(entity, verb)
      const row = rowsOf('Management API', `\`${route}\``)[0] ?? ''
      return needed.filter((scope) => !row.includes(`\`${scope}\``)).map((scope) => `${route}: ${scope}`)
    }),
  )
  assert.deepEqual(missing, [])
})

test('every endpoint for browsers is in the reference, and no other', async () => {
  const routes = await routesOf(browserRoutes)
  assert.ok(routes.length > 10)
  const documented = [...section(REFERENCE, 'Endpoints for browsers').matchAll(/^\| `([A-Z]+ [^`]+)` \|/gm)].map(
    ([, route]) => route,
  )
  assert.deepEqual(documented.toSorted(), routes.toSorted())
})

test('every endpoint for operators is in the reference', () => {
  const routes = [...PROBES.keys()].map((path) => `GET ${path}`)
  assert.ok(routes.length > 1)
  const missing = routes.filter((route) => rowsOf('Endpoints for operators', `\`${route}\``).length !== 1)
  assert.deepEqual(missing, [])
})

test('every setting is in the operating page, and no other', () => {
  const documented = [...section(OPERATING, 'Settings').matchAll(/^\| `(SYMBOLON_\w+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(documented.toSorted(), Object.keys(SETTINGS).toSorted())
})

test('every OAuth error is in the reference with its status', () => {
  const missing = Object.entries(OAUTH_ERROR_STATUS).filter(
    ([code, status]) =>
      !rowsOf('Errors of OAuth', `\`${code}\``).some((row) => row.split('|')[2]?.includes(String(status))),
  )
  assert.deepEqual(missing, [])
})

test('every error of the entities is in the reference', () => {
  const text = section(REFERENCE, 'Errors of the Management API')
  const missing = entities
    .filter(({ id }) => id !== undefined)
    .flatMap(({ errors }) => [errors.missing.message, errors.conflict.message, errors.missing.errorCode ?? ''])
    .filter((words) => !text.includes(words))
  assert.deepEqual(missing, [])
})

test('every log code is in the reference', () => {
  const missing = Object.keys(LOG_EVENTS).filter((code) => rowsOf('Log codes', `\`${code}\``).length !== 1)
  assert.deepEqual(missing, [])
})

for (const { name, fields } of entities) {
  test(`every field of a ${name} is in the reference, and no other`, () => {
    const documented = [...section(section(REFERENCE, 'Entities'), name).matchAll(/^\| `(\w+)` \|/gm)].map(
      ([, field]) => field,
    )
    assert.deepEqual(documented.toSorted(), Object.keys(fields).toSorted())
  })
}

describe('the endpoints that the reference names', () => {
  let server: TestServer
  before(async () => void (server = await startTestServer()))
  after(() => server.stop())

  test('answer: none is without a route', async () => {
    const forPrograms = REFERENCE.replace(section(REFERENCE, 'Endpoints for browsers'), '')
    const paths = [...forPrograms.matchAll(/^\| `GET (\/[^`:]*)` \|/gm)].map(([, path = '']) => path)
    assert.ok(paths.length > 10)
    const managed = section(REFERENCE, 'Management API')
    for (const path of paths) {
      if (managed.includes(`| \`GET ${path}\` |`)) {
        const answer = await server.manage('GET', path)
        // What has no route says so in these very words; what lacks a parameter, or is not there yet, in others.
        const message: unknown = answer.status === 200 ? '' : Reflect.get(Object(await answer.json()), 'message')
        assert.ok(answer.status < 500 && message !== 'Not Found', path)
      } else {
        // Without its parameters it may refuse, as long as it is there.
        const { status } = await fetch(server.issuer + path.slice(1), { redirect: 'manual' })
        assert.ok(status !== 404 && status < 500, path)
      }
    }
  })
})
