// The OpenAPI document tells the truth: all that is served is in it, nothing else is, and every operation answers as it says. Requests
// are made from the document itself.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import fc from 'fast-check'
import { isCurrentUserScope, SYSTEM_SCOPES } from '@symbolon/protocol/auth0/system-api'
import { arbitraryValue } from './arbitrary-value.fixture.ts'
import { furnish } from './furnished.fixture.ts'
import { DATABASE, PASSWORD } from './people.fixture.ts'
import { readOperations, type ReadOperation } from './openapi-reader.fixture.ts'
import { manageRoutes } from './routes.ts'
import { sampleTheme } from './sample-theme.fixture.ts'
import { openSampleWing, type Asked, type SampleWing } from './sample-wing.fixture.ts'

let wing: SampleWing
let document: Readonly<Record<string, unknown>>
let operations: readonly ReadOperation[]

before(async () => {
  wing = await openSampleWing()
  const answer = await wing.ask('/openapi.json', { authorization: undefined })
  assert.equal(answer.statusCode, 200)
  document = answer.json()
  operations = readOperations(document)
})
after(() => wing.close())

/** The same operation as the routes spell it. */
const routeOf = ({ path }: ReadOperation): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** What is served, as the router has it: paths that refuse a method, or everything, are added with a list of methods. */
async function served(): Promise<readonly string[]> {
  const routes: string[] = []
  const fastify = Fastify()
  fastify.decorateRequest('tenancy')
  fastify.addHook('onRoute', ({ method, url }) => void (typeof method === 'string' && routes.push(`${method} ${url}`)))
  await fastify.register(manageRoutes)
  await fastify.ready()
  await fastify.close()
  return routes.filter((route) => !route.startsWith('HEAD '))
}

describe('the OpenAPI document', () => {
  test('is valid, by a published validator of OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    assert.ok(valid, JSON.stringify(errors))
    assert.equal(validator.version, '3.1')
  })

  test('has every operation that is served, each once, and no other', async () => {
    const described = operations.map((one) => `${one.method} ${routeOf(one)}`)
    assert.deepEqual(described.toSorted(), (await served()).toSorted())
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  })

  test('names the scopes that there are', () => {
    const known = new Set(SYSTEM_SCOPES.map(({ value }) => value))
    const named = operations.flatMap(({ security }) => security.flatMap((one) => Object.values(one).flat()))
    assert.deepEqual(
      named.filter((scope) => !known.has(scope)),
      [],
    )
  })

  test('is the same for everybody, and says nothing of a tenant', async () => {
    const other = await wing.ask('/openapi.json', { host: 'two.example', authorization: undefined })
    assert.deepEqual(other.json(), document)
    assert.ok(!other.body.includes('two.example'))
  })
})

type Tenant = {
  /** The address of an operation, with the ids of what is there. */
  readonly urlOf: (one: ReadOperation) => Promise<string>
  /** A body that is understood; undefined where nothing need be sent. */
  readonly bodyOf: (one: ReadOperation) => Promise<unknown>
  /** A form that is understood. */
  readonly form: () => Pick<Asked, 'headers' | 'body'>
  /** From now on, what has just been made is the one of its kind. */
  readonly remember: (one: ReadOperation, body: Readonly<Record<string, string>>) => void
}

