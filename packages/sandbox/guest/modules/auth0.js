// auth0: the ManagementClient that rules change users with, as its second major version answers: a promise, or a callback.
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

const send = async ({ base, token }, name, given) => {
  const [method, path, member] = CALLS[name]
  const [first = {}, second] = given
  const params = typeof first === 'string' ? { [NAMED[name] ?? 'id']: first } : first
  const answer = await fetch(addressOf(base, path, params), {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: second === undefined ? undefined : JSON.stringify(member ? { [member]: second } : second),
  })
  const text = await answer.text()
  if (!answer.ok) throw failure(answer.status, text)
  return text === '' ? undefined : JSON.parse(text)
}

function ManagementClient({ domain, token } = {}) {
  if (!domain || !token) throw new Error('A ManagementClient needs a domain and a token')
  const server = { base: `https://${domain}/api/v2`, token }
  for (const name of Object.keys(CALLS)) {
    this[name] = (...given) => {
      const told = typeof given.at(-1) === 'function' ? given.pop() : undefined
      const sent = send(server, name, given)
      if (!told) return sent
      // What a callback throws is no promise's, but the script's own.
      const tell = (error, answer) => setTimeout(() => told(error, answer), 0)
      sent.then((answer) => tell(null, answer), tell)
      return undefined
    }
  }
  this.assignRolesToUser = this.assignRolestoUser
}

module.exports = { ManagementClient }
