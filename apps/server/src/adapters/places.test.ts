// What is known of where an address is, by the operator's database.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ConfigurationError, readConfig } from '../config.ts'
import { placeDatabase } from './place-database.fixture.ts'
import { openPlaces } from './places.ts'

const names = (en: string) => ({ names: { en, de: 'nicht gefragt' } })

const BYTES = placeDatabase({
  '203.0.113.0/24': {
    city: names('Córdoba'),
    continent: { code: 'SA', ...names('South America') },
    country: { iso_code: 'AR', ...names('Argentina') },
    location: { latitude: -31.4135, longitude: -64.18105, time_zone: 'America/Argentina/Cordoba' },
    subdivisions: [{ iso_code: 'X', ...names('Cordoba') }, { iso_code: 'Y' }],
  },
  '198.51.100.128/25': { registered_country: { iso_code: 'DE', ...names('Germany') } },
  '192.0.2.0/30': { traits: { is_anycast: true } },
  '192.0.2.4/30': { country: { iso_code: 7 }, city: 'odd', location: { latitude: 'north' } },
  '2001:db8::/32': { country: { iso_code: 'XX', ...names('x'.repeat(300)) } },
})

describe('a database of places', () => {
  const findPlace = openPlaces(BYTES)

  test('says all that it knows of an address', () => {
    const place = {
      country_code: 'AR',
      country_code3: 'ARG',
      country_name: 'Argentina',
      city_name: 'Córdoba',
      latitude: -31.4135,
      longitude: -64.18105,
      time_zone: 'America/Argentina/Cordoba',
      continent_code: 'SA',
      subdivision_code: 'X',
      subdivision_name: 'Cordoba',
    }
    for (const ip of ['203.0.113.0', '203.0.113.255', '203.0.113.7', '203.0.113.7'])
      assert.deepEqual(findPlace(ip), place)
  })

  test('says where an address is registered when it is nowhere else', () => {
    assert.deepEqual(findPlace('198.51.100.200'), { country_code: 'DE', country_code3: 'DEU', country_name: 'Germany' })
  })

  test('knows addresses of both families, and leaves out what it does not know', () => {
    const place = findPlace('2001:db8:1::1')
    assert.deepEqual(Object.keys(place ?? {}), ['country_code', 'country_name'])
    assert.equal(place?.country_name?.length, 200)
  })

  test('says nothing of what it does not know, of odd records and of what is no address', () => {
    for (const ip of [
      '203.0.114.1',
      '198.51.100.1',
      '2001:db9::1',
      '192.0.2.1',
      '192.0.2.5',
      '',
      'localhost',
      '1.2.3',
      '__proto__',
    ])
      assert.equal(findPlace(ip), undefined, ip)
  })
})

describe('SYMBOLON_GEOIP', () => {
  test('takes a database, and says what is wrong with everything else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'symbolon-places-'))
    try {
      const [good, bad] = [join(folder, 'good.mmdb'), join(folder, 'bad.mmdb')]
      writeFileSync(good, BYTES)
      writeFileSync(bad, 'no database')
      assert.deepEqual(readConfig({ SYMBOLON_GEOIP: good }).geoip, BYTES)
      assert.equal(readConfig({}).geoip, undefined)
      for (const [file, says] of [
        [bad, /^SYMBOLON_GEOIP must be a database in MaxMind's format/],
        [join(folder, 'none'), /^SYMBOLON_GEOIP must be a file that can be read/],
        [folder, /^SYMBOLON_GEOIP must be a file that can be read/],
      ] as const) {
        assert.throws(
          () => readConfig({ SYMBOLON_GEOIP: file }),
          (error) => error instanceof ConfigurationError && says.test(error.message),
        )
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a database without a beginning cannot be opened', () => {
    assert.throws(() => openPlaces(Buffer.from('abcdefMaxMind.com', 'latin1')))
  })
})
