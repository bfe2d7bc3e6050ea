// GET /user/geoloc/country: where the person seems to be, for a box that suggests a country code in front of a telephone number. Where
// the operator has no database of addresses, the first language that the browser prefers says as much as a suggestion needs. reference:
// Authentication API, section 21.3; Unicode TR 35, likely subtags.
import type { FastifyRequest } from 'fastify'
import { placeOf } from '@symbolon/core/place'
import { languagesOf } from './caller.ts'

/** The region of a language tag, or where most people live who speak that; undefined when it is no language. */
function regionOf(tag: string): string | undefined {
  try {
    const { region } = new Intl.Locale(tag).maximize()
    return region !== undefined && /^[A-Z]{2}$/.test(region) ? region : undefined
  } catch {
    return undefined
  }
}

/** Without a country where neither the address nor the browser says one. */
export async function countryOf(request: FastifyRequest): Promise<Readonly<Record<string, string>>> {
  const here = placeOf(request.tenancy, request.clientAddress)?.country_code
  const [country_code] = [here ?? [], ...languagesOf(request).map((tag) => regionOf(tag) ?? [])].flat()
  return country_code === undefined ? {} : { country_code }
}
