// What the judges of the flows with people find: a server over https with an outbox for its mail, an API, and whoever they ask for: people
// with passwords, and applications of every kind.
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestServer, type TestServer } from '../server.ts'
import { until } from './until.ts'

/** The API that everybody asks for. */
export const AUDIENCE = 'https://orders.example/'

export const DIRECTORY = 'Username-Password-Authentication'

export type Person = { readonly user_id: string; readonly email: string; readonly password: string }

type Mail = { readonly to: string; readonly subject: string; readonly links: readonly string[] }

export type Place = TestServer & {
  readonly client: (fields: Readonly<Record<string, unknown>>) => Promise<Application>
  readonly person: (fields?: Readonly<Record<string, unknown>>) => Promise<Person>
  /** Lets applications of third parties use the database of people. */
  readonly openDirectoryToEverybody: () => Promise<void>
  /** The mail that somebody has got, when it has arrived. */
  readonly mailTo: (address: string) => Promise<Mail>
}

export type Application = { readonly client_id: string; readonly client_secret: string }

type Options = { readonly environment?: Readonly<Record<string, string>> }

export async function openPlace({ environment = {} }: Options = {}): Promise<Place> {
  const outbox = mkdtempSync(join(tmpdir(), 'symbolon-outbox-'))
  const server = await startTestServer({
    tls: true,
    environment: { SYMBOLON_MAIL: `outbox:${outbox}`, ...environment },
  })
  const stop: Place['stop'] = async () => {
    await server.stop()
    rmSync(outbox, { recursive: true, force: true })
  }
  try {
    await make(server, '/resource-servers', {
      identifier: AUDIENCE,
      name: 'Orders',
      scopes: [
        { value: 'read:orders', description: 'See your orders' },
        { value: 'write:orders', description: 'Order something' },
      ],
      allow_offline_access: true,
      // The house's own applications ask nobody whether they may.
      skip_consent_for_verifiable_first_party_clients: true,
    })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...server,
    stop,
    client: async (fields) => {
      const { client_id, client_secret } = Object(await make(server, '/clients', fields))
      const id = await directoryId(server)
      await expect(204, await server.manage('PATCH', `/connections/${id}/clients`, [{ client_id, status: true }]))
      return { client_id, client_secret }
    },
    person: (fields) => newPerson(server, fields),
    openDirectoryToEverybody: async () => {
      const id = await directoryId(server)
      await expect(200, await server.manage('PATCH', `/connections/${id}`, { is_domain_connection: true }))
    },
    mailTo: (address) => until(async () => (await readOutbox(outbox)).find(({ to }) => to === address)),
  }
}

/** A single-page application at `origin`: a public client with rotating refresh tokens. */
export const singlePage = (origin: string): Readonly<Record<string, unknown>> => ({
  name: 'Shop',
  app_type: 'spa',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 30 },
  callbacks: [`${origin}/callback`, `${origin}/popup`],
  allowed_logout_urls: [`${origin}/goodbye`],
  web_origins: [origin],
  allowed_origins: [origin],
})

/** A web application with a secret. */
export const webApplication = (origin: string): Readonly<Record<string, unknown>> => ({
  name: 'Back office',
  app_type: 'regular_web',
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  callbacks: [`${origin}/callback`],
  allowed_logout_urls: [origin, `${origin}/`, `${origin}/goodbye`],
})

let people = 0

async function newPerson(server: TestServer, fields: Readonly<Record<string, unknown>> = {}): Promise<Person> {
  people += 1
  const email = `ada${people}@people.example`
  const password = 'Lovelace-1815-engine'
  const user = await make(server, '/users', {
    connection: DIRECTORY,
    email,
    password,
    email_verified: true,
    name: 'Ada Lovelace',
    ...fields,
  })
  return { user_id: Object(user).user_id, email, password }
}

async function directoryId(server: TestServer): Promise<string> {
  const response = await server.manage('GET', `/connections?name=${DIRECTORY}`)
  const list: unknown = await response.json()
  const found: unknown = Array.isArray(list) ? list[0] : Object(list).connections?.[0]
  return String(Object(found).id)
}

async function make(server: TestServer, path: string, fields: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await server.manage('POST', path, fields)
  await expect(201, response)
  return response.json()
}

async function expect(status: number, response: Response): Promise<void> {
  if (response.status !== status)
    throw new Error(`${response.url}: ${response.status} ${await response.clone().text()}`)
}

async function readOutbox(folder: string): Promise<readonly Mail[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (name): Promise<Mail> => {
      const { to, subject, links } = Object(JSON.parse(await readFile(join(folder, name), 'utf8')))
      return { to: String(to), subject: String(subject), links }
    }),
  )
}