/** Bodies that make one of an entity, by the path, in an order in which it can be done. Others have other names. */
const creations = (client_id: string, action_id: string, word: string): Readonly<Record<string, object>> => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ format: 'pem', type: 'spki' })
  const audience = `urn:example:${word}`
  const attribute = { description: 'Address', label: 'E-mail', profile_required: true, auth0_mapping: 'email' }
  return {
    '/resource-servers': { identifier: audience, scopes: [{ value: 'read' }] },
    '/clients': { name: 'A client' },
    '/clients/:client_id/credentials': { credential_type: 'public_key', alg: 'ES256', pem },
    '/client-grants': { client_id, audience, scope: ['read'] },
    '/connections': { name: word, strategy: 'auth0' },
    '/roles': { name: word },
    '/organizations': { name: word },
    '/rules': { name: word, script: 'function (user, context, callback) {}' },
    '/email-templates': { template: word === 'kept' ? 'verify_email' : 'welcome_email', ...LETTER },
    '/emails/provider': { name: 'smtp', credentials: { smtp_host: 'mail.example.com', smtp_port: 587 } },
    '/machine-tokens': { client_id, audience, scope: ['read'], name: word },
    '/signal-streams': { name: word, audience: `https://${word}.example` },
    '/branding/themes': sampleTheme(),
    '/log-streams': { name: word, type: 'http', sink: { httpEndpoint: 'https://logs.example/' } },
    '/user-attribute-profiles': { name: word, user_attributes: { attribute } },
    '/self-service-profiles': { name: word },
    '/network-acls': networkAcl(word),
    '/custom-domains': { domain: `${word}.vouched.example`, type: 'self_managed_certs' },
    '/organizations/:organization_id/discovery-domains': { domain: `${word}.example` },
    '/token-exchange-profiles': {
      name: word,
      type: 'custom_authentication',
      subject_token_type: audience,
      action_id,
    },
  }
}

const networkAcl = (description: string): object => ({
  description,
  active: true,
  rule: { match: { ipv4_cidrs: ['192.0.2.0/24'] }, scope: 'management', action: { block: true } },
})

const LETTER = { subject: '', body: '', from: '', syntax: 'liquid', enabled: true }

const PERSON = { connection: DATABASE, password: PASSWORD, verify_email: false }

/** Bodies of what is no entity, where an empty one is not enough. */
const OTHERS: Readonly<Record<string, unknown>> = {
  '/users': { ...PERSON, email: 'new@example.com' },
  '/network-acls/:id': networkAcl('replaced'),
  '/email-templates/:id': { template: 'verify_email', ...LETTER },
  '/rules-configs/:id': { value: 'secret' },
  '/actions/actions': { name: 'Made', code: '', supported_triggers: [{ id: 'post-login' }] },
  '/actions/modules': { name: 'made', code: '' },
  '/actions/triggers/:id/bindings': { bindings: [] },
  '/actions/actions/:id/test': { payload: {} },
  '/rules/test': { script: 'function (user, context, callback) {}' },
  '/hooks': { name: 'made', script: 'x', triggerId: 'post-change-password' },
  'DELETE /hooks/:id/secrets': ['none'],
  '/guardian/factors/:id': { enabled: true },
  '/guardian/policies': [],
  '/branding/templates/universal-login': { template: '{%- auth0:head -%}{%- auth0:widget -%}' },
  '/branding/preview': { page: 'login', language: 'en', scheme: 'light' },
  '/emails/provider/test': { to: 'ada@example.com' },
  '/blacklists/tokens': { jti: 'one', aud: 'urn:example:api' },
  '/signal-streams/:id/poll': { returnImmediately: true },
  '/keys/signing': { alg: 'PS256' },
  '/custom-domains/default': { domain: 'one.example' },
}

