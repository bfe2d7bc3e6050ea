// Where people are, by a database of addresses that the operator names: for rules, actions, network ACLs, the log and the login box.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { turnedAway } from '@symbolon/core/network-acls/verdict'
import type { Tenancy } from '@symbolon/core/tenancy'
import { placeDatabase } from '@symbolon/server/adapters/place-database.fixture'
import { decodeJwt } from 'jose'
import { managed } from './managed.ts'
import { enabledFor, newApplication, newUserWithPassword } from './people.ts'
import { until } from './until.ts'
import { startWorld, type World } from './world.ts'

const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const web = newApplication({ name: 'Shop', grant_types: [PASSWORD_REALM] })

const CORDOBA = '203.0.113.7'
const NOWHERE = '198.51.100.1'

const DATABASE = placeDatabase({
  '203.0.113.0/24': {
    city: { names: { en: 'Cordoba' } },
    continent: { code: 'SA' },
    country: { iso_code: 'AR', names: { en: 'Argentina' } },
    location: { latitude: -31.4, longitude: -64.2, time_zone: 'America/Argentina/Cordoba' },
    subdivisions: [{ iso_code: 'X', names: { en: 'Cordoba' } }],
  },
})

const IN_CORDOBA = {
  country_code: 'AR',
  country_code3: 'ARG',
  country_name: 'Argentina',
  city_name: 'Cordoba',
  latitude: -31.4,
  longitude: -64.2,
  time_zone: 'America/Argentina/Cordoba',
  continent_code: 'SA',
}

