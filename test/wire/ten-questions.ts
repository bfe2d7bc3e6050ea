// The ten questions that are asked most about tokens that are not as somebody wanted them: each with a set-up as people break it, what the
// answer must say, where it is mended, and how. One world for all of them: each has things of its own.
import { idAndAccessToken, named, pathOf, writeApi, writeMachine, writePerson } from './broken-set-ups.ts'
import { managed } from './managed.ts'
import { newGrant, type World } from './world.ts'

/** What is sent to `POST /explain`. */
type Asked = { readonly token: string } | Readonly<Record<string, string>>

export type Broken = {
  readonly asked: Asked
  /** Whose setting it is, as the Management API names it. */
  readonly id: string
  /** Changes that setting as it should have been, and asks again where a token must be got anew. */
  readonly mend: () => Promise<Asked>
}

export type Question = {
  readonly question: string
  readonly breakIt: (world: World) => Promise<Broken>
  /** What the answer says of the reason, and of what would help. */
  readonly says: RegExp
  readonly fix: RegExp
  /** Whose setting it is, and which; absent where nothing of the tenant is wrong. */
  readonly at?: { readonly entity: string; readonly field: string }
  /** What a token that is right has: a claim and its value, in words. */
  readonly right: readonly [claim: string, value: RegExp]
}

