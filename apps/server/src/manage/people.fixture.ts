// For tests: people in a sample wing, and what they hold.
import assert from 'node:assert/strict'
import { hashHandle } from '@symbolon/core/handles'
import type { RefreshToken, Session } from '@symbolon/core/records'
import type { SampleWing } from './sample-wing.fixture.ts'

export const DATABASE = 'Username-Password-Authentication'
export const PASSWORD = 'Correct-horse-7'

export type Made = { readonly user_id: string; readonly [field: string]: unknown }

export const people = (wing: SampleWing) => {
  const { tenancy } = wing
  const seconds = () => Math.floor(wing.clock.now / 1000)
  let count = 0

  const user = async (more: object = {}): Promise<Made> => {
    count += 1
    const body = { connection: DATABASE, email: `person${count}@example.com`, password: PASSWORD, verify_email: false }
    const answer = await wing.ask('/users', { method: 'POST', body: { ...body, ...more } })
    assert.equal(answer.statusCode, 201, answer.body)
    return answer.json()
  }
  const client = async (more: object = {}): Promise<string> => {
    const answer = await wing.ask('/clients', { method: 'POST', body: { name: 'An application', ...more } })
    return answer.json().client_id
  }
  /** The header of a user's own token for the Management API. */
  const token = async (user_id: string, scopes: readonly string[]): Promise<string> =>
    `Bearer ${await wing.sign({ ...wing.claimsFor(scopes), sub: user_id })}`
  const session = async (user_id: string, more: Partial<Session> = {}): Promise<Session> => {
    count += 1
    const at = seconds()
    const made: Session = {
      id: `session${count}`,
      user_id,
      connection: DATABASE,
      created_at: at,
      updated_at: at,
      authenticated_at: at,
      last_interacted_at: at,
      idle_expires_at: at + 3600,
      expires_at: at + 7200,
      methods: [{ name: 'pwd', timestamp: at }],
      clients: [],
      device: { initial_ip: '192.0.2.1' },
      persistent: true,
      ...more,
    }
    await tenancy.store.insertSession(made, hashHandle(made.id))
    return made
  }
  const refreshToken = async (user_id: string, client_id: string, more: Partial<RefreshToken> = {}) => {
    count += 1
    const made: RefreshToken = {
      id: `token${count}`,
      user_id,
      client_id,
      session_id: null,
      code_hash: null,
      rotating: false,
      created_at: seconds(),
      last_exchanged_at: null,
      expires_at: null,
      idle_expires_at: seconds() + 3600,
      resource_servers: [{ audience: 'https://api.example.com/', scopes: ['read:messages', 'offline_access'] }],
      auth_time: seconds(),
      device: { initial_user_agent: 'A browser' },
      ...more,
    }
    await tenancy.store.insertRefreshToken(made, hashHandle(`handle ${made.id}`), hashHandle(`text ${made.id}`), 200)
    return made
  }
  const consent = async (user_id: string, client_id: string, audience = 'https://api.example.com/') => {
    count += 1
    const id = String(count).padStart(24, '0')
    await tenancy.store.addConsent({ id, user_id, client_id, audience, scope: ['read:messages'], redirect_uris: [] })
    return id
  }
  return { user, client, token, session, refreshToken, consent }
}

export type People = ReturnType<typeof people>
