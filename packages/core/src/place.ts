// Where an address is, as far as somebody's database of addresses knows. reference: extensibility, section 5; Management API, section 15.

/** What a line of the tenant log says of a place. */
export type Location = {
  /** ISO 3166-1, two letters and three. */
  readonly country_code?: string
  readonly country_code3?: string
  readonly country_name?: string
  readonly city_name?: string
  /** Degrees. */
  readonly latitude?: number
  readonly longitude?: number
  /** Of the IANA database: `Europe/Berlin`. */
  readonly time_zone?: string
  readonly continent_code?: string
}

/** What the database does not know is not there. */
export type Place = Location & {
  /** ISO 3166-2, without the country. */
  readonly subdivision_code?: string
  readonly subdivision_name?: string
}

/** Looks an address up; undefined where nothing is known of it. */
export type FindPlace = (ip: string) => Place | undefined

type Finder = { readonly findPlace?: FindPlace | undefined }

/** The place of an address that may not be known, where there is a database at all. */
export const placeOf = ({ findPlace }: Finder, ip: string | undefined): Place | undefined =>
  findPlace === undefined || ip === undefined ? undefined : findPlace(ip)

/** The same for a line of the tenant log. */
export const locationOf = (finder: Finder, ip: string | undefined): Location | undefined => {
  const place = placeOf(finder, ip)
  if (place === undefined) return undefined
  const { subdivision_code, subdivision_name, ...location } = place
  void [subdivision_code, subdivision_name]
  return location
}

/** As actions spell it. */
export const camelPlace = (place: Place): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(place).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
