// Things of a tenant as people make them, each with names of its own, so that many stand in one world and are told apart.
import { randomBytes } from 'node:crypto'
import { REFRESH_TOKEN } from '@symbolon/protocol/oauth/rfc6749-oauth2'
import type { Client } from '@symbolon/protocol/entities/client'
import { enabledFor, newApplication, newUserWithPassword, userTokensOf } from './people.ts'
import { newApi, newClient, type NewClient, type World } from './world.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'

const PASSWORD = 'Window-orchard-17'

const identifier = (name: string): string => `https://${name}-${randomBytes(4).toString('hex')}.example/`

export const named = (name: string): string => `${name} ${randomBytes(4).toString('hex')}`

type Fields = Partial<Parameters<typeof newApi>[0]>

export async function writeApi(
  world: World,
  name: string,
  fields: Fields = {},
): Promise<{ id: string; audience: string }> {
  const audience = identifier(name)
  const api = newApi(
    { identifier: audience, name: named(name), skip_consent_for_verifiable_first_party_clients: true, ...fields },
    ['read:orders'],
  )
  await world.write(api)
  return { id: api.document.id, audience }
}

export async function writeMachine(
  world: World,
  name = 'Robot',
  grant_types: Client['grant_types'] = ['client_credentials'],
) {
  const machine = newClient({ name: named(name), grant_types })
  await world.write(machine.changes)
  return machine
}

/** Somebody, and an application that the person may log in to. */
export async function writePerson(world: World) {
  const shop = newApplication({
    name: named('Shop'),
    grant_types: ['authorization_code', 'implicit', REFRESH_TOKEN, PASSWORD_REALM],
  })
  await world.write(shop.changes, await enabledFor(world, [shop]))
  const user = await newUserWithPassword(world, PASSWORD)
  return { shop, user, who: { client_id: shop.client_id, user_id: user.user_id } }
}

/** What a login of that person at the application gives. */
export async function idAndAccessToken(
  world: World,
  { credentials }: NewClient,
  { email }: { readonly email: string },
  audience: string,
): Promise<readonly [id_token: string, access_token: string]> {
  const response = await world.token({
    ...credentials,
    grant_type: PASSWORD_REALM,
    realm: 'Username-Password-Authentication',
    username: email,
    password: PASSWORD,
    audience,
    scope: 'openid read:orders',
  })
  const { id_token = '', access_token } = await userTokensOf(response)
  return [id_token, access_token]
}

/** Of one thing, at the Management API. */
export const pathOf = (noun: string, id: string): string => `/${noun}/${encodeURIComponent(id)}`