describe('where people are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'symbolon-places-'))
  let world: World
  let credentials: Readonly<Record<string, string>>
  before(async () => {
    const file = join(folder, 'city.mmdb')
    writeFileSync(file, DATABASE)
    world = await startWorld({ environment: { SYMBOLON_GEOIP: file, SYMBOLON_TRUSTED_PROXIES: '127.0.0.1,::1' } })
    await world.write(web.changes, await enabledFor(world, [web]))
    const password = randomBytes(12).toString('hex')
    const { email } = await newUserWithPassword(world, password)
    credentials = { ...web.credentials, username: email, password }
  })
  after(async () => {
    await world.stop()
    rmSync(folder, { recursive: true })
  })

  const logIn = (ip: string): Promise<Response> =>
    world.token(
      { ...credentials, grant_type: PASSWORD_REALM, realm: 'Username-Password-Authentication', scope: 'openid' },
      { 'x-forwarded-for': ip },
    )
  const claimsFrom = async (ip: string) => {
    const { id_token } = (await (await logIn(ip)).json()) as { id_token: string }
    return decodeJwt(id_token)
  }

  test('rules and actions are told, each in its own spelling', async () => {
    await managed(world, 201, 'POST', '/rules', {
      name: 'Where',
      script: `function (user, context, callback) { context.idToken['https://shop.example/where'] = context.request.geoip; callback(null, user, context) }`,
    })
    const { id } = await managed<{ id: string }>(world, 201, 'POST', '/actions/actions', {
      name: 'Where',
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      code: `exports.onExecutePostLogin = async (event, api) => api.idToken.setCustomClaim('https://shop.example/there', event.request.geoip)`,
    })
    await managed(world, 200, 'POST', `/actions/actions/${id}/deploy`)
    await managed(world, 200, 'PATCH', '/actions/triggers/post-login/bindings', {
      bindings: [{ ref: { type: 'action_id', value: id }, display_name: 'Where' }],
    })
    const claims = await claimsFrom(CORDOBA)
    assert.deepEqual(claims['https://shop.example/where'], {
      ...IN_CORDOBA,
      subdivision_code: 'X',
      subdivision_name: 'Cordoba',
    })
    assert.deepEqual(claims['https://shop.example/there'], {
      countryCode: 'AR',
      countryCode3: 'ARG',
      countryName: 'Argentina',
      cityName: 'Cordoba',
      latitude: -31.4,
      longitude: -64.2,
      timeZone: 'America/Argentina/Cordoba',
      continentCode: 'SA',
      subdivisionCode: 'X',
      subdivisionName: 'Cordoba',
    })
    const elsewhere = await claimsFrom(NOWHERE)
    assert.deepEqual([elsewhere['https://shop.example/where'], elsewhere['https://shop.example/there']], [{}, {}])
  })

  test('the log says where an address is, where that is known', async () => {
    assert.equal((await logIn(CORDOBA)).status, 200)
    assert.equal((await logIn(NOWHERE)).status, 200)
    type Line = { readonly ip: string; readonly location_info?: object }
    const linesOf = (ip: string): Promise<readonly Line[]> =>
      managed<readonly Line[]>(world, 200, 'GET', `/logs?q=ip:"${ip}"`)
    await until('both are in the log', async () =>
      (await Promise.all([CORDOBA, NOWHERE].map(linesOf))).every((lines) => lines.length > 0),
    )
    for (const { location_info } of await linesOf(CORDOBA)) assert.deepEqual(location_info, IN_CORDOBA)
    for (const { location_info } of await linesOf(NOWHERE)) assert.equal(location_info, undefined)
  })

  test('network ACLs turn away by country and by subdivision', async () => {
    for (const match of [{ geo_country_codes: ['DE', 'AR'] }, { geo_subdivision_codes: ['AR-X'] }]) {
      const rule = { match, scope: 'authentication', action: { block: true } }
      const wish = { description: 'Not from there', active: true, rule }
      const { id } = await managed<{ id: string }>(world, 201, 'POST', '/network-acls', wish)
      assert.deepEqual([(await logIn(CORDOBA)).status, (await logIn(NOWHERE)).status], [403, 200])
      const others = { ...rule, match: { geo_country_codes: ['DE'] }, not_match: { geo_subdivision_codes: ['AR-C'] } }
      await managed(world, 200, 'PATCH', `/network-acls/${id}`, { rule: others })
      assert.equal((await logIn(CORDOBA)).status, 200)
      await managed(world, 200, 'DELETE', `/network-acls/${id}`)
    }
    const rule = { match: { asns: [64_500] }, scope: 'tenant', action: { block: true } }
    await managed(world, 400, 'POST', '/network-acls', { description: 'Not knowable', active: true, rule })
  })

  test('whoever starts without the database is warned of the network ACLs that need it, once for each', async () => {
    const made: string[] = []
    for (const signals of [
      { match: { geo_country_codes: ['AR'] } },
      { not_match: { geo_subdivision_codes: ['AR-X'] } },
      { match: { ipv4_cidrs: ['192.0.2.0/24'] } },
    ]) {
      const rule = { ...signals, scope: 'authentication', action: { log: true } }
      const wish = { description: `Number ${made.length}`, active: true, rule }
      made.push((await managed<{ id: string }>(world, 201, 'POST', '/network-acls', wish)).id)
    }
    const { store } = world.tenancy
    await until('the ACLs are seen', async () => (await store.all('network_acls', {})).length === made.length)
    const warnings: unknown[] = []
    const tenancy: Tenancy = {
      ...world.tenancy,
      findPlace: undefined,
      operatorLog: (level, message, fields) => {
        assert.match(message, /without SYMBOLON_GEOIP/)
        warnings.push([level, fields?.['acl_id'], fields?.['description']])
      },
    }
    const arrival = { ip: CORDOBA, peer: CORDOBA, host: undefined, user_agent: undefined }
    for (let request = 0; request < 5; request += 1) await turnedAway(tenancy, 'authentication', () => arrival)
    assert.deepEqual(warnings, [
      ['warn', made[0], 'Number 0'],
      ['warn', made[1], 'Number 1'],
    ])
    for (const id of made) await managed(world, 200, 'DELETE', `/network-acls/${id}`)
  })

  test('a country code is suggested by the address first', async () => {
    const suggested = async (ip: string): Promise<unknown> =>
      (
        await fetch(`${world.issuer}user/geoloc/country`, {
          headers: { 'x-forwarded-for': ip, 'accept-language': 'de-AT' },
        })
      ).json()
    assert.deepEqual(await suggested(CORDOBA), { country_code: 'AR' })
    assert.deepEqual(await suggested(NOWHERE), { country_code: 'AT' })
  })
})
