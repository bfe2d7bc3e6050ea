// auth0: the ManagementClient that rules and actions change users with, by the names that its versions have had for it.
'use strict'
const fetch = require('node-fetch')
const querystring = require('querystring')

const USER = '/users/:id'
const ROLES = `${USER}/roles`

/** By method: the request, and under which member of its body what is given second goes. */
const CALLS = {
  getUser: ['GET', USER],
  getUsers: ['GET', '/users'],
  getUsersByEmail: ['GET', '/users-by-email'],
  updateUser: ['PATCH', USER],
  updateUserMetadata: ['PATCH', USER, 'user_metadata'],
  updateAppMetadata: ['PATCH', USER, 'app_metadata'],
  linkUsers: ['POST', `${USER}/identities`],
  unlinkUsers: ['DELETE', `${USER}/identities/:provider/:user_id`],
  getUserRoles: ['GET', ROLES],
  assignRolestoUser: ['POST', ROLES],
  removeRolesFromUser: ['DELETE', ROLES],
}

/** What may be named by a text alone. */
const NAMED = { getUsersByEmail: 'email', linkUsers: 'id' }

const failure = (status, text) => {
  let said = {}
  try {
    said = { ...JSON.parse(text) }
  } catch {
    // What is not JSON says no more than its status.
  }
  const { error = 'APIError', message = `The Management API answered ${status}` } = said
  return Object.assign(new Error(message), { name: error, statusCode: status, originalError: said })
}

/** Members that the path names go there; the others are a query. */
const addressOf = (base, path, params) => {
  const query = { ...params }
  const filled = path.replace(/:(\w+)/g, (_all, name) => {
    if (query[name] === undefined) throw new Error(`The ${name} is missing`)
    const value = encodeURIComponent(query[name])
    delete query[name]
    return value
  })
  const asked = querystring.stringify(query)
  return `${base}${filled}${asked === '' ? '' : `?${asked}`}`
}

/** The token that was given, or one of the client whose secret was. */
const tokenOf = async ({ origin, token, clientId, clientSecret, audience = `${origin}/api/v2/` }) => {
  if (token) return token
  const answer = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience,
    }),
  })
  const text = await answer.text()
  if (!answer.ok) throw failure(answer.status, text)
  return JSON.parse(text).access_token
}

const send = async (server, name, given) => {
  const [method, path, member] = CALLS[name]
  const [first = {}, second] = given
  const params = typeof first === 'string' ? { [NAMED[name] ?? 'id']: first } : first
  server.used ??= tokenOf(server)
  const answer = await fetch(addressOf(`${server.origin}/api/v2`, path, params), {
    method,
    headers: { authorization: `Bearer ${await server.used}`, 'content-type': 'application/json' },
    body: second === undefined ? undefined : JSON.stringify(member ? { [member]: second } : second),
  })
  const text = await answer.text()
  if (!answer.ok) throw failure(answer.status, text)
  const { status, statusText } = answer
  return { data: text === '' ? undefined : JSON.parse(text), status, statusText, headers: answer.headers }
}

/** As the second major version answers. */
const plainly =
  (server, name) =>
  (...given) => {
    const told = typeof given.at(-1) === 'function' ? given.pop() : undefined
    const sent = send(server, name, given).then(({ data }) => data)
    if (!told) return sent
    // What a callback throws is no promise's, but the script's own.
    const tell = (error, answer) => setTimeout(() => told(error, answer), 0)
    sent.then((answer) => tell(null, answer), tell)
    return undefined
  }

/** As the third and fourth answer; with an id that is a text, as later ones do. */
const wholly =
  (server, name) =>
  async (...given) => {
    const answer = await send(server, name, given)
    return typeof given[0] === 'string' ? answer.data : answer
  }

/** The same calls by the names of later versions. */
const LATER = {
  users: {
    get: 'getUser',
    getAll: 'getUsers',
    update: 'updateUser',
    link: 'linkUsers',
    unlink: 'unlinkUsers',
    getRoles: 'getUserRoles',
    assignRoles: 'assignRolestoUser',
    deleteRoles: 'removeRolesFromUser',
  },
  usersByEmail: { getByEmail: 'getUsersByEmail' },
}

function ManagementClient({ domain, token, clientId, clientSecret, audience } = {}) {
  if (!domain || !(token || (clientId && clientSecret)))
    throw new Error('A ManagementClient needs a domain, and a token or a client with its secret')
  const server = { origin: `https://${domain}`, token, clientId, clientSecret, audience }
  for (const name of Object.keys(CALLS)) this[name] = plainly(server, name)
  this.assignRolesToUser = this.assignRolestoUser
  for (const [group, names] of Object.entries(LATER))
    this[group] = Object.fromEntries(Object.entries(names).map(([name, call]) => [name, wholly(server, call)]))
}

module.exports = { ManagementClient }
