// A login that is made up: what code is tried out on where nothing is given.
import type { Document } from '@symbolon/protocol/entities/entity'
import type { User } from '@symbolon/protocol/entities/user'
import type { Authorization } from '../authorization.ts'
import { newClientDocument } from '../clients/new-client.ts'
import { FIRST_CONNECTION } from '../connections/new-connection.ts'
import type { Tenancy } from '../tenancy.ts'
import type { Flow } from './flow.ts'
import { loginEvent } from './login-event.ts'
import { ownContext, ruleUser, sharedContext } from './rule-input.ts'

export type SampleLogin = {
  /** As a rule gets them. */
  readonly user: Document
  readonly context: Document
  /** As a post-login action gets it. */
  readonly event: Document
  readonly authorization: Authorization & { readonly user: User }
  readonly flow: Flow
}

const CLIENT_ID = 'SampleApplication0000000000000000'
const SCOPE = 'openid profile email'

/** Where somebody made up logs in. */
export const SAMPLE_CONNECTION = { id: 'con_0000000000000001', name: FIRST_CONNECTION }

/** What a machine made up asks for. */
export const SAMPLE_GRANT = { audience: 'https://api.example.com/', scope: ['read:sample'] }

const sampleUser = (now: number): User => {
  const time = new Date(now).toISOString()
  return {
    user_id: 'auth0|000000000000000000000001',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    nickname: 'ada',
    identities: [
      { connection: FIRST_CONNECTION, provider: 'auth0', user_id: '000000000000000000000001', isSocial: false },
    ],
    user_metadata: {},
    app_metadata: {},
    created_at: time,
    updated_at: time,
    logins_count: 1,
  }
}

/** A person logs in to a web application with a password, at the time of the clock. */
export function sampleLogin({ tenant, now }: Pick<Tenancy, 'tenant' | 'now'>): SampleLogin {
  const time = now()
  const user = sampleUser(time)
  const client = newClientDocument(CLIENT_ID, { name: 'Sample application', client_metadata: {} })
  const scopes = SCOPE.split(' ')
  const authorization = { client, subject: user.user_id, scopes, permissions: [], user }
  const flow: Flow = {
    protocol: 'oidc-basic-profile',
    query: {
      client_id: CLIENT_ID,
      response_type: 'code',
      redirect_uri: 'https://app.example.com/callback',
      scope: SCOPE,
      state: 'sample',
    },
    body: {},
    visitor: { ip: '192.0.2.1', user_agent: 'Mozilla/5.0 (sample)' },
    connection: undefined,
    session: undefined,
    methods: [{ name: 'pwd', timestamp: Math.floor(time / 1000) }],
    mayRedirect: true,
  }
  const about = { request: undefined, asked: scopes, roles: [], metadata: {} }
  const event = loginEvent({ tenant }, authorization, flow, about)
  return {
    user: ruleUser(user, authorization),
    context: {
      ...sharedContext({ tenant }, authorization.client, flow.connection),
      ...ownContext({ tenant }, authorization, flow, []),
      connection: FIRST_CONNECTION,
      connectionID: SAMPLE_CONNECTION.id,
      connectionStrategy: 'auth0',
    },
    event: {
      ...event,
      connection: { ...SAMPLE_CONNECTION, strategy: 'auth0', metadata: {} },
    },
    authorization,
    flow,
  }
}
