// A database of people elsewhere, behind an API over HTTPS, and the scripts by which a tenant asks it, as they were written for Auth0.
import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { localCertificate } from '../tls.ts'

export type PersonElsewhere = {
  id: string
  email: string
  password: string
  verified: boolean
  name?: string
  username?: string
  phone_number?: string
  phone_verified?: boolean
}

/** What the API does: each answers with a status. */
type Verb = (
  people: Map<string, PersonElsewhere>,
  asked: Readonly<Record<string, unknown>>,
) => readonly [number, unknown?]

const shown = ({ id, verified, password: _password, ...profile }: PersonElsewhere) => ({
  ...profile,
  user_id: id,
  email_verified: verified,
})

/** Whom a name is of: people are kept by their addresses, and found by their other names too. */
const called = (people: Map<string, PersonElsewhere>, name: unknown): PersonElsewhere | undefined =>
  people.get(String(name)) ??
  [...people.values()].find(({ username, phone_number }) => [username, phone_number].includes(String(name)))

const VERBS: Readonly<Record<string, Verb>> = {
  login: (people, { email, password }) => {
    const person = called(people, email)
    return person && person.password === password ? [200, shown(person)] : [401]
  },
  get: (people, { email }) => {
    const person = called(people, email)
    return person ? [200, shown(person)] : [404]
  },
  create: (people, { email, password, email_verified }) => {
    if (people.has(String(email))) return [409]
    people.set(String(email), {
      id: `legacy-${randomUUID()}`,
      email: String(email),
      password: String(password),
      verified: email_verified === true,
    })
    return [200]
  },
  verify: (people, { email }) => changed(people, email, { verified: true }),
  password: (people, { email, password }) => changed(people, email, { password: String(password) }),
  email: (people, { email, newEmail, verified }) => {
    const person = people.get(String(email))
    if (!person) return [404]
    people.delete(person.email)
    people.set(String(newEmail), { ...person, email: String(newEmail), verified: verified === true })
    return [200]
  },
  username: (people, { username, newUsername }) => changed(people, username, { username: String(newUsername) }),
  phone: (people, { number, newNumber, verified }) =>
    changed(people, number, { phone_number: String(newNumber), phone_verified: verified === true }),
  delete: (people, { id }) => {
    const person = [...people.values()].find((one) => one.id === id)
    return person && people.delete(person.email) ? [200] : [404]
  },
}

const changed = (
  people: Map<string, PersonElsewhere>,
  name: unknown,
  more: Partial<PersonElsewhere>,
): readonly [number] => {
  const person = called(people, name)
  if (!person) return [404]
  people.set(person.email, { ...person, ...more })
  return [200]
}

/** What every script knows: the API, with the key that only the tenant has. */
const API = `
  const ask = (verb, body) => fetch('https://' + configuration.HOST + '/' + verb, {
    method: 'POST', headers: { authorization: configuration.KEY }, body: JSON.stringify(body),
  })
  const done = (response) => response.status === 200 ? callback(null, true)
    : response.status === 404 ? callback(null, false) : callback(new Error('It answers ' + response.status))
`

/** As `options.customScripts` has them. */
export const SCRIPTS = {
  login: `function login(email, password, callback) {${API}
    ask('login', { email, password }).then(async (response) => {
      if (response.status === 401) return callback(new WrongUsernameOrPasswordError(email, 'not there'))
      callback(null, await response.json())
    }).catch(callback)
  }`,
  get_user: `function getByEmail(email, callback) {${API}
    ask('get', { email }).then(async (response) => callback(null, response.status === 200 ? await response.json() : null)).catch(callback)
  }`,
  create: `function create(user, callback) {${API}
    if (user.connection === undefined || user.tenant === undefined) return callback(new Error('who asks?'))
    ask('create', user).then((response) => {
      if (response.status === 409) return callback(new ValidationError('user_exists', 'Somebody has it'))
      response.status === 200 ? callback(null) : callback(new Error('It answers ' + response.status))
    }).catch(callback)
  }`,
  verify: `function verify(email, callback) {${API} ask('verify', { email }).then(done, callback) }`,
  change_password: `function changePassword(email, newPassword, callback) {${API}
    ask('password', { email, password: newPassword }).then(done, callback)
  }`,
  change_email: `function changeEmail(email, newEmail, verified, callback) {${API}
    ask('email', { email, newEmail, verified }).then(done, callback)
  }`,
  change_username: `function changeUsername(username, newUsername, callback) {${API}
    ask('username', { username, newUsername }).then(done, callback)
  }`,
  change_phone_number: `function changePhoneNumber(number, newNumber, verified, callback) {${API}
    ask('phone', { number, newNumber, verified }).then(done, callback)
  }`,
  delete: `function remove(id, callback) {${API} ask('delete', { id }).then(done, callback) }`,
}

export type Elsewhere = {
  readonly people: Map<string, PersonElsewhere>
  /** For `options.configuration`. */
  readonly configuration: { readonly HOST: string; readonly KEY: string }
  /** By the name of what is asked: what happens once, when that is done and not yet answered. */
  readonly meanwhile: Map<string, () => Promise<unknown>>
  readonly stop: () => Promise<void>
}

export async function startElsewhere(): Promise<Elsewhere> {
  const people = new Map<string, PersonElsewhere>()
  const meanwhile = new Map<string, () => Promise<unknown>>()
  const KEY = 'key-of-the-database-elsewhere'
  const { cert, key } = localCertificate()
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      const name = request.url?.slice(1) ?? ''
      const verb = request.headers.authorization === KEY ? VERBS[name] : undefined
      const [status, answer = {}] = verb ? verb(people, JSON.parse(body)) : [500]
      const happens = meanwhile.get(name)
      meanwhile.delete(name)
      const respond = (): unknown =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      if (happens) void happens().finally(respond)
      else respond()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    people,
    meanwhile,
    configuration: { HOST: `localhost:${port}`, KEY },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
