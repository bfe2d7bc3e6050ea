// Where addresses are, by a database in MaxMind's format that the operator names (City or Country; those of others have the same members).
// It is read once, at the start. MaxMind DB File Format Specification 2.0
import { isIP } from 'node:net'
import { Reader, type CityResponse } from 'mmdb-lib'
import type { FindPlace, Place } from '@symbolon/core/place'
import { threeLetters } from './country-codes.ts'

/** Addresses that are remembered, with what was found. */
const MOST_KNOWN = 10_000

/** Characters of a name. */
const LONGEST = 200

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, LONGEST).toWellFormed() : undefined

const number = (value: unknown): number | undefined => (Number.isFinite(value) ? Number(value) : undefined)

const placeIn = ({ city, continent, country, registered_country, location, subdivisions }: Partial<CityResponse>) => {
  const where = country ?? registered_country
  const country_code = text(where?.iso_code)
  const [subdivision] = Array.isArray(subdivisions) ? subdivisions : []
  const place: Readonly<Record<keyof Place, string | number | undefined>> = {
    country_code,
    country_code3: country_code === undefined ? undefined : threeLetters(country_code),
    country_name: text(where?.names?.en),
    city_name: text(city?.names?.en),
    latitude: number(location?.latitude),
    longitude: number(location?.longitude),
    time_zone: text(location?.time_zone),
    continent_code: text(continent?.code),
    subdivision_code: text(subdivision?.iso_code),
    subdivision_name: text(subdivision?.names?.en),
  }
  return Object.freeze(Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined))) as Place
}

/**
 * Opens a database.
 *
 * @throws Error where the bytes are none
 */
export function openPlaces(bytes: Buffer): FindPlace {
  const reader = new Reader<CityResponse>(bytes)
  const known = new Map<string, Place | undefined>()
  return (ip) => {
    if (isIP(ip) === 0) return undefined
    if (known.has(ip)) return known.get(ip)
    if (known.size >= MOST_KNOWN) known.clear()
    const found = look(reader, ip)
    const place = found && placeIn(found)
    const said = place && Object.keys(place).length > 0 ? place : undefined
    known.set(ip, said)
    return said
  }
}

/** An address of a family that the database lacks, or a record that is broken, is not known. */
function look(reader: Reader<CityResponse>, ip: string): CityResponse | undefined {
  try {
    return reader.get(ip) ?? undefined
  } catch {
    return undefined
  }
}