/** A file of one user, for a connection. */
const formFor = (connection_id: string): Pick<Asked, 'headers' | 'body'> => {
  const part = (name: string, text: string) =>
    `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
  const body = `${part('users', '[{"email":"in-bulk@example.com"}]')}${part('connection_id', connection_id)}--b--\r\n`
  return { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body }
}

const idIn = (body: Readonly<Record<string, string>>): string =>
  body['template'] ?? body['custom_domain_id'] ?? body['themeId'] ?? body['id'] ?? body['client_id'] ?? ''

async function furnishedTenant(host: string): Promise<Tenant> {
  const make = async (url: string, body: object) => {
    const answer = await wing.ask(url, { host, method: 'POST', body })
    assert.ok(answer.statusCode < 300, `${url} ${answer.body}`)
    return answer.json()
  }
  const furnished = await furnish(wing, host)
  const { bodies, queries, theirs, user_id } = furnished
  const ids: Record<string, string> = furnished.ids
  const client_id = ids['clients'] ?? ''
  const second = await make('/users', { ...PERSON, email: 'second@example.com' })
  const linked = second.user_id.slice('auth0|'.length)
  const supported_triggers = [{ id: 'custom-token-exchange' }]
  const code = 'exports.onExecuteCustomTokenExchange = async () => {}'
  const action = await make('/actions/actions', { name: 'Exchange', supported_triggers, code })
  await make(`/actions/actions/${action.id}/deploy`, {})
  /** Ids of what is made here, by the path that makes them. */
  const made = new Map<string, string>([
    ['/guardian/factors', 'otp'],
    ['/rules-configs', 'KEY'],
  ])
  const pathOf = (route: string): string => {
    const path = route.replace(':client_id', client_id).replace(':organization_id', ids['organizations'] ?? '')
    const family = path.replace(/\/:id.*$/, '')
    const id = ids[family.slice(1)] === undefined ? made.get(family) : undefined
    if (path.includes('/identities/')) return furnished.pathOf(path.replace(':provider/:user_id', `auth0/${linked}`))
    return furnished.pathOf(id === undefined ? path : path.replace(':id', encodeURIComponent(id)))
  }
  for (const [path, body] of Object.entries(creations(client_id, action.id, 'kept'))) {
    made.set(pathOf(path), idIn(await make(pathOf(path), body)))
  }
  const read = async (url: string) => (await wing.ask(url, { host })).json()
  const more: Readonly<Record<string, unknown>> = {
    ...OTHERS,
    ...bodies,
    ...creations(client_id, action.id, 'asked-for'),
    '/users/:id/identities': { provider: 'auth0', user_id: second.user_id },
    '/explain': { client_id },
    '/revocations': { client_id },
  }
  return {
    urlOf: async (one) => {
      const route = routeOf(one)
      const [, family = ''] = route.split('/')
      // One that nothing has ended yet.
      if (route.startsWith('/sessions/')) ids[family] = (await theirs.session(user_id)).id
      if (/^\/(refresh-tokens|device-credentials)\/:/.test(route)) {
        ids[family] = (await theirs.refreshToken(user_id, client_id)).id
      }
      const kids = route.includes(':kid') ? await read('/keys/signing') : []
      const { kid } = kids.find(({ previous }: { previous: boolean }) => previous) ?? kids[0] ?? {}
      return pathOf(route).replace(':kid', kid) + (queries[`${one.method} ${route}`] ?? '')
    },
    form: () => formFor(ids['connections'] ?? ''),
    bodyOf: async (one) => {
      const route = routeOf(one)
      if (one.body === undefined) return undefined
      if (route === '/rules/order') return { rules: (await read('/rules')).map(({ id }: { id: string }) => id) }
      return more[`${one.method} ${route}`] ?? more[route] ?? {}
    },
    remember: (one, body) => {
      if (one.method === 'POST' && made.has(pathOf(routeOf(one)))) made.set(pathOf(routeOf(one)), idIn(body))
    },
  }
}

/** Whatever was answered otherwise than the document says. */
let untrue: string[]
beforeEach(() => void (untrue = []))
afterEach(() => assert.deepEqual(untrue, []))

/** Holds an answer against the document, and gives it. */
async function answered(one: ReadOperation, url: string, asked: Asked) {
  const answer = await wing.ask(url, { ...asked, method: one.method })
  const problem = one.problemWith(answer.statusCode, answer.body)
  if (problem !== undefined) {
    untrue.push(`${one.method} ${url} ${JSON.stringify(asked.body)}: ${problem} ${answer.body.slice(0, 300)}`)
  }
  return answer
}

/** What succeeds nowhere, and what only after many passwords have been tried, which has tests of its own. */
const WITHOUT_SUCCESS = ['post_device_credentials', 'get_anomaly_blocks_ips_by_id']

/** What is no user's alone, and no page for everybody. */
const isForAdministrators = ({ security }: ReadOperation): boolean =>
  security.some((one) => !Object.values(one).flat().every(isCurrentUserScope))

/** What waits until something happens. */
const HELD = /\/poll$/

/** First what makes and changes, then what reads, then what ends; of that, what was described last goes first. */
const rankOf = (one: ReadOperation): number => {
  if (one.method === 'DELETE') return 1000 - operations.indexOf(one)
  if (one.method === 'GET') return 1
  return one.path.includes('revo') ? 2 : 0
}

const inOrder = () => operations.toSorted((first, second) => rankOf(first) - rankOf(second))

const isBelow = (inner: string, outer: string): boolean => /^\/\{\w+\}$/.test(inner.replace(outer, ''))

/** What must be done before: take away what is there already, or make what is not. */
const needed = (one: ReadOperation, status: number): ReadOperation | undefined =>
  operations.find(({ method, path }) =>
    status === 409
      ? method === 'DELETE' && (path === one.path || isBelow(path, one.path))
      : status === 404 && method === 'POST' && isBelow(one.path, path),
  )

describe('every operation', () => {
  test('succeeds, and answers as its responses say', async () => {
    const host = 'one.example'
    const { urlOf, bodyOf, form, remember } = await furnishedTenant(host)
    const call = async (one: ReadOperation) => {
      const sent = one.takesForm ? form() : { body: await bodyOf(one) }
      const answer = await answered(one, await urlOf(one), { host, ...sent })
      if (answer.statusCode === one.success && answer.body !== '') remember(one, answer.json())
      return answer
    }
    const failed = new Map<string, string>()
    for (const one of inOrder()) {
      // A token lives on when everything up to now has been revoked.
      wing.clock.now += 2000
      let answer = await call(one)
      const before = answer.statusCode === one.success ? undefined : needed(one, answer.statusCode)
      if (before) {
        await call(before)
        answer = await call(one)
      }
      if (answer.statusCode !== one.success) failed.set(one.operationId, answer.body)
    }
    for (const name of WITHOUT_SUCCESS) failed.delete(name)
    assert.deepEqual(Object.fromEntries(failed), {})
  })

  const host = 'two.example'
  let urlOf: Tenant['urlOf']

  test('refuses who has no right, a query that is not described, and a body of another shape', async () => {
    ;({ urlOf } = await furnishedTenant(host))
    for (const one of operations.filter(isForAdministrators)) {
      const url = await urlOf(one)
      const sent = one.body && { body: {} }
      assert.equal((await answered(one, url, { ...sent, authorization: undefined, host })).statusCode, 401)
      assert.equal((await answered(one, url, { ...sent, scopes: [], host })).statusCode, 403)
      const odd = await answered(one, `${url}${url.includes('?') ? '&' : '?'}no_such_parameter=1`, { ...sent, host })
      assert.equal(odd.statusCode, 400, `${one.method} ${url} ${odd.body}`)
      assert.match(odd.json().message, /no_such_parameter/)
      if (!one.body) continue
      const ill = await answered(one, url, { body: { no_such_member: 1 }, host })
      const { anyOf, type, additionalProperties } = one.body
      if (anyOf || type !== 'object' || additionalProperties !== false) continue
      assert.equal(ill.statusCode, 400, `${one.method} ${url} ${ill.body}`)
      assert.match(ill.json().message, /no_such_member/)
    }
  })

  test('called with what its schema allows answers one of its statuses, in the shape that belongs to it', async () => {
    for (const one of inOrder().filter(({ path }) => !HELD.test(path))) {
      const bodies = one.body ? fc.sample(arbitraryValue(one.body), { numRuns: 3, seed: 5 }) : [undefined]
      for (const body of bodies) {
        wing.clock.now += 2000
        const url = await urlOf(one)
        const { statusCode } = await answered(one, url, {
          host,
          body: body === undefined ? body : JSON.stringify(body),
        })
        assert.ok(statusCode < 500, `${one.method} ${url} ${JSON.stringify(body)}`)
      }
    }
  })
})