export const TEN_QUESTIONS: readonly Question[] = [
  {
    question: 'Why is my token no JWT?',
    says: /No API is named, and the tenant has no default_audience: the token is opaque/,
    fix: /set default_audience of the tenant/,
    at: { entity: 'tenant', field: 'default_audience' },
    right: ['scope', /read:orders/],
    async breakIt(world) {
      const { who } = await writePerson(world)
      const { audience } = await writeApi(world, 'default')
      return {
        asked: { ...who, scope: 'openid read:orders' },
        id: 'settings',
        async mend() {
          await managed(world, 200, 'PATCH', '/tenants/settings', { default_audience: audience })
          return { ...who, scope: 'openid read:orders' }
        },
      }
    },
  },
  {
    question: 'Why is there no such API, though I see it?',
    says: /Service not enabled within domain/,
    fix: /identifiers are compared letter for letter/,
    at: { entity: 'resource_server', field: 'identifier' },
    right: ['aud', /https:\/\/slash-\w+\.example\//],
    async breakIt(world) {
      const machine = await writeMachine(world)
      const { id, audience } = await writeApi(world, 'slash')
      await world.write(newGrant(machine.client_id, audience, ['read:orders']))
      const { client_id } = machine
      return {
        asked: { client_id, audience: audience.slice(0, -1) },
        id,
        mend: async () => ({ client_id, audience }),
      }
    },
  },
  {
    question: 'Why may my machine not ask?',
    says: /is not authorized to access/,
    fix: /Make a client grant of Robot/,
    at: { entity: 'client_grant', field: 'scope' },
    right: ['scope', /read:orders/],
    async breakIt(world) {
      const { client_id } = await writeMachine(world)
      const { audience } = await writeApi(world, 'granted')
      const asked = { client_id, audience }
      return {
        asked,
        id: client_id,
        async mend() {
          await managed(world, 201, 'POST', '/client-grants', { client_id, audience, scope: ['read:orders'] })
          return asked
        },
      }
    },
  },
  {
    question: 'Why does my application get no token at all?',
    says: /Grant type 'client_credentials' not allowed for the client/,
    fix: /Add client_credentials to grant_types of Page/,
    at: { entity: 'client', field: 'grant_types' },
    right: ['gty', /client-credentials/],
    async breakIt(world) {
      const machine = await writeMachine(world, 'Page', ['authorization_code'])
      const { audience } = await writeApi(world, 'typed')
      const { client_id } = machine
      await world.write(newGrant(client_id, audience, ['read:orders']))
      const asked = { client_id, audience }
      return {
        asked,
        id: client_id,
        async mend() {
          const grant_types = ['authorization_code', 'client_credentials']
          await managed(world, 200, 'PATCH', pathOf('clients', client_id), { grant_types })
          return asked
        },
      }
    },
  },
  {
    question: 'Why is my scope not in the token?',
    says: /the API does not define it/,
    fix: /Add write:x to the scopes of API/,
    at: { entity: 'resource_server', field: 'scopes' },
    right: ['scope', /write:x/],
    async breakIt(world) {
      const { who } = await writePerson(world)
      const { id, audience } = await writeApi(world, 'scoped')
      const asked = { ...who, audience, scope: 'openid write:x' }
      return {
        asked,
        id,
        async mend() {
          const scopes = [{ value: 'read:orders' }, { value: 'write:x' }]
          await managed(world, 200, 'PATCH', pathOf('resource-servers', id), { scopes })
          return asked
        },
      }
    },
  },
  {
    question: 'Why has the user no right to it?',
    says: /the user does not have this permission/,
    fix: /Give the user the permission read:orders/,
    at: { entity: 'user', field: 'permissions' },
    right: ['scope', /read:orders/],
    async breakIt(world) {
      const { who, user } = await writePerson(world)
      const { audience } = await writeApi(world, 'strict', { enforce_policies: true })
      const asked = { ...who, audience, scope: 'openid read:orders' }
      return {
        asked,
        id: user.user_id,
        async mend() {
          const permissions = [{ resource_server_identifier: audience, permission_name: 'read:orders' }]
          await managed(world, 201, 'POST', `${pathOf('users', user.user_id)}/permissions`, { permissions })
          return asked
        },
      }
    },
  },
  {
    question: 'Why are there no permissions in it?',
    says: /does not enforce permissions \(enforce_policies\): the token has no claim of them/,
    fix: /Set enforce_policies of API/,
    at: { entity: 'resource_server', field: 'enforce_policies' },
    right: ['permissions', /read:orders/],
    async breakIt(world) {
      const { who, user } = await writePerson(world)
      const { id, audience } = await writeApi(world, 'open')
      const permissions = [{ resource_server_identifier: audience, permission_name: 'read:orders' }]
      await managed(world, 201, 'POST', `${pathOf('users', user.user_id)}/permissions`, { permissions })
      const asked = { ...who, audience, scope: 'openid read:orders' }
      return {
        asked,
        id,
        async mend() {
          const changes = { enforce_policies: true, token_dialect: 'access_token_authz' }
          await managed(world, 200, 'PATCH', pathOf('resource-servers', id), changes)
          return asked
        },
      }
    },
  },
  {
    question: 'Why is there no refresh token?',
    says: /the API allows no offline access/,
    fix: /Set allow_offline_access of API/,
    at: { entity: 'resource_server', field: 'allow_offline_access' },
    right: ['scope', /offline_access/],
    async breakIt(world) {
      const { who } = await writePerson(world)
      const { id, audience } = await writeApi(world, 'online')
      const asked = { ...who, audience, scope: 'openid offline_access' }
      return {
        asked,
        id,
        async mend() {
          await managed(world, 200, 'PATCH', pathOf('resource-servers', id), { allow_offline_access: true })
          return asked
        },
      }
    },
  },
  {
    question: 'Why is my claim not in it?',
    says: /What it set of aud is left out: such claims are the server’s own/,
    fix: /Give the claim another name in rule Plan/,
    at: { entity: 'rule', field: 'script' },
    right: ['https://shop.example/aud', /gold/],
    async breakIt(world) {
      const { who, shop } = await writePerson(world)
      const { audience } = await writeApi(world, 'claimed')
      const asked = { ...who, audience, scope: 'openid read:orders' }
      const script = (claim: string): string =>
        `function (user, context, callback) {
  if (context.clientID === '${shop.client_id}') context.accessToken['${claim}'] = 'gold'
  callback(null, user, context)
}`
      const rule = await managed<{ id: string }>(world, 201, 'POST', '/rules', {
        name: named('Plan'),
        script: script('aud'),
      })
      return {
        asked,
        id: rule.id,
        async mend() {
          const changes = { script: script('https://shop.example/aud') }
          await managed(world, 200, 'PATCH', pathOf('rules', rule.id), changes)
          return asked
        },
      }
    },
  },
  {
    question: 'Why does my API refuse it?',
    says: /It is an ID token: it tells the application who logged in, and no API may take it/,
    fix: /Send the access token/,
    right: ['scope', /read:orders/],
    async breakIt(world) {
      const { shop, user } = await writePerson(world)
      const { audience } = await writeApi(world, 'called')
      const [id_token, access_token] = await idAndAccessToken(world, shop, user, audience)
      return {
        asked: { token: id_token },
        id: '',
        mend: async () => ({ token: access_token }),
      }
    },
  },
]
