// GET /client/CLIENT_ID.js and .json: what a login box must know of a client before anybody types. The script is for Auth0's box, which
// reads it from any page; the document is for ours, and says more: also of the client within an organization that is named as
// `organization`. Both are public. reference: Authentication API, section 21.1.
import { isUsableHere } from '@symbolon/core/clients/usable-here'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { takesPasswords } from '@symbolon/core/connections/for-client'
import { OAuthError } from '@symbolon/core/errors'
import { requiredOf, usernameLength } from '@symbolon/core/login/sign-up'
import { connectionsInto, findEnabledIn } from '@symbolon/core/organizations/organization-connection'
import type { Tenancy } from '@symbolon/core/tenancy'
import { identifiersOf } from '@symbolon/core/users/find-user'
import { passwordPolicyOf } from '@symbolon/core/users/password-policy'
import type { Client } from '@symbolon/protocol/entities/client'
import type { Connection } from '@symbolon/protocol/entities/connection'
import type { Organization } from '@symbolon/protocol/entities/organization'
import { identifierStyle, passwordRules } from '../browser/database-forms.ts'
import { appearanceOf } from '../pages/appearance.ts'
import { pictureAddress } from '../pages/brand.ts'
import { coloursOf } from '../pages/theme.ts'
import { asksForOrganization, organizationOfBox } from './login-box-organization.ts'

/** Seconds for which a browser need not ask again. */
const MAX_AGE = 60

/** Whether strangers may make an account: the connection's to say, and the organization's. */
async function takesSignUps(
  tenancy: Tenancy,
  connection: Connection,
  organization: Organization | undefined,
): Promise<boolean> {
  if (connection.options.disable_signup === true) return false
  return !organization || (await findEnabledIn(tenancy, organization, connection))?.is_signup_enabled === true
}

/** One database of users, first in the words of Auth0's box. */
async function databaseFor(tenancy: Tenancy, connection: Connection, organization: Organization | undefined) {
  const { name, display_name, options } = connection
  const { level, minLength } = passwordPolicyOf(connection)
  const hasUsername = requiredOf(connection).includes('username')
  return {
    name,
    ...(display_name === undefined ? {} : { display_name }),
    passwordPolicy: level,
    password_complexity_options: { min_length: minLength },
    showSignup: await takesSignUps(tenancy, connection, organization),
    showForgot: options.disable_self_service_change_password !== true,
    requires_username: hasUsername,
    ...(hasUsername ? { validation: { username: usernameLength(connection) } } : {}),
    identifier: identifierStyle(connection),
    identifiers: identifiersOf(connection),
    signup_fields: requiredOf(connection),
    password_rules: passwordRules(connection),
  }
}

const named = ({ id, name, display_name = name }: Organization) => ({ id, name, display_name })

/** The client as login boxes read it. Connections that nobody can log in with yet are not offered. */
async function loginBoxOf({ tenancy }: FastifyRequest, client: Client, organization?: Organization) {
  const { issuer, name: tenant } = tenancy.tenant
  const connections = (await connectionsInto(tenancy, client, organization?.id)).filter(takesPasswords)
  const databases = await Promise.all(connections.map((one) => databaseFor(tenancy, one, organization)))
  const logo = pictureAddress(organization?.branding?.logo_url, issuer) ?? pictureAddress(client.logo_uri, issuer)
  const { colours = {} } = await appearanceOf(tenancy, organization)
  return {
    id: client.client_id,
    tenant,
    strategies: databases.length === 0 ? [] : [{ name: 'auth0', connections: databases }],
    name: client.name,
    ...(logo === undefined ? {} : { logo }),
    colours: coloursOf(colours),
    asks_for_organization: asksForOrganization(client),
    ...(organization ? { organization: named(organization) } : {}),
  }
}

/** As a value in a script, whatever stands in it: no line separator of older JavaScript, nothing that could end an element. */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const nothing = (): OAuthError => new OAuthError('not_found', 'There is nothing at this path.')

/** @throws OAuthError `not_found` for a client that is not there, or another ending; `invalid_request` for a strange organization */
export async function showLoginBox(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const file: unknown = Object(request.params)['file']
  const [, client_id, ending] = /^([\w-]{1,64})\.(js|json)$/.exec(String(file)) ?? []
  if (client_id === undefined) throw nothing()
  const client = await request.tenancy.store.find('clients', { client_id })
  if (!client || client.global || !isUsableHere(request.tenancy, client)) throw nothing()
  const organization = ending === 'json' ? await organizationOfBox(request, client) : undefined
  const box = await loginBoxOf(request, client, organization)
  reply.headers({ 'cache-control': `public, max-age=${MAX_AGE}`, 'cross-origin-resource-policy': 'cross-origin' })
  return ending === 'json'
    ? reply.type('application/json').send(box)
    : reply.type('application/javascript; charset=utf-8').send(`Auth0.setClient(${inScript(box)});\n`)
}
